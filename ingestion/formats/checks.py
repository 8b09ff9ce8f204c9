"""The controls every format shares. Each says in words what was expected and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ingestion.formats.statement import Check, CheckStatus, StatementLine


def equal(name: str, what: str, stated: object, found: object, otherwise: CheckStatus = "failed") -> Check:
    """Passed where ``stated`` is ``found``."""
    return Check(name, "passed") if stated == found else Check(name, otherwise, f"{what}: stated {stated}, found {found}")


def balance(account: str, opening: Decimal | None, closing: Decimal | None, lines: Iterable[StatementLine]) -> Check:
    """Opening plus lines is closing. A file without both balances proves nothing, which is a warning."""
    if opening is None or closing is None:
        return Check("balance", "warning", f"account ending {account[-4:]}: the file states no opening and closing balance")
    movement = sum((line.amount for line in lines), Decimal(0))
    if opening + movement == closing:
        return Check("balance", "passed")
    off = closing - opening - movement
    found = f"opening {opening} + lines {movement} is not closing {closing} (off by {off})"
    return Check("balance", "failed", f"account ending {account[-4:]}: {found}")


def one_currency(account: str, currency: str, found: Iterable[str]) -> Check:
    """Every line and balance is in the account's currency."""
    others = sorted(set(found) - {currency})
    if not others:
        return Check("currency", "passed")
    return Check("currency", "failed", f"account ending {account[-4:]} is in {currency}, the file also books {', '.join(others)}")
