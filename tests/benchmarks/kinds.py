"""Every kind of thing that happens between books and a bank, each a few rows and the truth about them.

A kind takes the ground of a case and adds to it. ``WEIGHTS`` says how often it happens in a hundred events.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from tests.benchmarks.ground import CENT, ENDED_ON, Ground

Kind = Callable[[Ground], None]


def plain(g: Ground) -> None:
    """An invoice paid in full; the bank shows name and (often) reference."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day()
    left = g.left(on, amount, name, reference)
    g.together("plain", [left], [g.right(g.later(on, 0, 4), amount, g.bank_text(name, reference))])


def vendor_payment(g: Ground) -> None:
    name, reference, amount, on = g.party(), g.reference("BILL-"), -g.amount(), g.day()
    left = g.left(on, amount, name, reference)
    g.together("vendor_payment", [left], [g.right(g.later(on, 0, 3), amount, g.bank_text(name, reference, "ACH DEBIT"))])


def glued_reference(g: Ground) -> None:
    """The reference stands in the bank's text glued to other digits."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day()
    digits = reference.split("-")[1]
    glued = g.draw.choice((f"{g.draw.randrange(100, 999)}{digits}{g.draw.randrange(10, 99)}", f"{reference}{g.draw.randrange(100, 999)}"))
    left = g.left(on, amount, name, reference)
    g.together("glued_reference", [left], [g.right(g.later(on, 0, 4), amount, f"EFT {glued} {g.bank_text(name, lead='')}")])


def reference_only(g: Ground) -> None:
    """No name on the bank's side, but the reference."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day()
    left = g.left(on, amount, name, reference)
    g.together("reference_only", [left], [g.right(g.later(on, 0, 6), amount, f"INCOMING PAYMENT {g.mangled(reference)}")])


def no_reference(g: Ground) -> None:
    """No reference on either side: name, amount and time must do."""
    name, amount, on = g.party(), g.amount(), g.day()
    left = g.left(on, amount, name)
    g.together("no_reference", [left], [g.right(g.later(on, 0, 5), amount, g.bank_text(name))])


def check(g: Ground) -> None:
    """A check, written with leading zeros on one side."""
    name, amount, on = g.party(), -g.amount(), g.day(40 if g.level.days > 50 else 20)
    number = str(g.draw.randrange(1000, 99_999))
    left = g.left(on, amount, name, check_number=number)
    padded = number.zfill(g.draw.choice((len(number), 8, 10)))
    text, stated = (f"CHECK {padded}", "") if g.chance(0.5) else ("CHECK PAID", padded)
    g.together("check", [left], [g.right(g.later(on, 2, 18), amount, text, check_number=stated)])


def same_day_same_amount(g: Ground) -> None:
    """Equal amounts on one day from different parties: the names decide."""
    amount, on = g.amount(), g.day()
    names = {g.party() for _ in range(3)} - set(g.cryptic)
    for name in sorted(names):
        left = g.left(on, amount, name)
        right = g.right(g.later(on, 1, 2), amount, g.bank_text(name))
        g.together("same_day_same_amount", [left], [right])


def recurring(g: Ground) -> None:
    """The same amount every week from one party: the order in time decides."""
    name, amount, on = g.party(), g.amount(), g.day(40)
    for week in range(4):
        day = on + timedelta(days=7 * week)
        left = g.left(day, amount, name)
        g.together("recurring", [left], [g.right(g.later(day, 0, 2), amount, g.bank_text(name))])


def wire_fee(g: Ground) -> None:
    """A correspondent bank keeps a fee of a wire."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(500), g.day()
    fee = Decimal(g.draw.choice((10, 15, 18, 20, 25, 30, 35)))
    left = g.left(on, amount, name, reference)
    g.together("wire_fee", [left], [g.right(g.later(on, 0, 4), amount - fee, g.bank_text(name, reference, "WIRE TYPE:WIRE IN"))])


def short_pay(g: Ground) -> None:
    """Paid with a discount or short; name and reference are there."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(200), g.day()
    paid = (amount * Decimal(g.draw.choice(("0.98", "0.97", "0.95", "0.9", "1.02")))).quantize(CENT)
    left = g.left(on, amount, name, reference)
    g.together("short_pay", [left], [g.right(g.later(on, 0, 4), paid, f"{g.bank_text(name)} {g.mangled(reference)}")])


def transposition(g: Ground) -> None:
    """Two neighbouring digits of the amount were exchanged when it was keyed."""
    name, reference, on = g.party(), g.reference(), g.day()
    digits = [str(g.draw.randrange(1, 9)) for _ in range(6)]
    at = g.draw.randrange(2, 5)
    digits[at + 1] = str((int(digits[at]) + g.draw.randrange(1, 8)) % 9 + 1) if digits[at] == digits[at + 1] else digits[at + 1]
    if digits[at] == digits[at + 1]:
        digits[at + 1] = "9"
    keyed = digits.copy()
    keyed[at], keyed[at + 1] = keyed[at + 1], keyed[at]
    left = g.left(on, Decimal(int("".join(keyed))) * CENT, name, reference)
    right = g.right(g.later(on, 0, 4), Decimal(int("".join(digits))) * CENT, g.bank_text(name, reference))
    g.together("transposition", [left], [right])


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


