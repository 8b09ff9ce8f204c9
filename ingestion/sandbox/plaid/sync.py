"""/transactions/sync: what changed in an Item between two instants, in pages.

A cursor says from which instant to which, and how far the reader got. A finished loop's cursor starts the next one. Where anything
changed after a loop began, its next page is refused: the pages it already has would not fit together with it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ingestion.sandbox.plaid.errors import invalid_field, mutated
from ingestion.sandbox.plaid.view import TRANSACTION, Item, account_rows
from ingestion.sandbox.versions import Row, Version

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
DEFAULT_DAYS = 90


@dataclass
class ItemState:
    """What changes about an Item besides its data.

    history_from: oldest date the Item holds, fixed by the first reader's days_requested; not_ready: Plaid is still fetching;
    refuse_pages: how many next pages to refuse as if the data changed; page_cap: most updates in a page; login_required: needs a person.
    """

    item: Item
    history_from: date | None = None
    not_ready: bool = False
    login_required: bool = False
    refuse_pages: int = 0
    page_cap: int = 500
    _states: dict[datetime, dict[str, Version]] = field(default_factory=dict)
    _accounts: dict[datetime, list[Row]] = field(default_factory=dict)
    _loops: dict[tuple[datetime, datetime], list[tuple[str, Row]]] = field(default_factory=dict)

    def initialise(self, now: datetime, days: int) -> None:
        """Fix how far back the history goes. Only the first call counts."""
        if self.history_from is None:
            self.history_from = now.date() - timedelta(days=days)

    def visible(self, at: datetime) -> dict[str, Version]:
        """Transactions by id as they stood at ``at``."""
        if at not in self._states:
            oldest = self.history_from.isoformat() if self.history_from else ""
            self._states[at] = {v.native_id: v for v in self.item.store.current(TRANSACTION, at) if v.row["date"] >= oldest}
        return self._states[at]

    def accounts(self, at: datetime) -> list[Row]:
        """The Item's accounts with their balances at ``at``, over all history."""
        if at not in self._accounts:
            self._accounts[at] = account_rows(self.item, [v.row for v in self.item.store.current(TRANSACTION, at)])
        return self._accounts[at]

    def page(self, cursor: str | None, count: int, now: datetime, account_id: str | None) -> dict[str, Any]:
        """added, modified, removed, next_cursor, has_more. Raises PlaidError for a foreign cursor and for a mutation between pages."""
        since, until, offset = self._read(cursor) if cursor else (BEGINNING, now, 0)
        if offset == 0:
            until = now
        elif self.refuse_pages or self._changes(until, now, None):
            self.refuse_pages = max(0, self.refuse_pages - 1)
            raise mutated()
        changes = self._changes(since, until, account_id)
        count = min(count, self.page_cap)
        page, has_more = changes[offset : offset + count], offset + count < len(changes)
        following = self._write(since, until, offset + count) if has_more else self._write(until, until, 0)
        answer: dict[str, Any] = {"added": [], "modified": [], "removed": [], "next_cursor": following, "has_more": has_more}
        for kind, row in page:
            answer[kind].append(row)
        return answer

    def _changes(self, since: datetime, until: datetime, account_id: str | None) -> list[tuple[str, Row]]:
        """Updates that turn what was visible at ``since`` into what is at ``until``, oldest first."""
        if (since, until) not in self._loops:
            self._loops[since, until] = difference(self.visible(since), self.visible(until))
        return [(kind, row) for kind, row in self._loops[since, until] if account_id in (None, row["account_id"])]

    def _write(self, since: datetime, until: datetime, offset: int) -> str:
        content = json.dumps([self.item.item_id, since.isoformat(), until.isoformat(), offset])
        return base64.b64encode(content.encode()).decode()

    def _read(self, cursor: str) -> tuple[datetime, datetime, int]:
        try:
            item_id, since, until, offset = json.loads(base64.b64decode(cursor, validate=True))
        except ValueError:
            raise invalid_field("cursor is not valid") from None
        if item_id != self.item.item_id:
            raise invalid_field("cursor not associated with access_token")
        return datetime.fromisoformat(since), datetime.fromisoformat(until), int(offset)


def difference(before: dict[str, Version], after: dict[str, Version]) -> list[tuple[str, Row]]:
    """Updates (added, modified, removed) that turn ``before`` into ``after``, oldest first."""
    found: list[tuple[datetime, str, str, Row]] = []
    for key, version in after.items():
        if key not in before:
            found.append((version.at, key, "added", version.row))
        elif before[key].at != version.at:
            found.append((version.at, key, "modified", version.row))
    for key, version in before.items():
        if key not in after:
            found.append((version.at, key, "removed", {"transaction_id": key, "account_id": version.row["account_id"]}))
    found.sort(key=lambda change: change[:2])
    return [(kind, row) for _, _, kind, row in found]
