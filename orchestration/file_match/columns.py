"""Which column means what, by the names people usually give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from ingestion.errors import ConfigError
from ingestion.formats.csv_profile import HEADERS

# The first name that is found wins; names are compared without case, accents, spaces and punctuation. What banks call their columns
# (ingestion/formats/csv_profile.py) comes after these.
OWN: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "transactionid", "txnid", "entryid", "recordid", "lineid", "paymentid", "settlementid", "payoutid", "banktxnid", "invoiceid",
    ),
    "date": (
        "date", "transactiondate", "postingdate", "posteddate", "bookingdate", "valuedate", "txndate", "entrydate", "settledat",
        "settledon", "paymentdate", "postedon", "occurredon", "createdat", "capturedat", "dateposted", "invoicedate",
    ),
    "amount": ("amount", "net", "netamount", "amountusd", "value", "total", "transactionamount", "creditamount", "grossamount", "gross"),
    "debit": ("debit", "debitamount", "withdrawal", "withdrawals", "paidout", "moneyout"),
    "credit": ("credit", "deposit", "deposits", "paidin", "moneyin"),
    "mark": (),
    "currency": ("currency", "currencycode", "ccy", "curr"),
    "account": ("account", "accountnumber", "accountid", "iban", "accountno"),
    "counterparty": ("counterparty", "payee", "payer", "name", "customer", "customername", "vendor", "vendorname", "partner", "merchant"),
    "reference": (
        "reference", "ref", "utr", "trace", "traceid", "referencenumber", "paymentreference", "invoicenumber", "endtoendid", "externalid",
    ),
    "check_number": ("checknumber", "chequenumber", "checkno", "chequeno", "check"),
    "description": (
        "description", "memo", "narration", "narrative", "details", "text", "particulars", "remittanceinformation", "statementtext",
    ),
}  # fmt: skip
OF_BANKS = {
    "date": ("booking_date", "value_date"),
    "amount": ("amount",),
    "debit": ("debit",),
    "credit": ("credit",),
    "mark": ("mark",),
    "currency": ("currency",),
    "account": ("account",),
    "counterparty": ("counterparty",),
    "reference": ("customer_reference", "bank_reference"),
    "check_number": ("check_number",),
    "description": ("text",),
}
USUAL: dict[str, tuple[str, ...]] = {
    meaning: tuple(dict.fromkeys([*names, *(name for field in OF_BANKS.get(meaning, ()) for name in HEADERS[field])]))
    for meaning, names in OWN.items()
}
# A word that says it where no whole name does ("Amount in local currency", "Date (UTC)").
WORDS = {"date": "date", "amount": "amount", "currency": "currency", "description": "description"}
CODE = re.compile(r"[\s_(\[]([A-Z]{3})[)\]]?\s*$")
NO_CURRENCY = {"NET", "TAX", "VAT", "UTC", "GMT", "CET", "EST", "PST", "DUE", "FEE", "SUM", "AMT"}


def plain(name: str) -> str:
    """``name`` without case, accents, spaces and punctuation."""
    unaccented = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]", "", unaccented.lower())


def currency_in(header: str) -> str:
    """``EUR`` of ``Amount (EUR)``; empty where a header ends in no code."""
    found = CODE.search(header)
    return found[1] if found and found[1] not in NO_CURRENCY else ""


def named_columns(headers: Iterable[str], given: Mapping[str, str] | None = None, label: str = "the file") -> dict[str, str]:
    """Meaning -> header, as far as names say. ``given`` overrides. Raises ConfigError where ``given`` names what is not there."""
    headers = list(headers)
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
        by_plain.setdefault(plain(CODE.sub("", header)) if currency_in(header) else plain(header), header)
    found: dict[str, str] = {}
    for meaning, header in (given or {}).items():
        if meaning not in USUAL:
            raise ConfigError(f"The map of {label} names '{meaning}', which is no field.", f"Use: {', '.join(USUAL)}.")
        if header not in headers:
            raise ConfigError(f"{label} has no column '{header}'.", f"Its columns are: {', '.join(headers)}.")
        found[meaning] = header
    for meaning, names in USUAL.items():
        if meaning not in found and not (meaning in ("debit", "credit", "mark") and "amount" in (given or {})):
            header = next((by_plain[n] for n in names if n in by_plain and by_plain[n] not in found.values()), None)
            if header:
                found[meaning] = header
    for meaning, word in WORDS.items():
        if meaning not in found and not (meaning == "amount" and {"debit", "credit"} & set(found)):
            header = next((h for h in headers if word in plain(h) and h not in found.values()), None)
            if header:
                found[meaning] = header
    if "amount" in found and "amount" not in (given or {}) and {"debit", "credit"} <= set(found):
        del found["amount"]  # two columns with signs in their names say more than one without
    return found


def has_amount(found: Mapping[str, str]) -> bool:
    return bool({"amount", "debit", "credit"} & set(found))


def recognise(headers: Iterable[str], given: Mapping[str, str] | None = None, label: str = "the file") -> dict[str, str]:
    """:func:`named_columns`. Raises ConfigError where no amount can be found; without dates two files can still be compared."""
    headers = list(headers)
    found = named_columns(headers, given, label)
    if not has_amount(found):
        missing = [meaning for meaning in ("date",) if meaning not in found] + ["amount"]
        raise ConfigError(
            f"No column of {label} looks like {' or '.join(missing)}; it has: {', '.join(headers)}.",
            f"Say which with a map file, for example `{missing[-1]}: {headers[0]}`, or on the command line: {missing[-1]}='{headers[0]}'.",
        )
    return found