def instalments(g: Ground) -> None:
    """One invoice in two or three payments that name it."""
    name, reference, on = g.party(), g.reference(), g.day(30)
    parts = [Decimal(g.draw.randrange(5_000, 300_000)) * CENT for _ in range(g.draw.randint(2, 3))]
    left = g.left(on, sum(parts, Decimal(0)), name, reference)
    rights = [g.right(g.later(on, 5 * n, 5 * n + 3), part, f"{g.bank_text(name)} {g.mangled(reference)}") for n, part in enumerate(parts)]
    g.together("instalments", [left], rights)


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


def foreign_payment(g: Ground) -> None:
    """Booked at one rate and settled at another, a few days later; name and reference are there."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(300), g.day()
    settled = (amount * Decimal(g.draw.randrange(985, 1016)) / 1000).quantize(CENT)
    left = g.left(on, amount, name, reference)
    g.together("foreign_payment", [left], [g.right(g.later(on, 1, 5), settled, f"FX {g.bank_text(name)} {g.mangled(reference)}")])


# ------------------------------------------------------------------------------------------------------------- nothing to match with
def outstanding_check(g: Ground) -> None:
    row = g.left(
        ENDED_ON - timedelta(days=g.draw.randrange(1, 9)), -g.amount(), g.party(), check_number=str(g.draw.randrange(1000, 99_999))
    )
    g.on_its_own("outstanding_check", "left", row)


def deposit_in_transit(g: Ground) -> None:
    row = g.left(ENDED_ON - timedelta(days=g.draw.randrange(0, 2)), g.amount(), g.party(), g.reference())
    g.on_its_own("deposit_in_transit", "left", row)


def bank_fee(g: Ground) -> None:
    fee = Decimal(g.draw.randrange(500, 9_900)) * CENT
    g.on_its_own(
        "bank_fee", "right", g.right(g.day(1), -fee, g.draw.choice(("MONTHLY SERVICE FEE", "WIRE FEE", "ACCOUNT ANALYSIS CHARGE")))
    )


def interest(g: Ground) -> None:
    g.on_its_own("interest", "right", g.right(g.day(1), Decimal(g.draw.randrange(10, 9_000)) * CENT, "INTEREST PAYMENT"))


def returned_deposit(g: Ground) -> None:
    """A deposit that was matched, and days later the bank takes it back."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day(14)
    left = g.left(on, amount, name, reference)
    g.together("returned_deposit", [left], [g.right(g.later(on, 0, 2), amount, f"{g.bank_text(name)} {reference}")])
    back = g.right(g.later(on, 8, 11), -amount, f"RETURNED ITEM {g.bank_text(name, lead='')}")
    g.on_its_own("returned_deposit", "right", back, "returned_item")


def duplicate_in_books(g: Ground) -> None:
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day()
    twins = [g.left(on, amount, name, reference) for _ in range(2)]
    right = g.right(g.later(on, 0, 3), amount, f"{g.bank_text(name)} {g.mangled(reference)}")
    # Which of two equal rows is the copy, nobody can say: one of them is matched and the other is the duplicate.
    g.together("duplicate_in_books", [twins[0]], [right])
    g.undecidable.update(("left", twin) for twin in twins)
    g.undecidable.add(("right", right))


def trap(g: Ground) -> None:
    """Same amount, same week, another party: these do not belong together."""
    amount, on = Decimal(g.draw.randrange(2_000, 900_000)) * CENT, g.day()
    names = sorted({g.party() for _ in range(4)} - set(g.cryptic))
    if len(names) < 2:
        return
    g.on_its_own("trap", "left", g.left(on, amount, names[0], g.reference()))
    g.on_its_own("trap", "right", g.right(g.later(on, 0, 4), amount, g.bank_text(names[1], g.reference())))


def unknown_receipt(g: Ground) -> None:
    g.on_its_own("unknown_receipt", "right", g.right(g.day(1), g.amount(), g.bank_text(g.party(), g.reference())))


WEIGHTS: dict[Kind, int] = {
    plain: 30,
    vendor_payment: 14,
    glued_reference: 3,
    reference_only: 4,
    no_reference: 8,
    check: 6,
    same_day_same_amount: 2,
    recurring: 2,
    wire_fee: 2,
    short_pay: 3,
    transposition: 1,
    batch_with_references: 3,
    batch_without_references: 3,
    instalments: 2,
    split_payout: 1,
    merged_payouts: 1,
    bank_reversal: 1,
    foreign_payment: 2,
    outstanding_check: 2,
    deposit_in_transit: 2,
    bank_fee: 2,
    interest: 1,
    returned_deposit: 1,
    duplicate_in_books: 1,
    trap: 2,
    unknown_receipt: 1,
}
