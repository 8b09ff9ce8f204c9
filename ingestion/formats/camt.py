"""camt.053 (ISO 20022), any version: names are matched without their namespace. External entities are never expanded.

Only booked entries (Sts BOOK) are lines. An entry's CdtDbtInd is its direction, also where RvslInd says it reverses another one.
camt.052 (intraday) and camt.054 (notification) are refused: what they show is booked by a camt.053.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingestion.formats import checks
from ingestion.formats.iban import account_number, account_number_of, as_iban
from ingestion.formats.statement import Check, Statement, StatementFile, StatementLine, UnreadableFileError
from ingestion.formats.text import or_none, squeezed
from ingestion.formats.xml import children, first, text, texts

CURE = "Ask the bank to send the file again."
_OTHERS = {"BkToCstmrAcctRpt": "camt.052 (intraday report)", "BkToCstmrDbtCdtNtfctn": "camt.054 (notification)"}


def read_camt(name: str, content: bytes, encoding: str | None = None) -> StatementFile:
    """``content`` as statements with their controls. Raises UnreadableFileError where it is no camt.053."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise UnreadableFileError("The file is not well-formed XML: it may be cut short.", CURE) from None
    body = first(root, "BkToCstmrStmt")
    if body is None:
        other = next((label for tag, label in _OTHERS.items() if first(root, tag) is not None), "other XML")
        cure = "Ask the bank for camt.053 (end of day); it books the same entries."
        raise UnreadableFileError(f"The file is {other}, not a bank statement.", cure)
    try:
        statements = tuple(_statement(node) for node in children(body, "Stmt"))
    except (ValueError, InvalidOperation):
        raise UnreadableFileError("The file is camt.053, but an amount or a date in it is malformed or missing.", CURE) from None
    return StatementFile(name, "camt053", statements)


def _statement(node: Element) -> Statement:
    account = text(node, "Acct/Id/IBAN") or text(node, "Acct/Id/Othr/Id") or ""
    iban = as_iban(account)
    balances = list(_balances(node))
    opening = next((b for b in balances if b[0] in ("OPBD", "PRCD")), None) or next((b for b in balances if b[0] == "ITBD"), None)
    closing = next((b for b in balances if b[0] == "CLBD"), None) or next((b for b in reversed(balances) if b[0] == "ITBD"), None)
    ends_on = (closing and closing[3]) or _date(first(node, "FrToDt/ToDtTm")) or _date(first(node, "CreDtTm"))
    if ends_on is None:
        raise ValueError("no date")
    booked = [entry for entry in children(node, "Ntry") if (text(entry, "Sts/Cd") or text(entry, "Sts")) == "BOOK"]
    lines = tuple(_line(number, entry, ends_on) for number, entry in enumerate(booked, 1))
    currency = text(node, "Acct/Ccy") or (opening or closing or ("", Decimal(0), "", None))[2] or (lines[0].currency if lines else "")
    number = account_number_of(iban) if iban else account_number(account)
    label = number or ""
    control = [
        checks.balance(label, opening and opening[1], closing and closing[1], lines),
        checks.one_currency(label, currency, [line.currency for line in lines] + [b[2] for b in (opening, closing) if b]),
        *_summary(node, lines),
        *(check for entry in booked for check in _batch(entry)),
    ]
    starts = [line.booking_date for line in lines] + [d for d in (_date(first(node, "FrToDt/FrDtTm")),) if d]
    return Statement(
        statement_id=text(node, "Id") or "",
        account_number=number,
        iban=iban,
        currency=currency.upper(),
        opening_balance=opening[1] if opening else None,
        closing_balance=closing[1] if closing else None,
        starts_on=min([*starts, ends_on]),
        ends_on=ends_on,
        lines=lines,
        control=tuple(control),
    )


def _balances(node: Element) -> Iterator[tuple[str, Decimal, str, date | None]]:
    """(code, signed amount, currency, date) of each balance."""
    for balance in children(node, "Bal"):
        amount = first(balance, "Amt")
        if amount is not None:
            yield text(balance, "Tp/CdOrPrtry/Cd") or "", _signed(balance), amount.get("Ccy", ""), _date(first(balance, "Dt"))


def _line(number: int, entry: Element, statement_date: date) -> StatementLine:
    details = [d for group in children(entry, "NtryDtls") for d in children(group, "TxDtls")]
    one = details[0] if len(details) == 1 else None
    amount = _signed(entry)
    booked = _date(first(entry, "BookgDt")) or _date(first(entry, "ValDt")) or statement_date
    references = list(_references(entry, details))
    # The other party of money in is the debtor, of money out the creditor; a reversal turns that round.
    is_reversal = text(entry, "RvslInd") in ("true", "1")
    other = "Dbtr" if (amount >= 0) != is_reversal else "Cdtr"
    return StatementLine(
        line_no=number,
        booking_date=booked,
        value_date=_date(first(entry, "ValDt")),
        amount=amount,
        currency=_required(first(entry, "Amt")).get("Ccy", ""),
        bank_code=_bank_code(entry) or (_bank_code(one) if one is not None else None),
        bank_reference=or_none(text(entry, "AcctSvcrRef")) or (or_none(text(one, "Refs/AcctSvcrRef")) if one is not None else None),
        customer_reference=or_none(text(one, "Refs/InstrId")) if one is not None else or_none(text(entry, "NtryDtls/Btch/PmtInfId")),
        end_to_end_id=or_none(text(one, "Refs/EndToEndId")) if one is not None else None,
        check_number=or_none(text(one, "Refs/ChqNb")) if one is not None else None,
        counterparty=_party(one, other) if one is not None else None,
        counterparty_account=_party_account(one, other) if one is not None else None,
        text=_text(entry, details),
        references=tuple(dict.fromkeys(references)),
        is_reversal=is_reversal,
        is_batch_parent=len(details) > 1 or first(entry, "NtryDtls/Btch") is not None,
        raw=_raw(entry),
    )


