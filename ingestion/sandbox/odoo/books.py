"""One database's books, folded over time: each event rewrites the entry it is about and those that are reconciled with it.

Promise: every row shows what the partial reconciliations in force leave open; a changed reconciliation is a new row and the old one is
gone without a trace, as in Odoo.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ingestion.sandbox.company.model import BookRecord
from ingestion.sandbox.odoo import rows
from ingestion.sandbox.odoo.chart import Chart
from ingestion.sandbox.odoo.events import Event
from ingestion.sandbox.odoo.ids import Ids
from ingestion.sandbox.odoo.moves import Line, Move, Payment, Settled, money_account, move_of, settlements
from ingestion.sandbox.odoo.values import ZERO, stamp
from ingestion.sandbox.versions import Row, Version


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it stands."""

    record: BookRecord
    move: Move
    state: str


class Books:
    """Collects ``versions`` (rows in the words of Odoo 19)."""

    def __init__(self, chart: Chart, ids: Ids, unposted: frozenset[str]) -> None:
        self.chart = chart
        self.ids = ids
        self.unposted = unposted
        self.versions: list[Version] = []
        self.entries: dict[str, Entry] = {}
        self._partials: dict[str, set[Settled]] = defaultdict(set)  # in force, by source
        self._settled: dict[tuple[str, int], set[Settled]] = defaultdict(set)  # in force, by line
        self._waiting: dict[str, set[str]] = defaultdict(set)  # target -> sources that name it
        self._shown: dict[tuple[str, int], Row] = {}
        self._created: dict[tuple[str, int], str] = {}
        self._serial = 0

    def apply(self, events: Iterable[Event]) -> Books:
        for event in events:
            self._serial += 1
            self._apply(event)
        return self

    def _apply(self, event: Event) -> None:
        key = event.record.key
        money = money_account(event.record)
        move = move_of(event.record, self.chart.journal_of(money) if money else "")
        self.ids.enter(event.record, move)
        if event.state == "deleted":
            self.entries.pop(key, None)
        else:
            self.entries[key] = Entry(event.record, move, event.state)
        touched = {key} | (self._waiting[key] & set(self.entries) if event.state == "deleted" else set())
        for source in sorted({key, *self._waiting[key]}, key=self.ids.move):
            touched |= self._reconcile(source, event.at)
        for name in sorted(touched, key=self.ids.move):
            self._write(name, event.at)

    # ---- reconciliation
    def _reconcile(self, source: str, at: datetime) -> set[str]:
        """Brings the partials of ``source`` in force. Returns whose lines changed."""
        wanted = set(self._asserted(source))
        stale, fresh = self._partials[source] - wanted, wanted - self._partials[source]
        for partial in stale:
            self._show("account.partial.reconcile", self.ids.partial(partial), None, at)
            self.ids.forget(partial)
            for line in self._lines(partial):
                self._settled[line].discard(partial)
        for partial in sorted(fresh, key=lambda p: (p.source_line, p.occurrence, self.ids.move(p.target))):
            native_id = self.ids.partial(partial)
            debit, credit = sorted(self._lines(partial), key=lambda line: -self._line(line).balance)
            pairs, latest = (self._pair(debit), self._pair(credit)), self._latest(debit, credit)
            row = rows.partial_row(self.chart, native_id, *pairs, partial.amount, latest)
            self._show("account.partial.reconcile", native_id, row, at)
            for line in (debit, credit):
                self._settled[line].add(partial)
        self._partials[source] = wanted
        return {key for partial in stale | fresh for key, _ in self._lines(partial) if key in self.entries}

    def _asserted(self, source: str) -> list[Settled]:
        entry = self.entries.get(source)
        if entry is None or entry.state != "posted":
            return []
        found = settlements(entry.record, entry.move)
        for settled in found:
            self._waiting[settled.target].add(source)
        return [s for s in found if s.target in self.entries and self.entries[s.target].state == "posted"]

    def _lines(self, partial: Settled) -> tuple[tuple[str, int], tuple[str, int]]:
        """The two lines, as (record key, position)."""
        return (partial.source, partial.source_line), (partial.target, self.ids.position(partial.target, partial.target_account))

    def _line(self, line: tuple[str, int]) -> Line:
        return self.entries[line[0]].move.lines[line[1]]

    def _pair(self, line: tuple[str, int]) -> list:
        return [self.ids.line(*line), self.ids.name(line[0])]

    def _latest(self, *lines: tuple[str, int]) -> str:
        return max(self.entries[key].move.on for key, _ in lines).isoformat()

    # ---- rows
    def _write(self, key: str, at: datetime) -> None:
        """The rows of one record: move, lines, payment."""
        entry = self.entries.get(key)
        move_id, count = self.ids.move(key), self.ids.line_count(key)
        if entry is None:
            self._show("account.move", move_id, None, at)
            for n in range(count):
                self._show("account.move.line", self.ids.line(key, n), None, at)
            if self.ids.has_payment(key):
                self._show("account.payment", self.ids.payment(key), None, at)
            return
        lines = [self._line_facts(key, n) for n in range(len(entry.move.lines))]
        parts = rows.Parts(self.chart, self.ids, key, entry.record, entry.move, entry.state, lines, key in self.unposted)
        self._show("account.move", move_id, rows.move_row(parts), at)
        for n in range(count):
            row = rows.line_row(parts, n) if n < len(entry.move.lines) else None
            self._show("account.move.line", self.ids.line(key, n), row, at)
        if isinstance(entry.record, Payment):
            row = rows.payment_row(parts, self._documents(self._partials[key]), self._documents(settlements(entry.record, entry.move)))
            self._show("account.payment", self.ids.payment(key), row, at)

    def _documents(self, settled: Iterable[Settled]) -> list[int]:
        return sorted({self.ids.move(s.target) for s in settled if s.target in self.entries})

    def _line_facts(self, key: str, n: int) -> rows.LineFacts:
        """What is settled of line ``n``, and by which partials."""
        in_force = self._settled[key, n]
        debits, credits, total = [], [], ZERO
        is_debit = self.entries[key].move.lines[n].balance >= 0
        for partial in in_force:
            total += partial.amount
            (credits if is_debit else debits).append(self.ids.partial(partial))
        return rows.LineFacts(total, sorted(debits), sorted(credits), self._by_credit_note(in_force))

    def _by_credit_note(self, partials: set[Settled]) -> bool:
        return bool(partials) and all(self.entries[p.source].move.move_type == "out_refund" for p in partials if p.source in self.entries)

    def _show(self, model: str, native_id: int, row: Row | None, at: datetime) -> None:
        """A version, where the content differs from what is shown."""
        place = (model, native_id)
        if row == self._shown.get(place):
            return
        if row is None:
            del self._shown[place]
            self.versions.append(Version(model, str(native_id), at, None))
            return
        self._shown[place] = row
        moment = stamp(at, self._serial)
        created = self._created.setdefault(place, moment)
        self.versions.append(Version(model, str(native_id), at, {**row, "create_date": created, "write_date": moment}))
