"""What a replay found about one certificate. Pure: two texts in, what differs out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

VERIFIED, DIFFERS, NOT_REPLAYED = "verified", "differs", "not replayed"
NAMING = ("side", "connection", "record_type", "source_id")  # what tells the records of a certificate apart


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that differs. what: the field, in words. stored, replayed: its two values as text; empty where there is none."""

    what: str
    stored: str
    replayed: str

    def __str__(self) -> str:
        return f"{self.what}: stored {self.stored or 'nothing'}, replayed {self.replayed or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The replay of one match.

    certificate: the stored text. outcome: verified (the same bytes, and nothing else differs), differs, or not replayed. findings: what
    differs. why: why there is no replay. notes: what a reader should know although it changes nothing. records: how many were hashed anew.
    candidates: how many pairs that its units could have made under its rule were found and decided on again.
    """

    match_id: str
    reconciliation: str
    rule_id: str
    rule_version: int
    certificate: str
    outcome: str
    findings: tuple[Finding, ...] = ()
    why: str = ""
    notes: tuple[str, ...] = ()
    records: int = 0
    candidates: int = 0

    @property
    def bytes(self) -> int:
        return len(self.certificate.encode())

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.certificate.encode()).hexdigest()


def differences(stored: str, replayed: str) -> list[Finding]:
    """Every field in which two certificates differ; none only where they are the same bytes.

    A record is told by its source id and not by its place in the list, so that one more record is one difference.
    """
    if stored == replayed:
        return []
    try:
        before = dict(_fields(json.loads(stored)))
    except ValueError:
        return [Finding("the certificate", "no JSON", "JSON")]
    after = dict(_fields(json.loads(replayed)))
    found = [
        Finding(name, before.get(name, ""), after.get(name, ""))
        for name in (*after, *(name for name in before if name not in after))
        if before.get(name) != after.get(name)
    ]
    # equal in every field, but not as text: other order, spaces, or a key given twice
    return found or [Finding("the text", stored, replayed)]


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _fields(one, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for place, one in enumerate(value, start=1):
            told = " ".join(str(one[key]) for key in NAMING if key in one) if isinstance(one, dict) else ""
            yield from _fields(one, f"{name} [{told or place}]")
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)
