"""Which column means what, by the names people usually give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ingestion.errors import ConfigError

# The first name that is found wins; names are compared without case, spaces and punctuation.
USUAL: dict[str, tuple[str, ...]] = {
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


def plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def recognise(headers: Iterable[str], given: Mapping[str, str] | None = None, label: str = "the file") -> dict[str, str]:
    """Meaning -> header. ``given`` overrides by name. Raises ConfigError where no date or no amount can be found."""
    headers = list(headers)
    by_plain = {plain(h): h for h in headers}
    found: dict[str, str] = {}
    for meaning, header in (given or {}).items():
        if meaning not in USUAL:
            raise ConfigError(f"The map of {label} names '{meaning}', which is no field.", f"Use: {', '.join(USUAL)}.")
        if header not in headers:
            raise ConfigError(f"{label} has no column '{header}'.", f"Its columns are: {', '.join(headers)}.")
        found[meaning] = header
    for meaning, names in USUAL.items():
        if meaning not in found:
            header = next((by_plain[n] for n in names if n in by_plain and by_plain[n] not in found.values()), None)
            if header:
                found[meaning] = header
    if "amount" in found and given is None and {"debit", "credit"} <= set(found):
        del found["amount"]  # two columns with signs in their names say more than one without
    missing = [m for m in ("date",) if m not in found] + ([] if {"amount"} & set(found) or {"debit", "credit"} & set(found) else ["amount"])
    if missing:
        raise ConfigError(
            f"No column of {label} looks like {' or '.join(missing)}; it has: {', '.join(headers)}.",
            f"Say which with a map file, for example `{missing[0]}: {headers[0]}`.",
        )
    return found
