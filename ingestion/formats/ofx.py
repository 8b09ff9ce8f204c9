"""OFX and QFX, SGML (1.x) and XML (2.x): bank and card statements.

Own small reader: ofxparse moves booking days by the time zone (a day in Sydney becomes the day before) and hides lines it cannot read.
Dates are the calendar dates as printed. OFX states no opening balance; a closing one (LEDGERBAL) only proves itself against the statement
before it. FITID is the bank's id of a line; investment statements are not bank statements and are passed over.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from ingestion.formats import checks
from ingestion.formats.iban import account_number, account_number_of, as_iban
from ingestion.formats.numbers import amount
from ingestion.formats.statement import Check, Statement, StatementFile, StatementLine, UnreadableFileError
from ingestion.formats.text import decode, or_none, squeezed

CURE = "Export or request the file again."
_TOKEN = re.compile(r"<(/?)([A-Za-z0-9_.]+)\s*/?>([^<]*)")


@dataclass
class _Node:
    name: str
    value: str = ""
    inner: list[_Node] = field(default_factory=list)

    def get(self, path: str) -> str | None:
        """The text at ``path``, None where absent or empty."""
        node = self.find(path)
        return node.value or None if node else None

    def find(self, path: str) -> _Node | None:
        head, _, rest = path.partition("/")
        found = next((n for n in self.inner if n.name == head), None)
        return found.find(rest) if found and rest else found

    def every(self, name: str) -> list[_Node]:
        """All nodes called ``name``, at any depth."""
        return [m for n in self.inner for m in ([n] if n.name == name else n.every(name))]


def read_ofx(name: str, content: bytes, encoding: str | None = None) -> StatementFile:
    """``content`` as statements with their controls. Raises UnreadableFileError where it is not OFX or cut short."""
    text = decode(content, encoding or _declared_encoding(content))
    start = re.search(r"<OFX>", text, re.IGNORECASE)
    if not start:
        raise UnreadableFileError("The file holds no <OFX>.", CURE)
    if not re.search(r"</OFX>\s*$", text, re.IGNORECASE):
        raise UnreadableFileError("The file is OFX but cut short: </OFX> is missing.", CURE)
    root = _tree(text[start.start() :])
    nodes = [(node, "BANKACCTFROM") for node in root.every("STMTRS")] + [(node, "CCACCTFROM") for node in root.every("CCSTMTRS")]
    if not nodes:
        cure = "Export bank transactions, not investments or a profile."
        raise UnreadableFileError("The file is OFX without a bank or card statement.", cure)
    try:
        return StatementFile(name, "ofx", tuple(_statement(node, account) for node, account in nodes))
    except ValueError:
        raise UnreadableFileError("The file is OFX, but an amount or a date in it is malformed or missing.", CURE) from None


def _declared_encoding(content: bytes) -> str | None:
    """The encoding the header names. ``USASCII`` files name their code page; NONE and 1252 are Windows-1252."""
    head = content[:1024].decode("ascii", errors="replace").upper()
    if content[:3] == b"\xef\xbb\xbf" or "ENCODING:UTF-8" in head or "ENCODING:UNICODE" in head or "<?XML" in head:
        return None  # decode() recognises these by themselves
    charset = re.search(r"CHARSET:\s*(\S+)", head)
    return "iso-8859-1" if charset and charset.group(1) in ("8859-1", "ISO-8859-1") else None


def _tree(text: str) -> _Node:
    """SGML leaves have a value and no end tag; aggregates have an end tag. A value closes its own element."""
    root = _Node("")
    open_nodes = [root]
    for slash, written, value in _TOKEN.findall(text):
        name, value = written.upper(), squeezed(html.unescape(value))
        if slash:
            names = [n.name for n in open_nodes]
            if name in names[1:]:
                del open_nodes[len(names) - 1 - names[::-1].index(name) :]
            continue
        node = _Node(name, value)
        open_nodes[-1].inner.append(node)
        if not value and not _is_empty_leaf(name, text):
            open_nodes.append(node)
    return root


def _is_empty_leaf(name: str, text: str) -> bool:
    """An element without value and without an end tag anywhere is an empty leaf (``<MEMO>`` followed by the next tag)."""
    return f"</{name}>" not in text and f"</{name.lower()}>" not in text


def _statement(node: _Node, account_from: str) -> Statement:
    account = node.get(f"{account_from}/ACCTID") or ""
    iban = as_iban(account)
    number = account_number_of(iban) if iban else account_number(account)
    currency = (node.get("CURDEF") or "").upper()
    rows = node.find("BANKTRANLIST")
    lines = tuple(_line(i, row, currency) for i, row in enumerate(rows.every("STMTTRN") if rows else [], 1))
    closing = node.get("LEDGERBAL/BALAMT")
    dates = [line.booking_date for line in lines]
    starts = _maybe(rows.get("DTSTART") if rows else None) or (min(dates) if dates else None)
    ends = _maybe(rows.get("DTEND") if rows else None) or (max(dates) if dates else None) or _maybe(node.get("LEDGERBAL/DTASOF"))
    if ends is None:
        raise ValueError("no period")
    repeated = len({line.bank_reference for line in lines}) != len(lines)
    return Statement(
        statement_id=f"{starts or ends:%Y%m%d}-{ends:%Y%m%d}",
        account_number=number,
        iban=iban,
        currency=currency,
        opening_balance=None,
        closing_balance=amount(closing, _sign(closing)) if closing else None,
        starts_on=min([starts or ends, *dates]),
        ends_on=ends,
        lines=lines,
        control=(
            checks.one_currency(number or "", currency, [line.currency for line in lines]),
            *([] if closing else [Check("balance", "warning", "the file states no ledger balance")]),
            *([Check("fitid", "warning", "the bank repeats a FITID")] if repeated else []),
        ),
    )


def _line(number: int, row: _Node, currency: str) -> StatementLine:
    written = row.get("TRNAMT") or ""
    name = row.get("NAME") or row.get("PAYEE/NAME") or row.get("EXTDNAME")
    memo = row.get("MEMO")
    reference = or_none(row.get("REFNUM"))
    said = [name, memo] if name and memo and not memo.startswith(name) else [memo or name]
    return StatementLine(
        line_no=number,
        booking_date=_date(row.get("DTPOSTED") or ""),
        value_date=_maybe(row.get("DTAVAIL")),
        amount=amount(written, _sign(written)),
        currency=(row.get("CURRENCY/CURSYM") or currency).upper(),
        bank_code=row.get("TRNTYPE"),
        bank_reference=or_none(row.get("FITID")),
        customer_reference=reference,
        check_number=or_none(row.get("CHECKNUM")),
        counterparty=or_none(name),
        counterparty_account=or_none(row.get("BANKACCTTO/ACCTID")),
        text=squeezed(" ".join(filter(None, said))),
        references=(reference,) if reference else (),
        is_reversal=row.get("CORRECTFITID") is not None,
        raw=_raw(row),
    )


def _sign(written: str) -> str:
    """OFX allows a decimal point or comma: the last of the two that is followed by at most two digits."""
    return "," if re.search(r",\d{1,2}$", written.strip()) else "."


def _date(written: str) -> date:
    """YYYYMMDD[HHMMSS[.XXX][[offset:zone]]] as the calendar date printed. Raises ValueError."""
    return datetime.strptime(written.strip()[:8], "%Y%m%d").date()


def _maybe(written: str | None) -> date | None:
    """Like _date; None where absent or all zeros, as some banks fill it."""
    return None if not written or written.startswith("0000") else _date(written)


def _raw(row: _Node) -> str:
    return f"<{row.name}>{row.value}" + "".join(map(_raw, row.inner))
