"""How one bank writes its CSV: stated in a profile, or recognised from usual header names. Nothing is guessed that could be two things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from ingestion.formats.statement import UnreadableFileError

# Usual header names, normalised (lower case, letters and digits only).
_USUAL = {
    "booking_date": (
        "postingdate posteddate bookingdate date transactiondate transdate buchungstag datecomptable "
        "boekdatum entrydate processeddate effectivedate"
    ),
    "value_date": "valuedate valutadatum datevaleur wertstellung valuta",
    "amount": "amount transactionamount betrag montant bedrag netamount value amt",
    "debit": "debit debitamount withdrawal withdrawals paidout moneyout debits debitamt soll",
    "credit": "credit creditamount deposit deposits paidin moneyin credits creditamt haben",
    "mark": "drcr crdr debitcredit creditdebit cdi dcind afbij creditordebit sollhaben debitcreditindicator",
    "balance": "balance runningbalance runningbal ledgerbalance saldo solde accountbalance",
    "account": "account accountnumber accountno acct acctno iban konto rekening compte",
    "currency": "currency ccy curr wahrung devise munt",
    "text": ("description details narrative memo text verwendungszweck libelle omschrijving transactiondescription narration particulars"),
    "counterparty": "counterparty payee name beneficiary payer merchant empfanger naam otherparty",
    "counterparty_account": "counterpartyaccount beneficiaryaccount otheraccount tegenrekening",
    "bank_reference": "bankreference transactionid transactionnumber bankref fitid tranid transid sequence",
    "customer_reference": "reference customerreference ref yourreference chqref",
    "check_number": "checknumber check checkno chequenumber chequeno cheque checkornumber serialnumber",
    "bank_code": "type transactiontype trantype code transactioncode trancode",
}
HEADERS: dict[str, tuple[str, ...]] = {name: tuple(words.split()) for name, words in _USUAL.items()}


@dataclass(frozen=True, slots=True)
class CsvProfile:
    """One bank's CSV. Where a field is None the file itself must leave no doubt.

    columns: our names (see HEADERS) to the bank's header names; ``text`` may be a list, joined in order. header: False where the file
    has no header line, then ``columns`` holds column numbers from 0. order: how lines are sorted. sign: ``inverted`` for card exports
    that show purchases as positive. debit_marks: what the mark column says on money out. account, currency: where no column names them.
    """

    delimiter: str | None = None
    encoding: str | None = None
    header: bool = True
    date_order: str | None = None
    decimal: str | None = None
    order: str | None = None
    sign: str = "normal"
    debit_marks: tuple[str, ...] = ("d", "dr", "debit", "dbit", "af", "s", "soll", "-")
    account: str | None = None
    currency: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


ALLOWED: dict[str, tuple[object, ...]] = {
    "date_order": (None, "ymd", "mdy", "dmy"),
    "decimal": (None, ".", ","),
    "order": (None, "ascending", "descending"),
    "sign": ("normal", "inverted"),
}


def profile_from(stated: Mapping[str, object] | None) -> CsvProfile:
    """A profile from a connection's config. Raises UnreadableFileError that names the key which is wrong."""
    given = dict(stated or {})
    known = {f.name for f in fields(CsvProfile)}
    unknown = sorted(set(given) - known) + sorted(f"columns.{name}" for name in set(_columns(given)) - set(HEADERS))
    if unknown:
        raise UnreadableFileError(f"The CSV profile has unknown keys: {', '.join(unknown)}.", f"Use: {', '.join(sorted(known))}.")
    for key, allowed in ALLOWED.items():
        if given.get(key, allowed[0]) not in allowed:
            choices = ", ".join(str(a) for a in allowed if a)
            raise UnreadableFileError(f"The CSV profile's {key} is not understood.", f"Use one of: {choices}.")
    if "debit_marks" in given:
        given["debit_marks"] = tuple(str(m).lower() for m in given["debit_marks"])  # type: ignore[attr-defined]
    return CsvProfile(**given)  # type: ignore[arg-type]


def normalised(header: str) -> str:
    """A header without case, spaces, accents' separate marks and punctuation."""
    return "".join(c for c in header.lower() if c.isalnum())


def find_columns(header: list[str], profile: CsvProfile) -> dict[str, list[int]]:
    """Our names to column positions. Raises UnreadableFileError where a stated column is not in the file."""
    found: dict[str, list[int]] = {}
    for name, wanted in profile.columns.items():
        found[name] = [_position(header, w, name, profile) for w in (wanted if isinstance(wanted, (list, tuple)) else [wanted])]
    if not profile.columns:
        named = [normalised(h) for h in header]
        for name, usual in HEADERS.items():
            position = next((named.index(u) for u in usual if u in named), None)
            if position is not None:
                found[name] = [position]
    return found


def is_header(cells: Iterable[str], profile: CsvProfile) -> bool:
    """Whether a row names a date column and something to take an amount from."""
    row = list(cells)
    try:
        columns = find_columns(row, profile)
    except UnreadableFileError:
        return False
    return "booking_date" in columns and bool({"amount", "debit", "credit"} & columns.keys())


def _columns(given: Mapping[str, object]) -> Mapping[str, object]:
    columns = given.get("columns") or {}
    return columns if isinstance(columns, Mapping) else {}


def _position(header: list[str], wanted: object, name: str, profile: CsvProfile) -> int:
    if not profile.header and isinstance(wanted, int):
        return wanted
    named = [normalised(h) for h in header]
    if normalised(str(wanted)) not in named:
        raise UnreadableFileError(f"The file has no column {wanted!r}, which the profile names as its {name}.", "Correct the profile.")
    return named.index(normalised(str(wanted)))
