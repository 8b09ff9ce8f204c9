"""Policies of the sync protocol, without HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from ingestion.platforms.plaid.sync import RESTARTS, SyncMutatedError, changes_since


def row(transaction_id: str, account_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"transaction_id": transaction_id, "account_id": account_id, **more}


def page(cursor: str, *, more: bool = False, added=(), modified=(), removed=()) -> dict[str, Any]:
    updates = {"added": list(added), "modified": list(modified), "removed": list(removed)}
    return {**updates, "next_cursor": cursor, "has_more": more, "transactions_update_status": "HISTORICAL_UPDATE_COMPLETE"}


class Script:
    """Answers in order; an exception in the list is raised."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[str | None] = []

    def __call__(self, cursor: str | None) -> dict[str, Any]:
        self.asked.append(cursor)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def everything(_: dict[str, Any]) -> bool:
    return True


def test_a_loop_follows_its_cursors_and_keeps_the_last():
    script = Script(page("c1", more=True, added=[row("t1")]), page("c2", added=[row("t2")]))
    changes = changes_since("c0", script, everything)
    assert script.asked == ["c0", "c1"]
    assert (changes.cursor, list(changes.rows)) == ("c2", ["t1", "t2"])


def test_a_mutation_throws_the_pages_away_and_starts_again_from_the_first_cursor():
    script = Script(page("c1", more=True, added=[row("stale")]), SyncMutatedError(), page("c9", added=[row("t1")]))
    changes = changes_since("c0", script, everything)
    assert script.asked == ["c0", "c1", "c0"]
    assert (changes.cursor, list(changes.rows)) == ("c9", ["t1"])


def test_data_that_never_stands_still_is_given_up():
    script = Script(*[SyncMutatedError()] * RESTARTS)
    assert changes_since("c0", script, everything) is None


def test_an_empty_cursor_while_the_data_is_not_ready_is_never_remembered():
    assert changes_since(None, Script(page("")), everything).cursor is None
    assert changes_since("c0", Script(page("")), everything).cursor == "c0"


def test_the_last_word_on_a_transaction_counts():
    script = Script(
        page("c1", more=True, added=[row("t1", amount=1)], removed=[row("t2")]),
        page("c2", modified=[row("t1", amount=2)], added=[row("t2")]),
    )
    changes = changes_since(None, script, everything)
    assert changes.rows["t1"]["amount"] == 2
    assert list(changes.removed) == []


def test_a_transaction_removed_after_it_was_added_is_removed():
    changes = changes_since(None, Script(page("c1", more=True, added=[row("t1")]), page("c2", removed=[row("t1")])), everything)
    assert list(changes.removed) == ["t1"]


@pytest.mark.parametrize("kind", ["added", "modified", "removed"])
def test_accounts_outside_the_allow_list_never_get_in(kind):
    answer = page("c1", **{kind: [row("mine", "a"), row("private", "A")]})
    changes = changes_since(None, Script(answer), lambda r: r["account_id"] == "a")
    assert [*changes.rows, *changes.removed] == ["mine"]
