"""Pages are read until Xero has given as many rows as it says there are."""

from __future__ import annotations

from typing import Any

from ingestion.platforms.xero.reading import read_pages

Row = dict[str, Any]


def row(number: int, changed: int = 0) -> Row:
    return {"PaymentID": f"p{number}", "UpdatedDateUTC": f"/Date({1772409600000 + changed}+0000)/"}


def pages(*contents: list[Row], count: int) -> Any:
    def page(number: int) -> Row:
        rows = contents[number - 1] if number <= len(contents) else []
        return {"Payments": rows, "pagination": {"page": number, "pageSize": 2, "pageCount": len(contents), "itemCount": count}}

    return page


def test_every_row_of_every_page_is_read() -> None:
    rows, expected = read_pages(pages([row(1), row(2)], [row(3)], count=3), "Payments", "PaymentID", 2)
    assert ([r["PaymentID"] for r in rows], expected) == (["p1", "p2", "p3"], 3)


def test_row_that_changes_meanwhile_counts_once_in_its_newer_state() -> None:
    rows, _ = read_pages(pages([row(1), row(2)], [row(3), row(1, changed=5)], count=3), "Payments", "PaymentID", 2)
    assert rows == [row(1, changed=5), row(2), row(3)]


def test_row_lost_over_a_page_edge_is_noticed() -> None:
    rows, expected = read_pages(pages([row(1), row(2)], [row(1, changed=5)], count=3), "Payments", "PaymentID", 2)
    assert len(rows) < expected


def test_short_page_before_the_last_does_not_end_the_reading() -> None:
    rows, expected = read_pages(pages([row(1)], [row(2), row(3)], count=4), "Payments", "PaymentID", 2)
    assert (len(rows), expected) == (3, 4)


def test_nothing_modified_is_no_rows() -> None:
    assert read_pages(lambda number: {}, "Payments", "PaymentID", 2) == ([], 0)


def test_row_without_its_key_is_kept_for_quarantine() -> None:
    nameless = {"UpdatedDateUTC": "/Date(1772409600000+0000)/"}
    rows, expected = read_pages(pages([nameless, row(2)], count=2), "Payments", "PaymentID", 2)
    assert (rows, expected) == ([nameless, row(2)], 2)
