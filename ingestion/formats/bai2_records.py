"""BAI2 as it is written: physical lines to logical records, and the fields whose position depends on the funds type.

Tolerated because real banks do it: several records on one physical line, lines padded with spaces, a missing slash, extra empty fields
before a continuation, text that runs over continuations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

CODES = ("01", "02", "03", "16", "49", "88", "98", "99")
_RECORD_START = re.compile(r"(?:(?<=/)|(?<=\n))[ \n]*(?=(?:01|02|03|16|49|88|98|99),)")
_WIDTH = 80  # a line this long was wrapped inside a word


@dataclass(frozen=True, slots=True)
class Record:
    """A logical record: its code, the bodies of its physical lines and how many of them there were."""

    code: str
    bodies: tuple[str, ...]
    wrapped: tuple[bool, ...]

    @property
    def count(self) -> int:
        return len(self.bodies)

    @property
    def raw(self) -> str:
        return "\n".join(f"{self.code if i == 0 else '88'},{body}" for i, body in enumerate(self.bodies))

    def fields(self) -> list[str]:
        """All fields, for records without free text."""
        return ",".join(body.rstrip().removesuffix("/") for body in self.bodies).split(",")


def records(text: str) -> list[Record]:
    """The logical records of ``text``, continuations joined. A line that is no record is passed over."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    if not any(line.startswith(("49,", "98,", "99,")) for line in lines):  # records run on behind each other's slash
        lines = [line.strip() for line in _RECORD_START.split(text) if line.strip()]
    found: list[tuple[str, list[str], list[bool]]] = []
    for line in lines:
        code, _, body = line.partition(",")
        if code == "88" and found:
            found[-1][1].append(body)
            found[-1][2].append(len(line) >= _WIDTH and not line.endswith("/"))
        elif code in CODES:
            found.append((code, [body], [len(line) >= _WIDTH and not line.endswith("/")]))
    return [Record(code, tuple(bodies), tuple(wrapped)) for code, bodies, wrapped in found]


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary or status amount of an account record, as written (minor units)."""

    code: str
    amount: str


def summaries(fields: list[str]) -> Iterator[Summary]:
    """The summary groups after account number and currency. Empty fields between groups are skipped."""
    rest = list(fields)
    while rest:
        code = rest.pop(0).strip()
        if not code:
            continue
        amount = rest.pop(0).strip() if rest else ""
        _ = rest.pop(0) if rest else ""  # item count
        funds_type = rest.pop(0).strip() if rest else ""
        _skip_availability(funds_type, rest)
        yield Summary(code, amount)


@dataclass(frozen=True, slots=True)
class Detail:
    """One transaction record, as written."""

    code: str
    amount: str
    value_date: date | None
    bank_reference: str
    customer_reference: str
    text: str


def detail(record: Record) -> Detail:
    """The fields of a 16 record: the funds type says where the references start; the text is all that follows them."""
    pieces = list(zip(record.bodies, record.wrapped, strict=True))
    rest: list[str] = []
    while pieces:
        head, wrapped = pieces.pop(0)
        rest += head.removesuffix("/").split(",")
        need = _references_at(rest) + 2
        if len(rest) > need or (len(rest) == need and pieces):
            break
    at = _references_at(rest)
    text, glue = ",".join(rest[at + 2 :]), "" if wrapped else " "
    for body, is_wrapped in pieces:
        text += glue + body.removesuffix("/")
        glue = "" if is_wrapped else " "
    rest += [""] * (at + 2 - len(rest))
    funds_type = rest[2].strip() if len(rest) > 2 else ""
    value = short_date(rest[3]) if funds_type == "V" and rest[3].strip() else None
    return Detail(rest[0].strip(), rest[1].strip(), value, rest[at].strip(), rest[at + 1].strip(), " ".join(text.split()))


def short_date(written: str) -> date:
    """YYMMDD. Raises ValueError."""
    return datetime.strptime(written.strip(), "%y%m%d").date()


def _references_at(fields: list[str]) -> int:
    """Where the bank reference stands in a 16 record."""
    funds_type = fields[2].strip() if len(fields) > 2 else ""
    if funds_type == "S":
        return 6
    if funds_type == "V":
        return 5
    if funds_type == "D":
        return 4 + 2 * int(fields[3] or 0) if len(fields) > 3 else 4
    return 3


def _skip_availability(funds_type: str, rest: list[str]) -> None:
    if funds_type == "S":
        del rest[:3]
    elif funds_type == "V":
        del rest[:2]
    elif funds_type == "D" and rest:
        del rest[: 1 + 2 * int(rest[0] or 0)]
