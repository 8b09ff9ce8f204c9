"""What people use otherwise, on the same rows: the exact amount in a window, the exact reference, and splink."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from tests.benchmarks import splink_model
from tests.benchmarks.case import Case, Row
from tests.benchmarks.score import Match, score

THRESHOLDS = (0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
WINDOW = 7  # days from the books' date to the bank's
BLOCKS = splink_model.Blocks(
    compared=(("amount",), ("reference",), ("name_start",)),
    certain=(("reference",), ("amount", "name_start")),
    trained=(("amount",), ("name_start",)),
)


def exact_amount(case: Case) -> list[Match]:
    """The nearest free row of the same amount within a window, in the order of the books: what a spreadsheet lookup does."""
    by_amount: dict[object, list[Row]] = defaultdict(list)
    for row in case.rows:
        if row.side == "right":
            by_amount[row.amount, row.currency].append(row)
    return list(_greedy(case, lambda row: by_amount.get((row.amount, row.currency), []), "exact_amount"))


def exact_reference(case: Case) -> list[Match]:
    """The nearest free row whose text contains the reference as it is written, for any amount."""
    words: dict[str, list[Row]] = defaultdict(list)
    for row in case.rows:
        if row.side == "right":
            for word in {*row.description.split(), row.reference, row.check_number} - {""}:
                words[word].append(row)
    return list(_greedy(case, lambda row: words.get(row.reference or row.check_number, []), "exact_reference"))


def _greedy(case: Case, candidates, rule: str) -> Iterator[Match]:
    taken: set[str] = set()
    for row in case.rows:
        if row.side != "left":
            continue
        free = [other for other in candidates(row) if other.id not in taken and -2 <= (other.on - row.on).days <= WINDOW]
        if free:
            best = min(free, key=lambda other: (abs((other.on - row.on).days), other.id))
            taken.add(best.id)
            yield Match(frozenset({row.id}), frozenset({best.id}), "confirmed", rule, 1.0)


def splink(case: Case) -> list[Match]:
    """splink's own model for linking two sets of transactions, trained on the case without labels; one link per row, the likeliest first.

    Its threshold is the one that suits it best, looked up in the truth: better than anyone could choose it without labels.
    """
    books, bank = (pd.DataFrame(_splink_rows(case, side)) for side in ("left", "right"))
    links = splink_model.links(books, bank, BLOCKS, days=(1, 4, 10), least=THRESHOLDS[0])
    links = links.sort_values(["match_probability", "row_id_l", "row_id_r"], ascending=[False, True, True])
    found = list(one_to_one(links))
    return max(([m for m in found if m.confidence >= least] for least in THRESHOLDS), key=lambda kept: score(case, kept, {}).f1)


def one_to_one(links: pd.DataFrame) -> Iterator[Match]:
    taken: set[str] = set()
    for link in links.itertuples():
        pair = {link.row_id_l, link.row_id_r}
        if not pair & taken:
            taken |= pair
            left, right = sorted(pair)  # ids of the books begin with B, those of the bank with K
            yield Match(frozenset({left}), frozenset({right}), "confirmed", "splink", float(link.match_probability))


def _splink_rows(case: Case, side: str) -> Iterator[dict[str, object]]:
    references = {row.reference.upper() for row in case.rows if row.reference}
    for row in case.rows:
        if row.side != side:
            continue
        words = row.description.upper().split()
        quoted = next((word for word in words if word in references), None)
        text = (row.counterparty or " ".join(word for word in words if not any(c.isdigit() for c in word))).upper()
        for lead in ("ACH CREDIT ", "ACH DEBIT ", "ACH ", "DEPOSIT ", "PAYMENT ", "TRANSFER ", "EFT "):
            text = text.removeprefix(lead)
        yield {
            "row_id": row.id, "amount": f"{row.amount} {row.currency}", "on_date": pd.Timestamp(row.on), "text": text or None,
            "reference": row.reference.upper() or quoted, "name_start": text[:5] or None,
        }  # fmt: skip
