"""What only shows when two files are held against each other: the order of day and month, the currency, the sign of amounts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

from orchestration.file_match.cells import DOLLAR
from orchestration.file_match.choices import Choices
from orchestration.file_match.file_read import FileRead, Item, Note
from orchestration.file_match.items import in_one_currency, read_file

DOLLARS = {"USD", "CAD", "AUD", "NZD", "HKD", "SGD"}
NEAR = 10  # days: equal amounts that far apart speak for the order of day and month
ENOUGH = 2  # equal amounts that it takes to turn a file round


@dataclass(frozen=True, slots=True)
class Pair:
    """Both files, in one sense of sign, date and currency."""

    left: FileRead
    right: FileRead

    @property
    def files(self) -> tuple[FileRead, FileRead]:
        return self.left, self.right

    @property
    def items(self) -> list[Item]:
        return [*self.left.items, *self.right.items]


def read_pair(left: Path, right: Path, left_choices: Choices, right_choices: Choices) -> Pair:
    """Both files, and in their notes all that was decided. Raises ConfigError."""
    files = read_file(left, "left", left_choices), read_file(right, "right", right_choices)
    again = (
        lambda order: read_file(left, "left", replace(left_choices, date_order=order)),
        lambda order: read_file(right, "right", replace(right_choices, date_order=order)),
    )
    pair = _dated(files, again)
    pair = _signed(pair, left_choices, right_choices)
    return _without_dates(_priced(pair))


def _dated(files: tuple[FileRead, FileRead], again: tuple[Callable[[str], FileRead], Callable[[str], FileRead]]) -> Pair:
    """Where dates can be read both ways: the ways in which most equal amounts of the two files are near each other."""
    ways = [
        {order: again[n](order) for order in file.date_orders} if len(file.date_orders) > 1 else {"": file} for n, file in enumerate(files)
    ]
    scores = {(one, other): near_amounts(ways[0][one].items, ways[1][other].items) for one, other in product(ways[0], ways[1])}
    if len(scores) == 1:
        return Pair(*files)
    best = max(scores, key=lambda orders: scores[orders])
    is_sure = list(scores.values()).count(scores[best]) == 1
    because = "the two files fit each other best so" if is_sure else "both orders are possible"
    read = []
    for n, order in enumerate(best):
        file = ways[n][order]
        if order:
            words = "day before month" if order == "dmy" else "month before day"
            other = next(each for each in ways[n] if each != order)
            note = Note(f"Dates were read with the {words}: {because}.", f"date_order={other}", not is_sure)
            file = replace(file, notes=(*file.notes, note))
        read.append(file)
    return Pair(*read)


def near_amounts(one: Iterable[Item], other: Iterable[Item]) -> int:
    """How many rows of ``one`` have a row of the same amount, whatever its sign, within a few days in ``other``."""
    days: dict[Decimal, set[date]] = defaultdict(set)
    for item in other:
        if item.on:
            days[abs(item.amount)].add(item.on)
    return sum(1 for item in one if item.on and any(abs((item.on - on).days) <= NEAR for on in days.get(abs(item.amount), ())))


def _signed(pair: Pair, left: Choices, right: Choices) -> Pair:
    """The right file (the left one where the right one's sign is stated) turned round where that makes far more amounts equal."""
    if left.sign and right.sign:
        return pair
    lefts, rights = (Counter(item.amount for item in file.items if item.amount) for file in pair.files)
    same = (lefts & rights).total()
    opposite = (lefts & Counter({-amount: count for amount, count in rights.items()})).total()
    fewer = min(lefts.total(), rights.total())
    if opposite >= ENOUGH and opposite > 3 * same and opposite * 5 >= fewer:
        side = "left" if right.sign else "right"
        note = Note(
            f"All amounts were given the opposite sign: {opposite:,} of them equal one of the other file so, {same:,} as written.",
            "sign=normal",
        )
        return _changed(pair, side, note, lambda item: replace(item, amount=-item.amount))
    absolute = (Counter(map(abs, lefts.elements())) & Counter(map(abs, rights.elements()))).total()
    for file, other in ((pair.left, pair.right), (pair.right, pair.left)):
        if all(item.amount >= 0 for item in file.items) and any(item.amount < 0 for item in other.items) and absolute >= same + 3:
            text = f"No amount is negative, although {other.name} has both signs: what says debit or credit was not recognised."
            return _changed(pair, file.side, Note(text, "mark=COLUMN", is_doubtful=True))
    return pair


def _priced(pair: Pair) -> Pair:
    """Currencies: a dollar sign becomes the other file's dollar, a file that states none takes the only one of the other."""
    stated = {file.side: {item.currency for item in file.items} - {"", DOLLAR} for file in pair.files}
    for file, other in ((pair.left, pair.right), (pair.right, pair.left)):
        if any(item.currency == DOLLAR for item in file.items):
            dollars = (stated[other.side] | stated[file.side]) & DOLLARS
            code = dollars.pop() if len(dollars) == 1 else "USD"
            sure = code in stated[other.side] | stated[file.side]
            note = Note(f"Amounts with a dollar sign were read as {code}.", "in_currency=CODE", is_doubtful=not sure)
            pair = _changed(
                pair, file.side, note, lambda item, code=code: replace(item, currency=code) if item.currency == DOLLAR else item
            )
    filled = in_one_currency(pair.items)
    for file in pair.files:
        now = tuple(item for item in filled if item.side == file.side)
        if now != file.items:
            note = Note(f"No currency is stated; it was taken from the other file: {now[0].currency}.", "in_currency=CODE")
            pair = _changed(replace_file(pair, replace(file, items=now)), file.side, note)
        elif any(not item.currency for item in now) and any(item.currency for item in filled):
            note = Note("Some rows state no currency and could not be compared with rows that do.", "in_currency=CODE", is_doubtful=True)
            pair = _changed(pair, file.side, note)
    return pair


def _without_dates(pair: Pair) -> Pair:
    """Where one file has no dates, those of the other say nothing either."""
    for file, other in ((pair.left, pair.right), (pair.right, pair.left)):
        if not file.has_dates and other.has_dates:
            text = f"Its dates took no part in the matching, since {file.name} has none."
            return _changed(pair, other.side, Note(text, is_doubtful=True))
    return pair


def _changed(pair: Pair, side: str, note: Note, change: Callable[[Item], Item] = lambda item: item) -> Pair:
    file = pair.left if side == "left" else pair.right
    return replace_file(pair, replace(file, items=tuple(map(change, file.items)), notes=(*file.notes, note)))


def replace_file(pair: Pair, file: FileRead) -> Pair:
    """``pair`` with ``file`` in the place of the one of its side."""
    return Pair(file, pair.right) if file.side == "left" else Pair(pair.left, file)
