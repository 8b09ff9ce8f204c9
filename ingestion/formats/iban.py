"""What an IBAN says about the account: whether it is one, and the bank's own account number inside it (SWIFT IBAN registry)."""

from __future__ import annotations

import re

# Position of the account number in the IBAN, from the registry; other countries keep the IBAN as their number.
_ACCOUNT = {
    "AT": slice(9, 20),
    "BE": slice(7, 14),
    "CH": slice(9, 21),
    "DE": slice(12, 22),
    "ES": slice(14, 24),
    "FR": slice(14, 25),
    "GB": slice(14, 22),
    "IE": slice(14, 22),
    "IT": slice(15, 27),
    "LU": slice(7, 20),
    "NL": slice(8, 18),
}


def as_iban(written: str | None) -> str | None:
    """``written`` without spaces where its check digits are right, else None."""
    text = re.sub(r"\s", "", written or "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text):
        return None
    digits = "".join(str(int(c, 36)) for c in text[4:] + text[:4])
    return text if int(digits) % 97 == 1 else None


def account_number_of(iban: str) -> str:
    """The bank's own account number in ``iban``, or the IBAN itself for a country whose layout is not known here."""
    return iban[_ACCOUNT[iban[:2]]] if iban[:2] in _ACCOUNT else iban


def account_number(written: str | None) -> str | None:
    """An account number as files state it, without spaces, dots and dashes."""
    text = re.sub(r"[\s.\-]", "", written or "").upper()
    return text or None
