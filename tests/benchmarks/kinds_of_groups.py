"""Several rows that belong together: batches, instalments, payouts, and what is taken back."""

from __future__ import annotations

from decimal import Decimal

from tests.benchmarks.ground import CENT, Ground
from tests.benchmarks.names import party


def batch_with_references(g: Ground) -> None:
    """Several invoices in one deposit that names them."""
    name, on = g.party(), g.day()
    parts = [(g.reference(), g.amount()) for _ in range(g.draw.randint(2, 5))]
    lefts = [g.left(g.later(on, -3, 0), amount, name, reference) for reference, amount in parts]
    text = f"{g.bank_text(name)} {' '.join(g.mangled(reference) for reference, _ in parts)}"
    g.together("batch_with_references", lefts, [g.right(g.later(on, 0, 3), sum((a for _, a in parts), Decimal(0)), text)])


def batch_without_references(g: Ground) -> None:
    """Several invoices of one party in one deposit that names only the party."""
    name, on = g.party(), g.day()
    amounts = [Decimal(g.draw.randrange(2_000, 900_000)) * CENT for _ in range(g.draw.randint(2, 4))]
    lefts = [g.left(g.later(on, -2, 0), amount, name, g.reference()) for amount in amounts]
    g.together("batch_without_references", lefts, [g.right(g.later(on, 0, 3), sum(amounts, Decimal(0)), g.bank_text(name))])


def some_of_the_open_items(g: Ground) -> None:
    """A deposit settles two or three of a party's open invoices and names only the party; the others stay open."""
    name, on = party(g.draw), g.day()
    amounts = [Decimal(g.draw.randrange(2_000, 900_000)) * CENT for _ in range(g.draw.randint(4, 6))]
    paid = g.draw.randint(2, 3)
    lefts = [g.left(g.later(on, -2, 0), amount, name, g.reference()) for amount in amounts]
    right = g.right(g.later(on, 0, 3), sum(amounts[:paid], Decimal(0)), g.bank_text(name))
    g.together("some_of_the_open_items", lefts[:paid], [right])
    for left in lefts[paid:]:
        g.on_its_own("some_of_the_open_items", "left", left)


def instalments(g: Ground) -> None:
    """One invoice in two or three payments that name it."""
    name, reference, on = g.party(), g.reference(), g.day(30)
    parts = [Decimal(g.draw.randrange(5_000, 300_000)) * CENT for _ in range(g.draw.randint(2, 3))]
    left = g.left(on, sum(parts, Decimal(0)), name, reference)
    rights = [g.right(g.later(on, 5 * n, 5 * n + 3), part, f"{g.bank_text(name)} {g.mangled(reference)}") for n, part in enumerate(parts)]
    g.together("instalments", [left], rights)


def net_payout(g: Ground) -> None:
    """A payout of charges less fees, a refund and now and then a chargeback: the books have each with the payout's reference."""
    reference, on = g.reference("po_"), g.day()
    charges = [Decimal(g.draw.randrange(2_000, 60_000)) * CENT for _ in range(g.draw.randint(2, 6))]
    taken = [-(charge * Decimal("0.029")).quantize(CENT) - Decimal("0.30") for charge in charges]
    taken += [-Decimal(g.draw.randrange(500, 1_900)) * CENT] + ([-Decimal("15.00")] if g.chance(0.3) else [])
    lefts = [g.left(on, amount, "Stripe", reference) for amount in (*charges, *taken)]
    net = sum((*charges, *taken), Decimal(0))
    g.together("net_payout", lefts, [g.right(g.later(on, 1, 3), net, " ".join(("STRIPE TRANSFER", g.shown(reference))).strip())])


def split_payout(g: Ground) -> None:
    """A payout that arrives as two credits, both with its reference."""
    reference, on = g.reference("po_"), g.day()
    parts = [Decimal(g.draw.randrange(10_000, 900_000)) * CENT for _ in range(2)]
    left = g.left(on, sum(parts, Decimal(0)), "Stripe", reference)
    g.together("split_payout", [left], [g.right(g.later(on, 1, 2), part, f"STRIPE TRANSFER {reference.upper()}") for part in parts])


def merged_payouts(g: Ground) -> None:
    """Two payouts that arrive as one credit without a reference."""
    on = g.day()
    parts = [Decimal(g.draw.randrange(10_000, 900_000)) * CENT for _ in range(2)]
    lefts = [g.left(on, part, "Stripe", g.reference("po_")) for part in parts]
    g.together("merged_payouts", lefts, [g.right(g.later(on, 1, 2), sum(parts, Decimal(0)), "STRIPE TRANSFER")])


def bank_reversal(g: Ground) -> None:
    """The bank posts a line and takes it back."""
    name, amount, on = g.party(), g.amount(), g.day()
    first = g.right(on, -amount, g.bank_text(name, lead="DEBIT"))
    second = g.right(g.later(on, 0, 2), amount, f"CORRECTION {g.bank_text(name, lead='REVERSAL')}")
    g.together("bank_reversal", [], [first, second])


def void_and_reissue(g: Ground) -> None:
    """A check is lost: the books void it and write another, which the bank pays."""
    name, amount, on = g.party(), -g.amount(), g.day(35)
    lost, reissued = g.check_number(), g.check_number()
    first = g.left(on, amount, name, check_number=lost, text=f"CHECK {lost}")
    void = g.left(g.later(on, 1, 6), -amount, name, text=f"VOID CHECK {lost}")
    second = g.left(g.later(on, 7, 10), amount, name, check_number=reissued, text=f"CHECK {reissued}")
    g.together("void_and_reissue", [first, void], [])
    g.together("void_and_reissue", [second], [g.right(g.later(on, 12, 20), amount, f"CHECK {reissued.zfill(8)}")])


def wrong_payment_corrected(g: Ground) -> None:
    """The bank pays another amount than it was told, takes that back, and pays what was meant."""
    name, reference, amount, on = g.party(), g.reference("BILL-"), -g.amount(100), g.day(16)
    wrong = (amount * Decimal(g.draw.choice(("0.1", "0.9", "1.1", "10")))).quantize(CENT)
    left = g.left(on, amount, name, reference)
    first = g.right(on, wrong, g.bank_text(name, reference, "ACH DEBIT"))
    back = g.right(g.later(on, 1, 2), -wrong, g.bank_text(name, lead="REVERSAL ACH DEBIT"))
    right = g.right(g.later(on, 2, 4), amount, g.bank_text(name, reference, "ACH DEBIT"))
    g.together("wrong_payment_corrected", [], [first, back])
    g.together("wrong_payment_corrected", [left], [right])
