"""Customer money arriving by transfer or wire: what the bookkeeper enters and what the bank shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from ingestion.sandbox.company.model import Application, BankAccount, BankLine, Invoice, Receipt
from ingestion.sandbox.company.money import ZERO, money, transposed
from ingestion.sandbox.company.narratives import misspelt, quoted, same_digits, short_name
from ingestion.sandbox.company.parties import Payer
from ingestion.sandbox.company.site import Site

Part = tuple[Invoice, Decimal]  # an invoice and how much of it is paid now


@dataclass(frozen=True, slots=True)
class Remittance:
    """What the payer tells the bank: who, which numbers, which trace."""

    who: str
    said: str  # in the text
    trace: str  # end-to-end reference; "" where the bank does not pass it on
    case: str


def remittance(site: Site, payer: Payer, account: BankAccount, parts: Sequence[Part], trace: str, *, clear: bool = False) -> Remittance:
    """``clear``: the name is spelt and one usable number is present, as planted problems need to be judged from the data alone."""
    rng, style = site.rng, site.feeds[account.key].style
    who, case = short_name(payer.party.name), "name_only"
    if payer.originator and not clear:
        who, case = payer.originator, "alias"
    elif rng.random() < 0.06 and not clear:
        who, case = misspelt(who, rng), "misspelt"
    said = ""
    if parts and (payer.quotes == "invoice" or clear):
        said = " ".join(quoted(invoice.number, rng) for invoice, _ in parts[:4])
    elif parts and payer.quotes == "claim":
        said = " ".join(quoted(invoice.reference, rng) for invoice, _ in parts[:2] if invoice.reference)
    passes_trace = rng.random() < style.references or clear
    if payer.quotes == "trace" and passes_trace:
        said = trace
    text = style.credit.format(who=who, what="", ref=said)[: style.width]
    if trace and said == trace:
        case = "trace"
    elif said:
        case = "reference_in_text" if same_digits(said.split()[0], text) else "truncated_reference"
    return Remittance(who, said, trace if passes_trace else "", case)


def credit(site: Site, payer: Payer, account: BankAccount, on: date, amount: Decimal, told: Remittance, *, wire: bool = False) -> BankLine:
    """The bank credits a transfer."""
    feed, rng = site.feeds[account.key], site.rng
    template = feed.style.wire if wire else feed.style.credit
    text = template.format(who=told.who, what=rng.choice(("CLAIMPMT", "EDI PYMNTS", "PAYMENT", "CARE PMT")), ref=told.said)
    return feed.post(
        "wire_in" if wire else "ach_credit",
        on,
        amount,
        text,
        counterparty=payer.party.name if rng.random() < feed.style.names and told.case != "alias" else "",
        customer_reference=told.trace,
    )


def draft(
    site: Site, payer: Payer, on: date, parts: Sequence[Part], *, account: str, method: str, reference: str = "", rest: Decimal = ZERO,
    memo: str = "",
) -> Receipt:  # fmt: skip
    """A receipt for ``parts``; ``rest`` stays unapplied."""
    return Receipt(
        key=site.key(),
        facility=site.facility.code,
        party=payer.party.key,
        received_on=on,
        amount=sum((amount for _, amount in parts), rest),
        currency=site.currency,
        method=method,  # type: ignore[arg-type]
        reference=reference,
        account=account,
        applied=tuple(Application(invoice.key, amount) for invoice, amount in parts),
        memo=memo or (f"Payment {parts[0][0].number}" if len(parts) == 1 and site.rng.random() < 0.5 else ""),
    )


def enter(site: Site, receipt: Receipt, lag: int | None = None) -> Receipt:
    """The bookkeeper enters ``receipt`` some days after its date."""
    site.books.put(receipt, site.entered(receipt.received_on, lag))
    return receipt


def enter_clumsily(site: Site, receipt: Receipt) -> Receipt:
    """As :func:`enter`, by a bookkeeper in a hurry: now and then the record is put right a few days later."""
    slip = site.rng.random()
    if slip > 0.034 or not site.settles_before_end(receipt.received_on, 18):
        return enter(site, receipt)
    wrong = transposed(receipt.amount, site.rng) if len(receipt.applied) == 1 else None
    if slip < 0.012 and wrong and wrong < receipt.amount:
        first = enter(site, replace(receipt, amount=wrong, applied=(Application(receipt.applied[0].document_key, wrong),)))
        site.books.revise(first, receipt, _days_later(site, receipt))
        return receipt
    enter(site, receipt)
    if slip < 0.022:
        site.books.revise(receipt, replace(receipt, memo=f"{receipt.memo} per remittance advice".strip()), _days_later(site, receipt))
    else:  # entered a second time, then deleted
        twin = replace(receipt, key=site.key(), applied=(), memo="")
        site.books.put(twin, _days_later(site, receipt))
        site.books.delete(twin, _days_later(site, twin))
    return receipt


def _days_later(site: Site, receipt: Receipt) -> datetime:
    return site.books.entered[receipt.key] + timedelta(days=site.rng.randrange(1, 4), minutes=site.rng.randrange(90))


def pay_by_transfer(site: Site, payer: Payer, parts: Sequence[Part], day: date) -> None:
    """One transfer of the payer on ``day`` for one or several invoices, in the ways this ordinarily happens."""
    rng, account, wire = site.rng, site.operating, payer.method == "wire"
    amount = sum((paid for _, paid in parts), ZERO)
    trace = f"{site.digits(4)}{site.digits(8)}" if not wire else f"FT{site.digits(10)}"
    told = remittance(site, payer, account, parts, trace)
    # The bookkeeper copies the trace from the remittance advice, or not.
    written = trace if rng.random() < (0.75 if payer.quotes == "trace" else 0.25) else ""
    booked_on = site.business_days_after(day, -rng.choice((0, 0, 0, 0, 1, 2)))
    booked_on = max(booked_on, site.started_on)
    role = f"bank:{account.key}"
    if len(parts) > 1 and rng.random() < 0.25:
        receipts = [
            enter(site, draft(site, payer, booked_on, [part], account=role, method=payer.method, reference=written)) for part in parts
        ]
        line = credit(site, payer, account, day, amount, told, wire=wire)
        site.matched([r.key for r in receipts], [line], "batch_of_receipts")
        return
    receipt = enter_clumsily(site, draft(site, payer, booked_on, parts, account=role, method=payer.method, reference=written))
    if wire and rng.random() < 0.4:  # the correspondent bank keeps its fee
        line = credit(site, payer, account, day, amount - money(rng.choice((1500, 2000, 2500))), told, wire=True)
        site.matched([receipt.key], [line], "wire_fee")
    elif amount > money(400_000) and rng.random() < 0.03 and site.settles_before_end(day):
        first = money(100_00 * rng.randrange(10, 30))
        lines = [credit(site, payer, account, day, first, told), credit(site, payer, account, day, amount - first, told)]
        site.matched([receipt.key], lines, "split")
    else:
        line = credit(site, payer, account, day, amount, told, wire=wire)
        shared = written and trace in (told.trace, told.said)
        site.matched([receipt.key], [line], "trace" if shared else "name_only" if told.case == "trace" else told.case)
