"""Bytes to text as banks write them: seldom labelled, often Windows-1252."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(content: bytes, encoding: str | None = None) -> str:
    """``content`` as text: the stated encoding, a byte-order mark, UTF-8, Windows-1252, and ISO 8859-1 which never fails.

    Line ends become a plain newline.
    """
    return re.sub(r"\r\n?", "\n", _decode(content, encoding)).removeprefix("\ufeff")


def encoding_of(content: bytes) -> str:
    """The first of the usual encodings that reads ``content``."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "iso-8859-1"


def _decode(content: bytes, encoding: str | None) -> str:
    if encoding:
        return content.decode(encoding, errors="replace")
    return content.decode(encoding_of(content))


def squeezed(text: str | None) -> str:
    """``text`` with runs of white space as one space."""
    return " ".join((text or "").split())


def or_none(text: str | None) -> str | None:
    """Stripped text, None where nothing is left or the bank wrote a placeholder for nothing."""
    value = squeezed(text)
    return None if value.upper() in ("", "NONREF", "NOTPROVIDED", "NOT PROVIDED", "//") else value
