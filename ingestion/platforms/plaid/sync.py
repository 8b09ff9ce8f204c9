"""The protocol of /transactions/sync, without HTTP: one loop from a stored cursor to the end, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
MUTATED = "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"
RESTARTS = 5


class SyncMutatedError(Exception):
    """The Item's data changed while its pages were read, so the pages do not fit together."""


@dataclass
class Changes:
    """What one whole loop told. ``cursor`` is None while Plaid has nothing yet: then nothing may be remembered."""

    cursor: str | None
    status: str | None = None
    rows: dict[str, Row] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)  # ids in the order told

    def take(self, page: Row, keeps: Callable[[Row], bool]) -> None:
        """Add a page's updates of the accounts that ``keeps`` accepts. A later word on an id replaces an earlier one."""
        for row in (*page["added"], *page["modified"]):
            if keeps(row):
                self.rows[row["transaction_id"]] = row
                self.removed.pop(row["transaction_id"], None)
        for row in page["removed"]:
            if keeps(row):
                self.removed[row["transaction_id"]] = None
        self.status = page.get("transactions_update_status")


def changes_since(cursor: str | None, fetch: Callable[[str | None], Row], keeps: Callable[[Row], bool]) -> Changes | None:
    """Everything that changed since ``cursor`` (None: the whole history). None where the data kept changing between pages.

    ``fetch`` gets the cursor of a page and raises SyncMutatedError where Plaid refuses it; then the pages so far are thrown away and the
    loop starts again from ``cursor``.
    """
    for _ in range(RESTARTS):
        try:
            return _loop(cursor, fetch, keeps)
        except SyncMutatedError:
            continue
    return None


def _loop(cursor: str | None, fetch: Callable[[str | None], Row], keeps: Callable[[Row], bool]) -> Changes:
    changes = Changes(cursor)
    while True:
        page = fetch(changes.cursor)
        changes.take(page, keeps)
        changes.cursor = page["next_cursor"] or cursor  # empty while the data is not ready
        if not page["has_more"]:
            return changes
