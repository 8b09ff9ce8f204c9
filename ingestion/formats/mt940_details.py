"""Field 86 of MT940 in its three dialects: German sub-fields (?20), slash words (/EREF/), and free text.

Own reader of the field: the library glues an end-to-end id to the text of the next sub-field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.formats.text import or_none, squeezed

_GERMAN = re.compile(r"^(\d{3})\?(?=\d\d)")
_SUBFIELD_WIDTH = 27  # a sub-field this long was wrapped inside a word
_SUB_TAG = re.compile(r"^([A-Z]{4})[+:]\s?")
_PURPOSE = frozenset(f"{n:02d}" for n in (*range(20, 30), *range(60, 64)))
_SLASH_WORDS = "EREF|IREF|KREF|MARF|CSID|RTRN|BENM|ORDP|NAME|IBAN|BIC|REMI|USTD|STRD|PREF|PURP|TRTP|CNTP|SVCL|ID|ADDR|ISDT|ULTC|ULTD|TRCD"
_SLASH = re.compile(rf"/({_SLASH_WORDS})/")


@dataclass(frozen=True, slots=True)
class Details:
    """What field 86 says about one line."""

    text: str
    bank_code: str | None = None
    end_to_end_id: str | None = None
    customer_reference: str | None = None
    counterparty: str | None = None
    counterparty_account: str | None = None


def details(written: str) -> Details:
    """Field 86 as written, line breaks included."""
    joined = written.replace("\n", "")
    if _GERMAN.match(joined):
        return _german(joined)
    if len(_SLASH.findall(joined)) >= 2:
        return _slashes(joined)
    return Details(text=squeezed(written.replace("\n", " ")))


def _german(written: str) -> Details:
    """``166?00GUTSCHRIFT?20EREF+...?21SVWZ+...?30bank?31account?32name``."""
    fields = [(part[:2], part[2:]) for part in re.split(r"\?(?=\d\d)", written)[1:]]
    tags = _sub_tags([value for number, value in fields if number in _PURPOSE])
    posting = " ".join(value for number, value in fields if number == "00")
    name = "".join(value for number, value in fields if number in ("32", "33"))
    said = [posting, *(value for tag, value in tags if tag in ("", "SVWZ", "MTLG"))]
    first = dict(reversed(tags))
    return Details(
        text=squeezed(" ".join(said)),
        bank_code=written[:3],
        end_to_end_id=or_none(first.get("EREF")),
        customer_reference=or_none(first.get("KREF")),
        counterparty=or_none(name) or or_none(first.get("ABWA")),
        counterparty_account=or_none(dict(fields).get("31")) or or_none(first.get("IBAN")),
    )


def _sub_tags(values: list[str]) -> list[tuple[str, str]]:
    """(sub-tag, value) pairs of the purpose. A sub-field continues the one before it where that one was full."""
    found: list[tuple[str, str]] = []
    full = False
    for value in values:
        tag = _SUB_TAG.match(value)
        if tag:
            found.append((tag.group(1), value[tag.end() :]))
        elif found and (full or found[-1][0] == "SVWZ"):
            before = found.pop()
            found.append((before[0], before[1] + ("" if full else " ") + value))
        else:
            found.append(("", value))
        full = len(value) >= _SUBFIELD_WIDTH
    return found


def _slashes(written: str) -> Details:
    """``/WORD/value`` pairs. /CNTP/ holds account, BIC, name and city between slashes."""
    parts = _SLASH.split(written)
    said: dict[str, str] = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        said.setdefault(word, value.strip("/ "))
    counterparty = said.get("CNTP", "").split("/")
    account = said.get("IBAN") or counterparty[0]
    name = said.get("NAME") or (counterparty[2] if len(counterparty) > 2 else None)
    remitted = re.sub(r"^(USTD|STRD)/+", "", said.get("REMI", "") or said.get("USTD", "") or said.get("STRD", ""))
    return Details(
        text=squeezed(" ".join(filter(None, (parts[0].strip("/ "), remitted.strip("/"))))) or squeezed(written),
        end_to_end_id=or_none(said.get("EREF")),
        customer_reference=or_none(said.get("KREF") or said.get("PREF")),
        counterparty=or_none(name),
        counterparty_account=or_none(account),
    )