def _references(entry: Element, details: list[Element]) -> Iterator[str]:
    """Every reference the entry and its details state, the placeholders left out."""
    for detail in details:
        for path in ("Refs/EndToEndId", "Refs/InstrId", "Refs/TxId", "Refs/PmtInfId", "Refs/UETR", "RmtInf/Strd/CdtrRefInf/Ref"):
            yield from filter(None, map(or_none, texts(detail, path)))
        yield from filter(None, map(or_none, texts(detail, "RmtInf/Strd/RfrdDocInf/Nb")))
    yield from filter(None, map(or_none, [text(entry, "NtryRef"), text(entry, "NtryDtls/Btch/PmtInfId")]))


def _text(entry: Element, details: list[Element]) -> str:
    said = [squeezed(t) for detail in details for t in (*texts(detail, "RmtInf/Ustrd"), *texts(detail, "RmtInf/Strd/AddtlRmtInf"))]
    said += [squeezed(t) for t in (text(entry, "AddtlNtryInf"), *(text(d, "AddtlTxInf") for d in details)) if t]
    return " ".join(dict.fromkeys(filter(None, said)))


def _party(detail: Element, role: str) -> str | None:
    """The name of a party; from version 8 on it stands one level deeper."""
    return or_none(text(detail, f"RltdPties/{role}/Pty/Nm") or text(detail, f"RltdPties/{role}/Nm"))


def _party_account(detail: Element, role: str) -> str | None:
    return text(detail, f"RltdPties/{role}Acct/Id/IBAN") or text(detail, f"RltdPties/{role}Acct/Id/Othr/Id")


def _bank_code(node: Element) -> str | None:
    domain = [text(node, f"BkTxCd/Domn/{path}") for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    return "-".join(filter(None, domain)) or text(node, "BkTxCd/Prtry/Cd")


def _raw(entry: Element) -> str:
    """The entry as it stands in the file, without layout and namespace prefixes."""
    written = re.sub(r">\s+<", "><", tostring(entry, encoding="unicode"))
    return re.sub(r'\bns\d+:|\s+xmlns:ns\d+="[^"]*"', "", written).strip()


def _summary(node: Element, lines: tuple[StatementLine, ...]) -> Iterator[Check]:
    """TxsSummry: what the bank says it wrote. It counts all entries, so it only proves a statement whose entries are all booked."""
    summary = first(node, "TxsSummry")
    if summary is None or len(children(node, "Ntry")) != len(lines):
        return
    for path, kept in (("TtlNtries", lambda a: True), ("TtlCdtNtries", lambda a: a >= 0), ("TtlDbtNtries", lambda a: a < 0)):
        amounts = [abs(line.amount) for line in lines if kept(line.amount)]
        if stated := text(summary, f"{path}/Sum"):
            yield checks.equal("summary", f"{path} sum", Decimal(stated), sum(amounts, Decimal(0)))
        if stated := text(summary, f"{path}/NbOfNtries"):
            yield checks.equal("summary", f"{path} count", int(stated), len(amounts))


def _batch(entry: Element) -> Iterator[Check]:
    """A batch's stated total and its details must be the entry, before or after charges."""
    amount, currency = abs(_signed(entry)), _required(first(entry, "Amt")).get("Ccy")
    stated = first(entry, "NtryDtls/Btch/TtlAmt")
    if stated is not None and stated.text and stated.get("Ccy", currency) == currency:
        yield checks.equal("batch", "batch total", Decimal(stated.text), amount)
    details = [d for group in children(entry, "NtryDtls") for d in children(group, "TxDtls")]
    amounts = [_detail_amount(d, currency) for d in details]
    if len(details) < 2 or any(a is None for a in amounts):
        return
    direction = 1 if _signed(entry) >= 0 else -1
    total = direction * sum((a for a in amounts if a is not None), Decimal(0))
    charges = sum((Decimal(t) for d in (entry, *details) for t in texts(d, "Chrgs/Rcrd/Amt") + texts(d, "Chrgs/Amt")), Decimal(0))
    if total in (amount, amount + charges, amount - charges):
        yield Check("batch", "passed")
    else:
        yield Check("batch", "failed", f"details of a batch sum to {total}, the entry is {amount}")


def _detail_amount(detail: Element, currency: str | None) -> Decimal | None:
    """A detail's signed amount in the entry's currency, None where it states none. Direct from version 4 on, in AmtDtls before."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        found = first(detail, path)
        if found is not None and found.text and found.get("Ccy") == currency:
            return -Decimal(found.text) if text(detail, "CdtDbtInd") == "DBIT" else Decimal(found.text)
    return None


def _signed(node: Element) -> Decimal:
    amount = Decimal(_required(first(node, "Amt")).text or "")
    direction = text(node, "CdtDbtInd")
    if direction not in ("CRDT", "DBIT") or not amount.is_finite():
        raise ValueError("no direction")
    return amount if direction == "CRDT" else -amount


def _date(node: Element | None) -> date | None:
    """The calendar date as printed, of a Dt, DtTm or a choice of both."""
    if node is None:
        return None
    written = (node.text or "").strip() or text(node, "Dt") or text(node, "DtTm") or ""
    return date.fromisoformat(written[:10]) if written else None


def _required(node: Element | None) -> Element:
    if node is None:
        raise ValueError("missing")
    return node
