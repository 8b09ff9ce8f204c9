"""One row of the books and one at the bank that belong together.

A kind takes the ground of a case and adds to it: rows on both sides, and the truth about them.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.benchmarks.ground import CENT, ENDED_ON, ROUND, Ground
from tests.benchmarks.names import FIRST, SECOND, THIRD, at_bank, descriptor, party


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


def truncated_reference(g: Ground) -> None:
    """The bank cuts its text: the end of the reference is missing."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day()
    left = g.left(on, amount, name, reference)
    right = g.right(g.later(on, 0, 4), amount, f"{g.bank_text(name)} {reference[: -g.draw.randint(1, 3)]}")
    g.together("truncated_reference", [left], [right])


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


def cryptic_descriptor(g: Ground) -> None:
    """A party whose bank text has nothing of its name: three receipts quote their reference, two do not and need the alias learned."""
    name, cryptic = party(g.draw), descriptor(g.draw)
    for quotes in (True, True, True, False, False):
        reference, amount, on = g.reference(), g.amount(), g.day()
        left = g.left(on, amount, name, reference)
        right = g.right(g.later(on, 0, 4), amount, f"{cryptic} {reference}" if quotes else cryptic)
        g.together("cryptic_descriptor", [left], [right])


def check(g: Ground) -> None:
    """A check, written with leading zeros on one side."""
    name, amount, on = g.party(), -g.amount(), g.day(40 if g.level.days > 50 else 20)
    number = g.check_number()
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


def busy_day(g: Ground) -> None:
    """A hundred equal amounts on one day: two in five name only their reference, the others only their party."""
    amount, on = g.draw.choice(ROUND), g.day()
    names = g.draw.sample(FIRST, 60)
    for number in range(100):
        day = g.later(on, 0, 2)
        if number < len(names):
            name = f"{names[number]} {g.draw.choice(SECOND)} {g.draw.choice(THIRD)}"
            left, text = g.left(on, amount, name), f"ACH CREDIT {at_bank(name, g.draw, g.level.name_noise)}"
        else:
            reference = g.reference()
            left, text = g.left(on, amount, g.party(), reference), f"LOCKBOX {g.mangled(reference)}"
        g.together("busy_day", [left], [g.right(day, amount, text)])


def weekly(g: Ground) -> None:
    """The same amount every week from one party: the order in time decides."""
    name, amount, on = g.party(), g.amount(), g.day(40)
    for week in range(4):
        day = on + timedelta(days=7 * week)
        left = g.left(day, amount, name)
        g.together("weekly", [left], [g.right(g.later(day, 0, 2), amount, g.bank_text(name))])


def monthly(g: Ground) -> None:
    """The same amount every month from one party: the order in time decides."""
    name, amount = g.party(), g.amount()
    first = ENDED_ON - timedelta(days=g.level.days - 1 - g.draw.randrange(0, 10))
    for month in range(g.level.days // 30):
        on = first + timedelta(days=30 * month)
        left = g.left(on, amount, name)
        g.together("monthly", [left], [g.right(g.later(on, 0, 3), amount, g.bank_text(name))])


def wire_fee(g: Ground) -> None:
    """A correspondent bank keeps a fee of a wire."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(500), g.day()
    fee = Decimal(g.draw.choice((10, 15, 18, 20, 25, 30, 35)))
    left = g.left(on, amount, name, reference)
    g.together("wire_fee", [left], [g.right(g.later(on, 0, 4), amount - fee, g.bank_text(name, reference, "WIRE TYPE:WIRE IN"))])


def card_fee(g: Ground) -> None:
    """A card payment arrives less the processor's fee of 2.9 percent and thirty cents; its reference is there."""
    name, reference, on = g.party(), g.reference("ORD-"), g.day()
    amount = Decimal(g.draw.randrange(2_000, 90_000)) * CENT
    paid = amount - (amount * Decimal("0.029")).quantize(CENT) - Decimal("0.30")
    left = g.left(on, amount, name, reference)
    g.together("card_fee", [left], [g.right(g.later(on, 1, 3), paid, f"CARD SETTLEMENT {g.mangled(reference)}")])


def short_pay(g: Ground) -> None:
    """Three to ten percent less is paid than was owed; name and reference are there."""
    _paid_another(g, "short_pay", g.draw.choice(("0.97", "0.95", "0.9")))


def discount(g: Ground) -> None:
    """Two percent are taken off for early payment; name and reference are there."""
    _paid_another(g, "discount", "0.98")


def over_pay(g: Ground) -> None:
    """More is paid than was owed; name and reference are there."""
    _paid_another(g, "over_pay", g.draw.choice(("1.01", "1.02", "1.05")))


def _paid_another(g: Ground, kind: str, share: str) -> None:
    name, reference, amount, on = g.party(), g.reference(), g.amount(200), g.day()
    left = g.left(on, amount, name, reference)
    right = g.right(g.later(on, 0, 4), (amount * Decimal(share)).quantize(CENT), f"{g.bank_text(name)} {g.mangled(reference)}")
    g.together(kind, [left], [right])


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


def foreign_payment(g: Ground) -> None:
    """Booked in our currency at the rate of one day and settled at that of another; name and reference are there."""
    name, reference, on = g.party(), g.reference(), g.day()
    foreign = Decimal(g.draw.randrange(30_000, 900_000)) * CENT
    paid_on, currency = g.later(on, 1, 5), g.draw.choice(("EUR", "GBP"))
    booked, settled = ((foreign * g.rate(currency, day)).quantize(CENT) for day in (on, paid_on))
    left = g.left(on, booked, name, reference)
    g.together(
        "foreign_payment", [left], [g.right(paid_on, settled, f"FX {currency} {foreign} {g.bank_text(name)} {g.mangled(reference)}")]
    )


def foreign_account(g: Ground) -> None:
    """Booked and received in one foreign currency."""
    name, reference, amount, on = g.party(), g.reference(), g.amount(), g.day()
    left = g.left(on, amount, name, reference, currency="EUR")
    right = g.right(g.later(on, 0, 4), amount, f"{g.bank_text(name)} {g.mangled(reference)}", currency="EUR")
    g.together("foreign_account", [left], [right])
