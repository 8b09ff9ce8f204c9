"""camt.053.001.08 as a French bank writes it: one statement per account, check deposits as batches, references where they belong."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape

from ingestion.sandbox.bank_statements.period import AccountPeriod, Issue, minor
from ingestion.sandbox.company.model import BankLine

EXTENSION = "xml"
_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_CODES = {
    "ach_credit": ("RCDT", "ESCT"),
    "ach_debit": ("ICDT", "ESCT"),
    "check_paid": ("ICHQ", "CCHQ"),
    "deposit": ("RCHQ", "CCHQ"),
    "wire_in": ("RCDT", "XBCT"),
    "wire_out": ("ICDT", "XBCT"),
    "card": ("CCRD", "POSD"),
    "fee": ("MDOP", "CHRG"),
    "interest": ("MCOP", "INTR"),
    "returned_item": ("RCHQ", "UPCQ"),
    "transfer": ("RCDT", "BOOK"),
}
_BATCH_FROM = Decimal("200.00")


def render(issue: Issue) -> bytes:
    """A camt.053 document with balances and transaction summary."""
    bank = issue.periods[0].account
    message = f"{(bank.bic or 'BANK')[:4]}{issue.written_at:%Y%m%d%H%M%S}{issue.number:05d}"
    head = f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>{_instant(issue)}</CreDtTm></GrpHdr>"
    body = "".join(_statement(period, issue) for period in issue.periods)
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_NAMESPACE}"><BkToCstmrStmt>{head}{body}</BkToCstmrStmt></Document>\n'
    )
    return document.replace("><", ">\n<").encode()


def _statement(period: AccountPeriod, issue: Issue) -> str:
    account = period.account
    named = f"<IBAN>{account.iban}</IBAN>" if account.iban else f"<Othr><Id>{account.number}</Id></Othr>"
    return (
        f"<Stmt><Id>{account.number[-8:]}-{period.ends_on:%Y%m%d}</Id><ElctrncSeqNb>{period.number}</ElctrncSeqNb><CreDtTm>{_instant(issue)}</CreDtTm>"
        f"<FrToDt><FrDtTm>{period.starts_on}T00:00:00</FrDtTm><ToDtTm>{period.ends_on}T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id>{named}</Id><Ccy>{account.currency}</Ccy></Acct>"
        f"{_balance('OPBD', period.opening, period, period.starts_on)}{_balance('CLBD', period.closing, period, period.ends_on)}"
        f"{_summary(period)}{''.join(_entry(line) for line in period.lines)}</Stmt>"
    )


def _balance(code: str, amount: Decimal, period: AccountPeriod, day: object) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(amount, period.account.currency)}{_direction(amount)}"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _summary(period: AccountPeriod) -> str:
    credits, debits = [line for line in period.lines if line.amount >= 0], [line for line in period.lines if line.amount < 0]
    net = period.credits - period.debits
    return (
        f"<TxsSummry><TtlNtries><NbOfNtries>{len(period.lines)}</NbOfNtries><Sum>{period.credits + period.debits}</Sum>"
        f"<TtlNetNtry><Amt>{abs(net)}</Amt>{_direction(net)}</TtlNetNtry></TtlNtries>"
        f"<TtlCdtNtries><NbOfNtries>{len(credits)}</NbOfNtries><Sum>{period.credits}</Sum></TtlCdtNtries>"
        f"<TtlDbtNtries><NbOfNtries>{len(debits)}</NbOfNtries><Sum>{period.debits}</Sum></TtlDbtNtries></TxsSummry>"
    )


def _entry(line: BankLine) -> str:
    family, sub = _CODES[line.kind]
    reversal = "<RvslInd>true</RvslInd>" if line.kind == "returned_item" else ""
    return (
        f"<Ntry>{_amount(line.amount, line.currency)}{_direction(line.amount)}{reversal}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{line.posted_on}</Dt></BookgDt><ValDt><Dt>{line.value_on}</Dt></ValDt><AcctSvcrRef>{line.bank_reference}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"{_batch(line) if line.kind == 'deposit' and line.amount >= _BATCH_FROM else _single(line)}"
        f"<AddtlNtryInf>{escape(line.text)}</AddtlNtryInf></Ntry>"
    )


def _batch(line: BankLine) -> str:
    """A deposit of several checks is booked as one entry; its parts have no reference of their own."""
    cents = minor(line.amount)
    parts = [cents // 3, cents // 4, cents - cents // 3 - cents // 4]
    amounts = [Decimal(part).scaleb(-2) for part in parts]
    details = "".join(
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{_amount(a, line.currency)}<CdtDbtInd>CRDT</CdtDbtInd></TxDtls>"
        for a in amounts
    )
    total = _amount(line.amount, line.currency).replace("Amt", "TtlAmt")
    return f"<NtryDtls><Btch><NbOfTxs>{len(parts)}</NbOfTxs>{total}<CdtDbtInd>CRDT</CdtDbtInd></Btch>{details}</NtryDtls>"


def _single(line: BankLine) -> str:
    check = f"<ChqNb>{line.check_number}</ChqNb>" if line.check_number else ""
    end_to_end = escape(line.customer_reference) or "NOTPROVIDED"
    # Of money in the other party is the debtor; of a returned item too, since it paid in first.
    role = "Dbtr" if line.amount >= 0 or line.kind == "returned_item" else "Cdtr"
    party = f"<RltdPties><{role}><Pty><Nm>{escape(line.counterparty)}</Nm></Pty></{role}></RltdPties>" if line.counterparty else ""
    return (
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{end_to_end}</EndToEndId>{check}</Refs>{_amount(line.amount, line.currency)}"
        f"{_direction(line.amount)}{party}<RmtInf><Ustrd>{escape(line.text)}</Ustrd></RmtInf></TxDtls></NtryDtls>"
    )


def _amount(amount: Decimal, currency: str) -> str:
    return f'<Amt Ccy="{currency}">{abs(amount):.2f}</Amt>'


def _direction(amount: Decimal) -> str:
    return f"<CdtDbtInd>{'CRDT' if amount >= 0 else 'DBIT'}</CdtDbtInd>"


def _instant(issue: Issue) -> str:
    return f"{issue.written_at:%Y-%m-%dT%H:%M:%S}+00:00"
