"""Cells of unknown files: amounts, dates, currencies and debit marks as people and programs write them. Pure; raises ValueError."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from ingestion.formats.csv_profile import CsvProfile
from ingestion.formats.numbers import amount, decimal_sign_of, written_date

DEBIT_MARKS = (*CsvProfile().debit_marks, "out", "money out", "paid out", "withdrawal")
CREDIT_MARKS = ("c", "cr", "credit", "crdt", "bij", "h", "haben", "+", "in", "money in", "paid in", "deposit")
DOLLAR = "$"  # somebody's dollar: which one, the other file or a person has to say
SYMBOLS = {"US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "$": DOLLAR,
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}  # fmt: skip
SYMBOL = re.compile("|".join(sorted(map(re.escape, SYMBOLS), key=len, reverse=True)))
CODE = re.compile(r"^([A-Z]{3})(?=[\s\d(+-])|(?<=[\s\d)])([A-Z]{3})$")
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 16  # what DECIMAL(18, 2) holds
EXCEL_DAYS = (20000, 80000)  # 1954 to 2119
WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)


def currency_of(text: str) -> str:
    """The currency that an amount names with its sign or code; ``$`` for some dollar; empty where it names none."""
    upper = text.strip().upper()
    symbol = SYMBOL.search(upper)
    if symbol:
        return SYMBOLS[symbol[0]]
    code = CODE.search(upper)
    return (code[1] or code[2]) if code else ""


def decimal_sign(values: Iterable[str]) -> tuple[str, bool]:
    """The decimal sign of a column, and whether the column leaves a doubt. Empty: its cells use both, each is read by itself."""
    written = [_bare(value) for value in values]
    try:
        return decimal_sign_of(written), False
    except ValueError:
        signs = {found[-1] for value in written if (found := re.findall(r"[.,]", value))}
        if len(signs) == 1:  # 1.234 or 1,234 and nothing else: money has no three decimals, so it separates thousands
            return ("," if signs == {"."} else "."), True
        return "", True


def money(text: str, sign: str) -> Decimal:
    """A written amount, exactly as it stands: ``$ (1,234.50)``, ``1.234,50-``, ``EUR 12``, ``12.00 DR``; a dash alone is nothing, so 0."""
    bare = _bare(text)
    if bare in ("-", "\u2013", "\u2014"):
        return Decimal(0)
    if not sign:
        found = re.findall(r"[.,]", bare)
        tail = len(re.sub(r"\D", "", bare.rsplit(found[-1], 1)[1])) if found else 0
        sign = found[-1] if found and (len(set(found)) == 2 or tail != 3) else "."
    number = amount(bare, sign)  # type: ignore[arg-type]
    if abs(number) >= LARGEST:
        raise ValueError("too large")
    return number


def cents(number: Decimal) -> Decimal:
    """``number`` to the cent."""
    return number.quantize(CENT, ROUND_HALF_EVEN)


def day(text: str, order: str) -> date:
    """A written date; also a number of days as Excel counts them, seconds since 1970, and ``260901``."""
    text = WEEKDAY.sub("", text.strip())
    digits = re.fullmatch(r"(\d{5}|\d{6}|\d{10}|\d{13})(?:\.0+)?", text)
    if digits:
        number = digits[1]
        if len(number) == 5 and EXCEL_DAYS[0] <= int(number) <= EXCEL_DAYS[1]:
            return date(1899, 12, 30) + timedelta(days=int(number))
        if len(number) == 6:
            return datetime.strptime(number, "%y%m%d").date()
        if len(number) >= 10:
            return datetime.fromtimestamp(int(number[:10]), UTC).date()
        raise ValueError("not a date")
    return written_date(text, order)  # type: ignore[arg-type]


def is_day(text: str) -> bool:
    """Whether ``text`` is a date beyond doubt: with separators or in ISO form, not just a number."""
    if not re.search(r"\d", text) or (re.fullmatch(r"[\d.,]*", text) and text.count(".") != 2):
        return False
    return any(_reads(text, order) for order in ("dmy", "mdy"))


def date_orders(values: Iterable[str]) -> tuple[str, ...]:
    """The orders of day and month in which most of ``values`` can be read, the likelier first; one where it makes no difference."""
    texts = sorted({value.strip() for value in values if value.strip()})
    read = {order: {text: _reads(text, order) for text in texts} for order in ("mdy", "dmy")}
    counts = {order: sum(found is not None for found in days.values()) for order, days in read.items()}
    if counts["mdy"] != counts["dmy"]:
        return (max(counts, key=lambda order: counts[order]),)
    if read["mdy"] == read["dmy"]:
        return ("mdy",)
    return ("dmy",) if all("." in text for text in texts) else ("mdy", "dmy")


def _reads(text: str, order: str) -> date | None:
    try:
        return day(text, order)
    except (ValueError, KeyError):
        return None


def _bare(text: str) -> str:
    """An amount without currency and spaces."""
    bare = SYMBOL.sub("", SPACES.sub(" ", text.upper().replace("\u2212", "-")).strip()).strip()
    return CODE.sub("", bare).strip().replace(" ", "").replace("'", "").replace("\u2019", "")
