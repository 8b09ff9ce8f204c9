"""Numbers and dates as people and banks write them. Never a float; never a guess where two readings are possible."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

DecimalSign = Literal[".", ","]
DateOrder = Literal["ymd", "mdy", "dmy"]

_MINOR_DIGITS = {"JPY": 0, "YEN": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "XOF": 0, "XAF": 0, "XPF": 0, "UGX": 0, "PYG": 0, "RWF": 0}
_MINOR_DIGITS |= dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
_MONTHS = {m: n for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


def minor_units(digits: str, currency: str) -> Decimal:
    """``digits`` without a decimal point, in ``currency``'s smallest unit, as an amount. Raises ValueError."""
    if not re.fullmatch(r"[+-]?\d+", digits):
        raise ValueError("not a whole number")
    return Decimal(int(digits)).scaleb(-_MINOR_DIGITS.get(currency.upper(), 2))


def amount(written: str, decimal_sign: DecimalSign = ".") -> Decimal:
    """A written amount: separators, currency signs, (1.00) and 1.00- and 1.00 CR / DR are understood. Raises ValueError."""
    text = written.strip().upper().replace("\u2212", "-").replace("\u00a0", " ")
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1], True
    mark = re.search(r"(?<=[\d\s.,])(CR|DR|C|D)\.?$", text)
    if mark:
        negative ^= mark.group(1).startswith("D")
        text = text[: mark.start()].rstrip()
    text = re.sub(r"^([+-]?)\s*(?:[A-Z]{3}|[$\u20ac\u00a3\u00a5])\s*", r"\1", text)
    text = re.sub(r"\s*(?:[A-Z]{3}|[$\u20ac\u00a3\u00a5])\s*$", "", text)
    if text.endswith("-"):
        text, negative = text[:-1], not negative
    thousands = "," if decimal_sign == "." else "."
    text = text.replace(" ", "").replace("'", "").replace(thousands, "").replace(decimal_sign, ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text):
        raise ValueError("not an amount")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("not an amount") from None
    return -number if negative else number


def decimal_sign_of(written: Iterable[str]) -> DecimalSign:
    """The decimal sign a column of amounts uses. Raises ValueError where both readings are possible and differ."""
    signs: set[DecimalSign] = set()
    unsure = False
    for value in written:
        found = re.findall(r"[.,]", value)
        if not found:
            continue
        last = found[-1]
        tail = len(re.sub(r"\D", "", value.rsplit(last, 1)[1]))
        if len(set(found)) == 2 or tail != 3:
            signs.add(last)
        elif len(found) > 1:  # 1,234,567: the sign repeats, so it separates thousands
            signs.add("." if last == "," else ",")
        else:
            unsure = True
    if len(signs) == 1:
        return signs.pop()
    if not signs and not unsure:
        return "."
    raise ValueError("amounts may be read with a decimal point or a decimal comma")


def written_date(written: str, order: DateOrder = "ymd") -> date:
    """A written date in ``order``; year first is always understood, names of months too. Raises ValueError."""
    text = written.strip()
    if re.match(r"^\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text[:10])
    if re.fullmatch(r"\d{8}", text):
        if order == "ymd" or text[:2] in ("19", "20"):
            return datetime.strptime(text, "%Y%m%d").date()
        return _date(order, text[:2], text[2:4], text[4:])
    parts = re.findall(r"[A-Za-z]+|\d+", text)[:3]
    if len(parts) < 3:
        raise ValueError("not a date")
    if len(parts[0]) == 4 and parts[0].isdigit():
        order = "ymd"
    named = next((i for i, part in enumerate(parts) if part.isalpha()), None)
    if named == 0:
        order = "mdy"
    elif named == 1 and order != "ymd":
        order = "dmy"
    return _date(order, *parts)


def date_order_of(written: Iterable[str]) -> DateOrder:
    """The order a column of dates is written in. Raises ValueError where day and month cannot be told apart."""
    first = second = 0
    for value in written:
        text = value.strip()
        if not text or re.match(r"^\d{4}\D?\d{2}\D?\d{2}", text):
            continue
        if re.search(r"[A-Za-z]{3}", text):
            return "mdy" if text[0].isalpha() else "dmy"
        parts = [int(p) for p in re.findall(r"\d+", text)]
        if len(parts) < 3:
            raise ValueError("not a date")
        first, second = max(first, parts[0]), max(second, parts[1])
    if not first:
        return "ymd"
    if first > 31:
        return "ymd"
    if (first > 12) == (second > 12):
        raise ValueError("day and month of its dates cannot be told apart")
    return "dmy" if first > 12 else "mdy"


def _date(order: DateOrder, *parts: str) -> date:
    values = dict(zip(order, parts, strict=True))
    month = _MONTHS.get(values["m"][:3].lower()) if values["m"].isalpha() else int(values["m"])
    if month is None:
        raise ValueError("not a month")
    year = int(values["y"])
    return date(year + 2000 if year < 100 else year, month, int(values["d"]))
