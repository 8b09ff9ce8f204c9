"""OFX 1.02 (SGML) as a US credit union exports it: leaves without end tags, Windows-1252, names cut at 32 characters."""

from __future__ import annotations

from ingestion.sandbox.bank_statements.period import AccountPeriod, Issue
from ingestion.sandbox.company.model import BankLine

EXTENSION = "ofx"
_HEADER = (
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\nCHARSET:1252\r\n"
    "COMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
)
_TYPES = {
    "ach_credit": "DIRECTDEP",
    "ach_debit": "DIRECTDEBIT",
    "check_paid": "CHECK",
    "deposit": "DEP",
    "wire_in": "CREDIT",
    "wire_out": "DEBIT",
    "card": "POS",
    "fee": "SRVCHG",
    "interest": "INT",
    "returned_item": "DEBIT",
    "transfer": "XFER",
}


def render(issue: Issue) -> bytes:
    """One OFX file with a statement per account."""
    bank = issue.periods[0].account
    signon = (
        "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        f"<DTSERVER>{issue.written_at:%Y%m%d%H%M%S}.000[0:GMT]<LANGUAGE>ENG<FI><ORG>{bank.bank_name}<FID>{bank.routing[-4:]}</FI></SONRS></SIGNONMSGSRSV1>"
    )
    statements = "".join(_statement(period) for period in issue.periods)
    body = f"<OFX>{signon}<BANKMSGSRSV1>{statements}</BANKMSGSRSV1></OFX>"
    return (_HEADER + body.replace("<", "\r\n<").strip() + "\r\n").encode("cp1252", errors="replace")


def _statement(period: AccountPeriod) -> str:
    account = period.account
    return (
        f"<STMTTRNRS><TRNUID>{period.number}<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>{account.currency}"
        f"<BANKACCTFROM><BANKID>{account.routing}<ACCTID>{account.number}<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>{period.starts_on:%Y%m%d}<DTEND>{period.ends_on:%Y%m%d}{''.join(map(_line, period.lines))}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{period.closing:.2f}<DTASOF>{period.ends_on:%Y%m%d}</LEDGERBAL>"
        f"<AVAILBAL><BALAMT>{period.closing:.2f}<DTASOF>{period.ends_on:%Y%m%d}</AVAILBAL></STMTRS></STMTTRNRS>"
    )


def _line(line: BankLine) -> str:
    name = _escaped((line.counterparty or line.text)[:32].rstrip())
    check = f"<CHECKNUM>{line.check_number}" if line.check_number else ""
    reference = f"<REFNUM>{_escaped(line.customer_reference)}" if line.customer_reference else ""
    available = f"<DTAVAIL>{line.value_on:%Y%m%d}" if line.value_on != line.posted_on else ""
    return (
        f"<STMTTRN><TRNTYPE>{_TYPES[line.kind]}<DTPOSTED>{line.posted_on:%Y%m%d}120000.000[-6:CST]{available}<TRNAMT>{line.amount:.2f}"
        f"<FITID>{line.bank_reference}{check}{reference}<NAME>{name}<MEMO>{_escaped(line.text)}</STMTTRN>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
