"""Database ids and sequence names: given once, in order of entry, never again."""

from __future__ import annotations

from collections import defaultdict

from ingestion.sandbox.company.model import BookRecord
from ingestion.sandbox.odoo.chart import Chart
from ingestion.sandbox.odoo.moves import Move, Payment, Settled


class Ids:
    """Counts up per table. A record keeps its ids and its name through every edit."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self._next = {table: chart.first_id(table) for table in ("move", "line", "payment", "partial")}
        self._sequences: dict[str, int] = defaultdict(int)
        self._moves: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._payments: dict[str, int] = {}
        self._lines: dict[str, list[int]] = {}
        self._accounts: dict[str, dict[str, int]] = {}
        self._partials: dict[Settled, int] = {}

    def enter(self, record: BookRecord, move: Move) -> None:
        """Gives ``record`` what it needs; an edit that adds lines gets new ones."""
        key = record.key
        if key not in self._moves:
            self._moves[key] = self._take("move")
            self._lines[key] = []
            if isinstance(record, Payment):
                self._payments[key] = self._take("payment")
            self._names[key] = move.number or self._sequence_name(record, move)
        self._lines[key] += [self._take("line") for _ in range(len(move.lines) - len(self._lines[key]))]
        accounts: dict[str, int] = {}
        for position, line in enumerate(move.lines):
            accounts.setdefault(line.account, position)
        self._accounts[key] = accounts

    def _sequence_name(self, record: BookRecord, move: Move) -> str:
        prefix = f"{'P' if isinstance(record, Payment) else ''}{self.chart.journal_code(move.journal)}/{move.on.year}"
        self._sequences[prefix] += 1
        return f"{prefix}/{self._sequences[prefix]:05d}"

    def _take(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table]

    def move(self, key: str) -> int:
        """Raises KeyError before the record is entered."""
        return self._moves[key]

    def known(self, key: str) -> bool:
        return key in self._moves

    def name(self, key: str) -> str:
        return self._names[key]

    def has_payment(self, key: str) -> bool:
        return key in self._payments

    def payment(self, key: str) -> int:
        return self._payments[key]

    def line(self, key: str, position: int) -> int:
        return self._lines[key][position]

    def line_count(self, key: str) -> int:
        return len(self._lines[key])

    def position(self, key: str, account: str) -> int:
        """The first line of the record on ``account``."""
        return self._accounts[key][account]

    def partial(self, settled: Settled) -> int:
        if settled not in self._partials:
            self._partials[settled] = self._take("partial")
        return self._partials[settled]

    def forget(self, settled: Settled) -> None:
        """The row is gone: the same reconciliation made again is another row."""
        self._partials.pop(settled, None)
