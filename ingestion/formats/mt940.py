"""MT940 (SWIFT customer statement) to statements, on the mt-940 library: one statement per ``:20:`` message.

Reversals are signed as the standard says (RC takes money out again, RD puts it back). MT942 (interim) is refused: an MT940 books the same
lines. The library silently merges lines it half understands, so the number of ``:61:`` lines read must be the number written.
"""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import mt940

from ingestion.formats import checks
from ingestion.formats.iban import account_number, account_number_of, as_iban
from ingestion.formats.mt940_details import details
from ingestion.formats.statement import Check, Statement, StatementFile, StatementLine, UnreadableFileError
from ingestion.formats.text import decode, or_none, squeezed

OPTIONS = mt940.Options.all()
CURE = "Ask the bank to send the file again, or for another format (camt.053)."
_LINE = re.compile(r"(?m)^:61:")
_CHECK_TYPES = ("CHK", "CHQ")


def read_mt940(name: str, content: bytes, encoding: str | None = None) -> StatementFile:
    """``content`` as statements with their controls. Raises UnreadableFileError where it is no MT940."""
    text = re.sub(r"(?m)^-\}?.*$", "-", decode(content, encoding))
    if re.search(r"(?m)^:34F:", text) and not re.search(r"(?m)^:60[FM]:", text):
        cure = "Ask the bank for MT940; it books the same lines."
        raise UnreadableFileError("The file is MT942 (interim report), not a statement.", cure)
    blocks = [block for block in re.split(r"(?m)^(?=:20:)", text) if block.startswith(":20:")]
    if not blocks:
        raise UnreadableFileError("The file holds no MT940 message (:20:).", CURE)
    return StatementFile(name, "mt940", tuple(_statement(block) for block in blocks))


def _statement(block: str) -> Statement:
    try:
        (message,) = mt940.parse_statements(io.StringIO(block), options=OPTIONS, processors={"post_transaction_details": []})
        return _converted(block, message)
    except UnreadableFileError:
        raise
    except (RuntimeError, ValueError, KeyError, TypeError, AttributeError, InvalidOperation):
        raise UnreadableFileError("The file is MT940, but a line in it does not follow the standard.", CURE) from None


def _converted(block: str, message: mt940.models.Transactions) -> Statement:
    data = message.data
    opening = data.get("final_opening_balance") or data.get("intermediate_opening_balance") or data.get("opening_balance")
    closing = data.get("final_closing_balance") or data.get("intermediate_closing_balance") or data.get("closing_balance")
    currency = message.currency or ""
    raws = _raw_lines(block)
    lines = tuple(
        _line(number, transaction.data, currency, raw) for number, (transaction, raw) in enumerate(zip(message, raws, strict=False), 1)
    )
    bank, _, rest = str(data.get("account_identification", "")).strip().rpartition("/")
    iban = as_iban(rest) or as_iban(rest[:-3])  # some banks append the currency
    number = account_number_of(iban) if iban else account_number(rest)
    ends_on = _day(closing.date) if closing else max((line.booking_date for line in lines), default=None)
    if ends_on is None:
        raise UnreadableFileError("An MT940 message has neither a closing balance nor a line.", CURE)
    balances = [b for b in (opening, closing) if b is not None]
    return Statement(
        statement_id="/".join(filter(None, (bank, str(data.get("statement_number", "")), str(data.get("sequence_number") or "")))),
        account_number=number,
        iban=iban,
        currency=currency,
        opening_balance=opening.amount.amount if opening else None,
        closing_balance=closing.amount.amount if closing else None,
        starts_on=min([ends_on, *(line.booking_date for line in lines)]),
        ends_on=ends_on,
        lines=lines,
        control=(
            checks.equal("lines", "lines (:61:)", len(_LINE.findall(block)), len(lines)),
            checks.balance(number or "", *(b.amount.amount if b else None for b in (opening, closing)), lines),
            checks.one_currency(number or "", currency, [b.amount.currency or "" for b in balances]),
            *([] if closing else [Check("truncated", "failed", "a message has no closing balance (:62F:): it was cut short")]),
        ),
    )


def _line(number: int, data: dict[str, Any], currency: str, raw: str) -> StatementLine:
    told = details(str(data.get("transaction_details") or ""))
    kind = str(data.get("id") or "").strip()
    customer = or_none(data.get("customer_reference"))
    if customer and customer.upper() in ("KREF+", "EREF+"):  # "see :86:"
        customer = None
    is_check = kind[1:] in _CHECK_TYPES and bool(customer) and str(customer).isdigit()
    amount: Decimal = data["amount"].amount
    references = [r for r in (None if is_check else customer, told.end_to_end_id, told.customer_reference) if r]
    return StatementLine(
        line_no=number,
        booking_date=_day(data.get("entry_date") or data["date"]),
        value_date=_day(data["date"]),
        amount=amount,
        currency=currency,
        bank_code=told.bank_code or kind or None,
        bank_reference=or_none(data.get("bank_reference")),
        customer_reference=customer or told.customer_reference,
        end_to_end_id=told.end_to_end_id,
        check_number=customer if is_check else None,
        counterparty=told.counterparty,
        counterparty_account=told.counterparty_account,
        text=squeezed(" ".join(filter(None, (data.get("extra_details"), told.text)))),
        references=tuple(dict.fromkeys(references)),
        is_reversal=str(data.get("status", "")).upper().startswith("R"),
        raw=raw,
    )


def _raw_lines(block: str) -> list[str]:
    """Each :61: with what follows it up to the next line or balance."""
    parts = re.split(r"(?m)^(?=:(?:61|62[FM]?|64|65):)", block)
    return [part.strip() for part in parts if part.startswith(":61:")]


def _day(value: date) -> date:
    """A plain date (the library's own type is one by inheritance)."""
    return date(value.year, value.month, value.day)
