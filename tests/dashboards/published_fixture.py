"""A realistic published file without the pipeline: 20 facilities, 4 currencies, 5 reconciliations, 92 days, about 400 exceptions.

``write_published(path)`` is deterministic. Run ``python -m tests.dashboards.published_fixture PATH`` to look at the pages without data.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tests.dashboards.published_schema import MARTS, create_statements

AS_OF = date(2026, 9, 30)
DAYS = 92
HOSTILE = "<script>alert('x')</script>"
FORMULA = '=HYPERLINK("http://example.invalid","pay")'
FACILITIES = [
    (f"Harbor Care {name}", currency, platform)
    for name, currency, platform in (
        ("Northside", "USD", "quickbooks_online"),
        ("Riverbend", "USD", "quickbooks_online"),
        ("Lakeview", "USD", "quickbooks_online"),
        ("Willow Creek", "USD", "quickbooks_online"),
        ("Maple Grove", "USD", "quickbooks_online"),
        ("Prairie View", "USD", "quickbooks_online"),
        ("Bayfront", "USD", "quickbooks_online"),
        ("Palmetto", "USD", "quickbooks_online"),
        ("Kingsmead", "GBP", "xero"),
        ("Ashdown", "GBP", "xero"),
        ("Southern Bay", "AUD", "xero"),
        ("Summit", "USD", "xero"),
        ("Canyon", "USD", "xero"),
        ("Redwood", "USD", "xero"),
        ("Cedar Ridge", "USD", "odoo"),
        ("Stonegate", "USD", "odoo"),
        ("Orchard Hill", "USD", "odoo"),
        ("Meadowbrook", "USD", "odoo"),
        ("Val De Loire", "EUR", "odoo"),
        ("Rheinufer", "EUR", "odoo"),
    )
]
REASONS = {
    "bank": [
        ("missing_in_books", "bank", "The bank shows this line and no book entry fits it."),
        ("missing_at_bank", "book", "Booked more than 14 days ago and the bank has not shown it."),
        ("bank_fee_not_booked", "bank", "The bank charged a fee that the books do not carry."),
        ("amount_mismatch", "book", "Same reference and party, the amounts differ."),
        ("duplicate_in_books", "book", "A second book entry equals one that is already matched."),
        ("stale_check", "book", "The check is older than 45 days and was never cashed."),
        ("ambiguous", "bank", "Two pairings fit equally well; a person must decide."),
    ],
    "processor_payout": [
        ("payout_missing_at_bank", "processor", "The processor paid it out more than 5 business days ago and no bank line fits."),
        ("payout_amount_mismatch", "processor", "Same reference, the bank credit differs from the payout."),
        ("bank_credit_without_payout", "bank", "The bank text names a processor and no payout fits."),
    ],
    "processor_clearing": [
        ("charge_missing_in_books", "processor", "A successful charge without a receipt in the books."),
        ("receipt_without_charge", "book", "A card receipt in the books without a charge at the processor."),
    ],
    "receivable": [
        ("short_paid", "book", "The payer paid less than the invoice; the rest is open."),
        ("over_paid", "book", "The receipt is larger than the invoices it pays."),
        ("payment_without_invoice", "book", "The receipt is applied to no invoice."),
        ("overdue", "book", "The invoice is past due and nothing was received."),
    ],
    "gl_tieout": [
        ("manual_posting_to_control_account", "ledger", "A journal posts straight to the control account."),
        ("not_posted_to_ledger", "subledger", "The document has no posting in the general ledger."),
    ],
}
OWNERS = {
    "bank": "Treasury",
    "processor_payout": "Treasury",
    "processor_clearing": "Revenue cycle",
    "receivable": "Revenue cycle",
    "gl_tieout": "Controller",
}
PARTIES = [
    "Cedar County Health Plan",
    "Blue Harbor Insurance",
    "Veterans Care Fund",
    "Westfield Council",
    "Kent Medical Supply",
    "United Linen Services",
    "Metro Utilities",
    "Party 7f3a21c9",
    "Party 19b04de2",
    "Premier Staffing LLC",
]
BUCKETS = ((7, "0-7 days"), (30, "8-30 days"), (60, "31-60 days"), (90, "61-90 days"), (10_000, "over 90 days"))
Rows = dict[str, list[tuple[Any, ...]]]


def cents(rng: random.Random, low: int, high: int) -> Decimal:
    """An amount between low and high major units, exact."""
    return Decimal(rng.randrange(low * 100, high * 100)).scaleb(-2)


def write_published(path: Path, seed: int = 7, exceptions: int = 400) -> Path:
    """Writes the file and returns its path. The statement identity, counts and sums hold."""
    rng = random.Random(seed)
    rows: Rows = defaultdict(list)
    rows["as_of"].append((AS_OF,))
    _connections_and_loads(rng, rows)
    _exceptions(rng, rows, exceptions)
    _statements(rng, rows)
    _summaries(rng, rows)
    _kpis(rng, rows)
    _matches(rng, rows)
    _close(rng, rows)
    _write(path, rows)
    return path


def _write(path: Path, rows: Rows) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as db:
        for statement in create_statements():
            db.execute(statement)
        for table, columns in MARTS.items():
            if not rows[table]:
                continue
            arrow = pa.table({name: list(values) for name, values in zip(columns, zip(*rows[table], strict=True), strict=True)})
            db.register("incoming", arrow)
            db.execute(f"insert into marts.{table} select * from incoming")
            db.unregister("incoming")


def _accounts() -> list[tuple[str, str, str, str]]:
    """(account_id, name, facility, currency), operating accounts and six second ones."""
    made = []
    for n, (facility, currency, _) in enumerate(FACILITIES):
        made.append((f"acct-{n:02d}-1", "Operating Checking", facility, currency))
        if n in (0, 3, 5, 8, 11, 18):
            made.append((f"acct-{n:02d}-2", "Savings", facility, currency))
    return made


def _connection_of(facility: str) -> str:
    platform = next(p for f, _, p in FACILITIES if f == facility)
    return facility.removeprefix("Harbor Care ").lower().replace(" ", "_") + "_" + platform.split("_")[0]


def _connections_and_loads(rng: random.Random, rows: Rows) -> None:
    connections = [(_connection_of(f), p, "accounting", f) for f, _, p in FACILITIES]
    connections += [(f"northside_{p}", p, "processor", FACILITIES[0][0]) for p in ("stripe", "paypal")]
    connections += [(f"bank_{n}_{kind}", kind, "bank", None) for n, kind in enumerate(("plaid", "bai2", "ofx", "mt940", "camt053", "csv"))]
    for number, (name, platform, kind, facility) in enumerate(connections):
        rows["connection"].append((name, platform, kind, facility, True))
        for back in range(DAYS):
            on = AS_OF - timedelta(days=back)
            failed = (number == 4 and back < 2) or rng.random() < 0.012
            if number == 11 and back < 3:
                continue
            started = datetime(on.year, on.month, on.day, 2, number % 60)
            rows["load_log"].append(
                (
                    f"load-{number}-{back}",
                    name,
                    platform,
                    "all",
                    on,
                    started,
                    started + timedelta(seconds=rng.randrange(4, 90)),
                    "failed" if failed else "loaded",
                    0 if failed else rng.randrange(20, 900),
                    1 if rng.random() < 0.02 else 0,
                    rng.randrange(3, 40),
                    3 if failed else 0,
                    "HTTP 401: the refresh token was refused." if failed else None,
                    "Run `tieout connect` for this connection and sign in again." if failed else None,
                )
            )


def _entry(
    rows: Rows, entry_id: str, reconciliation: str, facility: str, currency: str, amount: Decimal, on: date, party: str, text: str
) -> None:
    rows["ledger_entry"].append(
        (
            entry_id,
            _connection_of(facility),
            "xero",
            facility,
            "receipt" if amount > 0 else "payment",
            f"S{entry_id}",
            f"D{entry_id}",
            "acct-00-1",
            party,
            amount,
            currency,
            on,
            on + timedelta(days=1),
            on + timedelta(days=30),
            f"INV-{entry_id[-4:]}",
            None,
            text,
            [f"INV{entry_id[-4:]}", reconciliation.upper()],
            "ach",
            "open",
            False,
        )
    )


def _exceptions(rng: random.Random, rows: Rows, count: int) -> None:
    for n in range(count):
        reconciliation = rng.choices(list(REASONS), weights=(38, 10, 9, 33, 10))[0]
        code, side, sentence = rng.choice(REASONS[reconciliation])
        facility, currency, platform = rng.choices(FACILITIES, weights=range(25, 5, -1))[0]
        age = min(int(rng.expovariate(1 / 26)), 130)
        on = AS_OF - timedelta(days=age)
        amount = cents(rng, 20, 900) if rng.random() < 0.5 else cents(rng, 900, 48_000)
        amount = -amount if rng.random() < 0.35 else amount
        severity = "critical" if abs(amount) > 20_000 else "high" if abs(amount) > 5_000 or age > 60 else "medium" if age > 14 else "low"
        party = HOSTILE if n == 3 else rng.choice(PARTIES)
        text = FORMULA if n == 3 else f"ACH {party[:16].upper()} {rng.randrange(10**7, 10**8)}"
        entry_id = f"e{n:05d}"
        _entry(rows, entry_id, reconciliation, facility, currency, amount, on, party, text)
        candidates = [
            {
                "entry_id": f"c{n:05d}{k}",
                "amount": str(amount + Decimal(rng.randrange(-9000, 9000)).scaleb(-2)),
                "occurred_on": str(on + timedelta(days=rng.randrange(-3, 9))),
                "counterparty": rng.choice(PARTIES),
                "description": f"DEPOSIT {rng.randrange(10**6)}",
                "difference": str(Decimal(rng.randrange(1, 9000)).scaleb(-2)),
                "days": rng.randrange(0, 12),
                "failed_test": rng.choice(["amount beyond tolerance", "date outside window", "counterparty differs", "already matched"]),
            }
            for k in range(rng.choice((0, 1, 2, 3)))
        ]
        due = AS_OF + timedelta(days={"critical": 1, "high": 3, "medium": 7, "low": 14}[severity] - age // 9)
        rows["exception"].append(
            (
                f"x{n:05d}",
                reconciliation,
                side,
                entry_id,
                code,
                sentence,
                amount,
                currency,
                on,
                age,
                severity,
                due,
                OWNERS[reconciliation],
                facility,
                _connection_of(facility),
                platform,
                "payment",
                f"S{entry_id}",
                "acct-00-1",
                party,
                text,
                json.dumps(candidates),
            )
        )
    grouped: dict[tuple[Any, ...], list[Decimal]] = defaultdict(list)
    for e in rows["exception"]:
        order = next(i for i, (limit, _) in enumerate(BUCKETS) if e[9] <= limit)
        grouped[(e[1], e[13], e[7], BUCKETS[order][1], order + 1)].append(abs(e[6]))
    for key, amounts in sorted(grouped.items()):
        rows["exception_ageing"].append((*key, len(amounts), sum(amounts)))


def _statements(rng: random.Random, rows: Rows) -> None:
    spare = [e[3] for e in rows["exception"] if e[1] == "bank"]
    periods = (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1))
    for a, (account_id, name, facility, currency) in enumerate(_accounts()):
        for p, period in enumerate(periods):
            end = (period + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            sums: dict[str, Decimal] = defaultdict(Decimal)
            for kind, sign, most in (
                ("deposits_in_transit", 1, 5),
                ("outstanding_payments", -1, 9),
                ("bank_receipts_not_in_books", 1, 3),
                ("bank_payments_not_in_books", -1, 4),
                ("matched_differences", -1, 2),
            ):
                for k in range(rng.randrange(0, most)):
                    amount = sign * (cents(rng, 5, 40) if kind == "matched_differences" else cents(rng, 40, 18_000))
                    sums[kind] += amount
                    on = end - timedelta(days=rng.randrange(0, 40))
                    rows["reconciliation_statement_item"].append(
                        (
                            account_id,
                            period,
                            kind,
                            spare.pop()
                            if spare and p == 2 and k == 0 and kind.startswith(("bank_", "deposits"))
                            else f"s{a}{p}{kind[:4]}{k}",
                            on,
                            rng.choice(PARTIES),
                            f"CHECK {rng.randrange(5000, 6000)}",
                            f"DOC-{rng.randrange(1000, 9999)}",
                            amount,
                            currency,
                            (AS_OF - on).days,
                            "in_transit" if k else "missing_in_books",
                        )
                    )
            ledger = Decimal("-125.40") if (a, p) == (7, 2) else Decimal(0)
            unexplained = {(2, 2): Decimal("1204.50"), (9, 1): Decimal("-87.15")}.get((a, p), Decimal(0))
            book = cents(rng, 90_000, 900_000)
            bank = (
                book
                - sums["deposits_in_transit"]
                - sums["outstanding_payments"]
                + sums["bank_receipts_not_in_books"]
                + sums["bank_payments_not_in_books"]
                + sums["matched_differences"]
                + ledger
                + unexplained
            )
            rows["reconciliation_statement"].append(
                (
                    account_id,
                    name,
                    facility,
                    currency,
                    period,
                    end,
                    book,
                    sums["deposits_in_transit"],
                    sums["outstanding_payments"],
                    sums["bank_receipts_not_in_books"],
                    sums["bank_payments_not_in_books"],
                    sums["matched_differences"],
                    Decimal(0),
                    ledger,
                    bank,
                    unexplained,
                )
            )


def _summaries(rng: random.Random, rows: Rows) -> None:
    for reconciliation, reasons in REASONS.items():
        for side in sorted({side for _, side, _ in reasons}):
            for currency in ("USD", "GBP", "EUR", "AUD"):
                mine = [e for e in rows["exception"] if (e[1], e[2], e[7]) == (reconciliation, side, currency)]
                items = rng.randrange(200, 900) * (6 if currency == "USD" else 1)
                amount = cents(rng, 1_000, 2_000) * items
                open_items, open_amount = len(mine) + 5, sum((abs(e[6]) for e in mine), Decimal(0)) + Decimal("4310.20")
                rows["reconciliation_summary"].append(
                    (
                        reconciliation,
                        side,
                        currency,
                        items,
                        amount,
                        items - open_items,
                        amount - open_amount,
                        3,
                        open_items,
                        open_amount,
                        len(mine),
                        open_amount - Decimal("4310.20"),
                    )
                )


def _kpis(rng: random.Random, rows: Rows) -> None:
    def put(on: date, facility: str, reconciliation: str, kpi: str, currency: str | None, num: Decimal, den: Decimal) -> None:
        rows["kpi_daily"].append((on, facility, reconciliation, kpi, currency, num, den, round(num / den, 6) if den else None))

    base = {"bank": 0.96, "processor_payout": 0.985, "processor_clearing": 0.975, "receivable": 0.91, "gl_tieout": 0.99}
    for f, (facility, currency, _) in enumerate(FACILITIES):
        for day in range(DAYS):
            on = AS_OF - timedelta(days=DAYS - 1 - day)
            weekend = on.weekday() >= 5
            for reconciliation, rate in base.items():
                items = 0 if weekend else rng.randrange(3, 22)
                if items:
                    good = sum(rng.random() < rate - 0.03 + day * 0.0004 for _ in range(items))
                    auto = sum(rng.random() < 0.97 for _ in range(good))
                    put(on, facility, reconciliation, "match_rate", currency, Decimal(good), Decimal(items))
                    put(on, facility, reconciliation, "auto_match_rate", currency, Decimal(auto), Decimal(items))
                    put(on, facility, reconciliation, "exception_rate", currency, Decimal(items - good), Decimal(items))
                    value = cents(rng, 900, 1_800) * items
                    put(
                        on,
                        facility,
                        reconciliation,
                        "match_rate_value",
                        currency,
                        (value * Decimal(good) / Decimal(items)).quantize(Decimal("0.01")),
                        value,
                    )
            level = max(round((38_000 - 600 * f) * rng.uniform(0.97, 1.03) * (1.2 - day * 0.003)), 900)
            put(on, facility, "bank", "cash_in_transit", currency, cents(rng, level, level + 4_000), Decimal(3))
            if not weekend:
                count = rng.randrange(1, 6)
                put(
                    on,
                    facility,
                    "all",
                    "invoice_cycle_time_days",
                    None,
                    Decimal(sum(rng.randrange(9, 41) for _ in range(count))),
                    Decimal(count),
                )
                put(
                    on,
                    facility,
                    "all",
                    "payment_release_days",
                    None,
                    Decimal(sum(rng.randrange(1, 9) for _ in range(count))),
                    Decimal(count),
                )
            put(on, facility, "all", "integration_failure_rate", None, Decimal(int(rng.random() < 0.02)), Decimal(1))
    values: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for e in rows["exception"]:
        values[(e[8], e[13], e[1], e[7])] += abs(e[6])
    for (on, facility, reconciliation, currency), value in sorted(values.items()):
        rows["kpi_daily"].append((on, facility, reconciliation, "unreconciled_value", currency, value, value, value))


def _matches(rng: random.Random, rows: Rows) -> None:
    for n in range(1_500):
        facility, currency, _ = rng.choice(FACILITIES)
        reconciliation = rng.choice(list(REASONS))
        amount, on = cents(rng, 20, 9_000), AS_OF - timedelta(days=rng.randrange(DAYS))
        difference = Decimal("0.00") if rng.random() < 0.95 else Decimal("-15.00")
        certificate = {"rule": "reference", "fields": {"reference": [f"INV{n}", f"INV{n}"], "amount": [str(amount), str(amount)]}}
        rows["match"].append(
            (
                f"m{n:05d}",
                reconciliation,
                rng.choice(["shared_reference", "check_number", "unique_amount"]),
                "1",
                "1-1",
                "confirmed",
                Decimal("0.9990"),
                amount,
                amount + difference,
                difference,
                currency,
                facility,
                on,
                json.dumps(certificate),
            )
        )
        for side in ("left", "right"):
            entry_id = f"m{n:05d}{side[0]}"
            _entry(rows, entry_id, reconciliation, facility, currency, amount, on, rng.choice(PARTIES), f"TRANSFER {n}")
            rows["match_member"].append((f"m{n:05d}", reconciliation, entry_id, side, amount))
        rows["money_trail"].append((f"m{n:05d}l", f"m{n:05d}r", f"m{n:05d}", "settles"))


def _close(rng: random.Random, rows: Rows) -> None:
    for f, (facility, currency, _) in enumerate(FACILITIES):
        for kind, name in (("receivable", "Accounts receivable"), ("payable", "Accounts payable")):
            opening = cents(rng, 80_000, 400_000)
            for m in (7, 8, 9):
                movement = cents(rng, 1_000, 60_000)
                explained = Decimal("450.00") if rng.random() < 0.15 else Decimal(0)
                unexplained = Decimal("-310.25") if (f, kind, m) == (4, "receivable", 9) else Decimal(0)
                rows["gl_tieout"].append(
                    (
                        _connection_of(facility),
                        facility,
                        f"gl-{f:02d}-{kind}",
                        name,
                        kind,
                        currency,
                        date(2026, m, 1),
                        opening,
                        movement,
                        movement - explained - unexplained,
                        explained + unexplained,
                        explained,
                        unexplained,
                        opening + movement,
                    )
                )
                opening += movement
        if f in (0, 6, 8, 18):
            for back in range(1, DAYS, 3):
                gross, fees = cents(rng, 900, 6_000), cents(rng, 20, 90)
                off = Decimal("-25.00") if rng.random() < 0.05 else Decimal(0)
                net = gross - fees
                rows["payout_match"].append(
                    (
                        f"po{f:02d}{back:03d}",
                        "stripe",
                        "northside_stripe",
                        facility,
                        AS_OF - timedelta(days=back),
                        currency,
                        gross,
                        -fees,
                        Decimal(0),
                        Decimal(0),
                        Decimal(0),
                        net,
                        net,
                        Decimal(0),
                        [f"b{f}{back}"],
                        net + off,
                        off,
                        "payout_amount_mismatch" if off else "matched",
                    )
                )


if __name__ == "__main__":
    print(write_published(Path(sys.argv[1])))
