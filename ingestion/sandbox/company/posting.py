"""Double entry: the general-ledger lines of a book record.

Promise: pure; the lines of every record sum to zero; a void record has none. Debit is +, credit is -.
"""

from __future__ import annotations

from decimal import Decimal

from ingestion.sandbox.company.model import (
    BankTransaction,
    Bill,
    BillPayment,
    BookRecord,
    CreditNote,
    CustomerRefund,
    Deposit,
    Invoice,
    Journal,
    Posting,
    Receipt,
    Transfer,
)


def post(record: BookRecord) -> tuple[Posting, ...]:
    """The postings of ``record`` in the order an accountant writes them: its own account first, then the other side."""
    if record.is_void:
        return ()
    match record:
        case Invoice():
            return (_own("receivable", record.total, record), *(_line(x.account, -x.amount, record, x.description) for x in record.lines))
        case CreditNote():
            return (_own("receivable", -record.total, record), *(_line(x.account, x.amount, record, x.description) for x in record.lines))
        case Receipt():
            return (_own(record.account, record.amount, record), _own("receivable", -record.amount, record))
        case CustomerRefund():
            return (_own("receivable", record.amount, record), _own(record.account, -record.amount, record))
        case Bill():
            return (_own("payable", -record.total, record), *(_line(x.account, x.amount, record, x.description) for x in record.lines))
        case BillPayment():
            return (_own("payable", record.amount, record), _own(record.account, -record.amount, record))
        case Deposit():
            bank = Posting(f"bank:{record.bank_account}", record.total, None, record.memo)
            return (bank, *(Posting(x.account, -x.amount, None, x.memo) for x in record.lines))
        case BankTransaction():
            return (_own(f"bank:{record.bank_account}", record.amount, record), _own(record.counter_account, -record.amount, record))
        case Transfer():
            to = Posting(f"bank:{record.to_bank_account}", record.amount, None, record.memo)
            return (to, Posting(f"bank:{record.from_bank_account}", -record.amount, None, record.memo))
        case Journal():
            return tuple(Posting(x.account, x.amount, x.party, x.memo) for x in record.lines)
    raise TypeError(f"no posting rule for {type(record).__name__}")


WithParty = Invoice | CreditNote | Receipt | CustomerRefund | Bill | BillPayment | BankTransaction


def _own(account: str, amount: Decimal, record: WithParty) -> Posting:
    return Posting(account, amount, record.party, record.memo)


def _line(account: str, amount: Decimal, record: WithParty, memo: str) -> Posting:
    return Posting(account, amount, record.party, memo)
