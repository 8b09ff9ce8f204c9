"""What kind of bank file this is, from its content; the name and the sender's claim are not trusted."""

from __future__ import annotations

import re
from typing import Literal

from ingestion.formats.text import decode

Format = Literal["bai2", "camt053", "mt940", "ofx", "csv"]
FORMATS: tuple[Format, ...] = ("bai2", "camt053", "mt940", "ofx", "csv")


def is_zip(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def detect(content: bytes) -> Format | None:
    """The format of ``content``, None where it is no bank file known here."""
    head = decode(content[:65536]).lstrip()
    if re.match(r"01,[^,]*,[^,]*,\d{6},", head):
        return "bai2"
    if re.match(r"(OFXHEADER|<\?OFX|<OFX>)", head, re.IGNORECASE) or re.search(r"<\?OFX|<OFX>", head[:2000], re.IGNORECASE):
        return "ofx"
    if head.startswith("<"):
        return "camt053" if re.search(r"camt\.05[234]|BkToCstmr", head) else None
    if re.search(r"(?m)^:20:", head) and re.search(r"(?m)^:(25|60[FM]|61):", head):
        return "mt940"
    first = head.split("\n")[:50]
    return "csv" if any(line.count(d) >= 2 for line in first for d in ",;\t|") else None
