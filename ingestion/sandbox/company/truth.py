"""What truly belongs together and what was planted, as labels for evaluation.

Promise: labels name only entries that are live at the end; each entry is at most once on a side of a reconciliation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ingestion.sandbox.company.model import Charge, CreditNote, EntryRef, Invoice, PlantedProblem, Receipt, Snapshot, TruthGroup

Ref = EntryRef


@dataclass
class Labels:
    """Collected while the company is simulated. Groups may name entries that turn out to lie after the end: :func:`finished` drops them."""

    groups: list[TruthGroup] = field(default_factory=list)
    planted: list[PlantedProblem] = field(default_factory=list)
    receivable_case: dict[str, str] = field(default_factory=dict)  # invoice or receipt key -> case, where settling was special

    def group(self, reconciliation: str, left: Iterable[EntryRef], right: Iterable[EntryRef], case: str) -> None:
        left, right = tuple(left), tuple(right)
        self.groups.append(TruthGroup(reconciliation, left, right, kind_of(len(left), len(right)), case))

    def plant(self, reconciliation: str, reason: str, entries: Iterable[EntryRef], amount: Decimal, currency: str) -> None:
        """``problem`` is the reason code: one cause, one reason."""
        self.planted.append(PlantedProblem(reason, reconciliation, tuple(entries), reason, abs(amount), currency))


def kind_of(left: int, right: int) -> str:
    if not left or not right:
        return "reversal"
    return f"{'1' if left == 1 else 'n'}-{'1' if right == 1 else ('m' if left > 1 else 'n')}"


def live_records(timelines: dict[str, list[Snapshot]]) -> dict[tuple[str, str], object]:
    """The last state of every record that is neither deleted, void nor failed, by (connection, key)."""
    last = {(connection, s.record.key): s for connection, snapshots in timelines.items() for s in snapshots}
    return {
        name: s.record
        for name, s in last.items()
        if not s.deleted and not getattr(s.record, "is_void", False) and not (isinstance(s.record, Charge) and s.record.status == "failed")
    }


def settled_invoices(live: dict[tuple[str, str], object], cases: dict[str, str]) -> list[TruthGroup]:
    """Receivable truth: connected groups of live invoices and the live receipts and credit notes applied to them."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(name: tuple[str, str]) -> tuple[str, str]:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for (connection, key), record in live.items():
        if isinstance(record, Receipt | CreditNote):
            for application in record.applied:
                if (connection, application.document_key) in live:
                    parent[root((connection, key))] = root((connection, application.document_key))
    members: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name in parent:
        members[root(name)].append(name)
    found = []
    for names in members.values():
        left = sorted(n for n in names if isinstance(live[n], Invoice))
        right = sorted(n for n in names if not isinstance(live[n], Invoice))
        case = next((cases[key] for _, key in (*left, *right) if key in cases), "applied")
        found.append(
            TruthGroup("receivable", tuple(Ref(*n) for n in left), tuple(Ref(*n) for n in right), kind_of(len(left), len(right)), case)
        )
    return found


def finished(labels: Labels, timelines: dict[str, list[Snapshot]]) -> tuple[tuple[TruthGroup, ...], tuple[PlantedProblem, ...]]:
    """The labels that hold at the end."""
    live = live_records(timelines)

    def is_live(ref: EntryRef) -> bool:
        return (ref.connection, ref.entry.split(":", 1)[0]) in live

    groups = [g for g in labels.groups if all(map(is_live, (*g.left, *g.right)))]
    planted = tuple(p for p in labels.planted if all(map(is_live, p.entries)))
    return (*groups, *settled_invoices(live, labels.receivable_case)), planted
