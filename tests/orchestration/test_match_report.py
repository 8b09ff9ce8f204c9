"""report.html: figures that tie, currencies never added, hostile cells inert, filters whose sums follow (in a real browser)."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from orchestration.file_match.engine import Result
from orchestration.file_match.file_read import FileRead, Item, Note, SetAside
from orchestration.file_match.output import summarise, write_results
from orchestration.file_match.pair import Pair
from orchestration.file_match.report.charts import Bar, Part, bars, columns
from orchestration.file_match.report.page import embedded, page
from orchestration.file_match.report.view import view
from orchestration.file_match.report.words import why
from tests.dashboards.browser import browser, watched

HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
AS_OF = date(2026, 9, 30)


def item(side, id, amount, currency="USD", on=date(2026, 9, 1), text="", name=""):
    return Item(side, id, on, Decimal(amount), currency, "", name, (), "", text, (), row=2)


ITEMS = [
    item("left", "A1", "100.00", name="Blue Meadow"),
    item("right", "K1", "100.00", name="BLUE MEADOW"),
    item("left", "A2", "50.00", "EUR", name="Great Lakes"),
    item("right", "K2", "49.00", "EUR", name="Great Lakes"),
    item("left", "A3", "-7.25", text="=HYPERLINK(1)", on=date(2026, 5, 1)),
    item("left", "A4", "1000.00", text=HOSTILE, name=HOSTILE),
    item("right", "K3", "12.50", "EUR", text="Bank fee"),
    item("right", "K4", "90000000000000.01", text="More than a float holds"),
    item("right", "K5", "0.00", text="Nothing"),
]
GREEDY_MISSES = "m1"
MEMBERS = [
    ("m1", "left", "A1", "confirmed", "1-1", "files_reference", "0.9990", "100.00", "0.00", "USD", "reference 7; days apart 1", 4),
    ("m1", "right", "K1", "confirmed", "1-1", "files_reference", "0.9990", "100.00", "0.00", "USD", "reference 7; days apart 1", 4),
    ("m2", "left", "A2", "suggested", "1-1", "files_difference", "0.9000", "50.00", "1.00", "EUR", "days apart 0", None),
    ("m2", "right", "K2", "suggested", "1-1", "files_difference", "0.9000", "49.00", "1.00", "EUR", "days apart 0", None),
]
OPEN = [
    ("left", "A2", "amount_mismatch", "50.00", "EUR", ""),
    ("left", "A3", "unmatched", "-7.25", "USD", ""),
    ("left", "A4", "ambiguous", "1000.00", "USD", ""),
    ("right", "K2", "amount_mismatch", "49.00", "EUR", ""),
    ("right", "K3", "unmatched", "12.50", "EUR", ""),
    ("right", "K4", "unmatched", "90000000000000.01", "USD", ""),
]
NEAREST = [
    ("left", "A4", "K1", Decimal("900.00"), 0, "already matched with something that fits better"),
    ("left", "A2", "K3", Decimal("37.50"), 0, "the amount differs by 37.50"),
]


def result(opened=OPEN):
    members = pd.DataFrame(
        MEMBERS,
        columns=[
            "match_id",
            "side",
            "id",
            "status",
            "kind",
            "rule",
            "confidence",
            "amount",
            "difference",
            "currency",
            "evidence",
            "margin",
        ],
    )
    members["is_greedy"] = members.match_id != GREEDY_MISSES
    exceptions = pd.DataFrame(opened, columns=["side", "id", "reason", "amount", "currency", "candidates"])
    for frame, names in ((members, ("confidence", "amount", "difference")), (exceptions, ("amount",))):
        for name in names:
            frame[name] = frame[name].map(Decimal)
    return Result(
        members,
        exceptions,
        pd.DataFrame(NEAREST, columns=["side", "id", "candidate_id", "difference", "days", "failed_test"]),
        pd.DataFrame(
            [("files_reference", 1, "confirmed", Decimal("0.9990"), "Same amount and the same reference")],
            columns=["rule", "version", "state", "confidence", "description"],
        ),
        {"unmatched": "Nothing on the other side fits", "ambiguous": "Several pairings fit equally well"},
        AS_OF,
    )


def pair():
    left = FileRead(
        "books <b>.csv",
        "left",
        tuple(i for i in ITEMS if i.side == "left"),
        {"date": "Day <i>", "amount": "Net"},
        (Note("Dates were guessed.", "date_order=dmy", is_doubtful=True),),
        (SetAside(9, "It has no date.", HOSTILE),),
    )
    return Pair(left, FileRead("bank.csv", "right", tuple(i for i in ITEMS if i.side == "right")))


# -- figures


def test_every_figure_is_that_of_the_summary(tmp_path):
    summary = write_results(pair(), result(), tmp_path)
    assert summary["conserved"] is True
    found = view(pair(), result())
    for line, total in zip(summary["sides"], found.totals, strict=True):
        assert (line["side"], line["currency"]) == (total.side, total.currency)
        assert (line["in"], line["in_amount"]) == (total.rows, total.amount)
        assert line["matched_amount"] == total.amounts["matched"]
        assert line["exception_amount"] == total.amounts["suggested"] + total.amounts["open"]
    assert json.loads((tmp_path / "summary.json").read_text())["files"][0]["set_aside"] == [{"row": 9, "why": "It has no date."}]


def test_amounts_of_two_currencies_are_never_added():
    found = view(pair(), result())
    assert {c: bars[0].size for c, bars in found.by_reason.items()} == {"EUR": Decimal("99.00"), "USD": Decimal("90000000000007.26")}
    assert found.by_value["EUR"] == 0
    assert {c: sum(bar.size for bar in bars) for c, bars in found.by_time.items()} == {
        "EUR": Decimal("111.50"),
        "USD": Decimal("90000000001207.26"),
    }


def test_a_row_that_the_engine_lost_is_a_cross_and_no_tick():
    lost = result([row for row in OPEN if row[1] != "A3"])
    found = view(pair(), lost)
    assert not found.ties
    assert summarise(ITEMS, lost)["conserved"] is False
    text = page(found, AS_OF)
    assert "The sums do not agree." in text
    assert "1 rows and \u22127.25 are missing" in text


def test_rows_that_could_not_be_read_are_part_of_the_verdict():
    assert "Every cent is accounted for." not in page(view(pair(), result()), AS_OF)
    whole = Pair(replace(pair().left, set_aside=()), pair().right)
    assert "Every cent is accounted for." in page(view(whole, result()), AS_OF)


def test_the_report_says_how_many_matches_a_greedy_choice_would_have_missed():
    text = page(view(pair(), result()), AS_OF)
    assert "1 match was found by the best total of all pairs together" in text


def test_the_rule_set_is_known_by_its_content():
    other = result()
    other.rules.loc[0, "confidence"] = Decimal("0.9")
    assert view(pair(), result()).rule_set == view(pair(), result()).rule_set != view(pair(), other).rule_set


def test_what_a_suggestion_could_have_been_leaves_out_rows_that_are_taken():
    data = view(pair(), result()).rows
    (suggested,) = [match for match in data["matches"] if match[0] == 1]
    assert [data["items"][n][1] for n, _ in suggested[10]] == ["K3"]


def test_evidence_in_words():
    assert why("reference INV7; name similarity 1.0; days apart 1") == "The same reference INV7, the same name, 1 day later on the right."
    assert why("name similarity 0.93; days apart -2") == "Names 93% alike, 2 days earlier on the right."
    assert why("name similarity 1; days apart 0", dated=False) == "The same name.", "dates that took no part are no reason"
    assert why("something new") == "Something new."
    assert why("") == ""


def test_a_bar_is_as_long_as_its_amount_and_its_label_is_text():
    drawn = bars("By <reason>", [Bar("<b>", (Part(Decimal(10), "open", "10"),)), Bar("half", (Part(Decimal(5), "onclick=", "5"),))])
    widths = [Decimal(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', drawn)]
    assert widths[0] == 2 * widths[1] > 0
    assert "<b>" not in drawn
    assert "onclick" not in drawn
    assert columns("none", [], "0").startswith("<svg")


def test_data_cannot_leave_its_script_element():
    text = embedded({"x": HOSTILE + "<!--\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"x": HOSTILE + "<!--\u2028"}


# -- in the browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(view(pair(), result()), AS_OF), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def running():
    with browser() as opened:
        yield opened


@pytest.fixture
def opened(running, report):
    tab, watch = watched(running, 1280, 800)
    tab.goto(report.as_uri())
    tab.wait_for_selector("#matched-count")
    yield tab
    tab.close()
    assert watch.errors == []
    assert watch.outside == []


def count(tab, name="open"):
    return tab.inner_text(f"#{name}-count").replace("\u00a0", " ")


def wait_for_count(tab, start, name="open"):
    tab.wait_for_function("([id, start]) => document.getElementById(id).innerText.startsWith(start)", arg=[f"{name}-count", start])


def test_a_filter_changes_count_and_sum_and_clearing_it_brings_them_back(opened):
    assert count(opened).startswith("4 of 4 rows")
    assert "USD 992.75" in count(opened)
    assert "EUR 12.50, USD 90,000,000,000,000.01" in count(opened)
    opened.select_option("#open-currency", label="USD")
    wait_for_count(opened, "3 of 4 rows")
    assert "EUR" not in count(opened)
    opened.fill("#open-to", "10")
    wait_for_count(opened, "1 of 4 rows")
    assert "USD \u22127.25" in count(opened)
    opened.click("#open-reset")
    wait_for_count(opened, "4 of 4 rows")


@pytest.mark.parametrize(
    ("control", "value", "left"),
    [
        ("text", "bank fee", 1),
        ("text", "90000000000000.01", 1),
        ("text", "nobody", 0),
        ("from", "1,000", 2),
        ("side", "1", 2),
        ("reason", "Ambiguous", 1),
    ],
)
def test_every_filter_leaves_what_it_says(opened, control, value, left):
    if control in ("side", "reason"):
        opened.select_option(f"#open-{control}", **({"value": value} if control == "side" else {"label": value}))
    else:
        opened.fill(f"#open-{control}", value)
    wait_for_count(opened, f"{left} of 4 rows")
    assert opened.locator("#open .body tbody tr").count() == left


def test_a_hostile_cell_is_text_and_nothing_of_it_runs(opened):
    assert HOSTILE in opened.inner_text("#open")
    assert HOSTILE in opened.inner_text("#reading")
    assert opened.locator("img").count() == 0
    assert opened.title() == "Reconciliation of books <b>.csv and bank.csv"


def test_rows_are_sorted_by_a_heading_with_the_keyboard_and_focus_stays(opened):
    group = "details[data-reason] >> nth=0"
    opened.focus(f"{group} >> [data-by=amount]")
    opened.keyboard.press("Enter")
    opened.wait_for_selector(f"{group} >> th[aria-sort=ascending] [data-by=amount]")
    amounts = opened.locator(f"{group} >> tbody td:nth-child(6)").all_inner_texts()
    assert amounts[0].endswith("\u22127.25")
    assert opened.evaluate("document.activeElement.dataset.by") == "amount"


def test_the_pair_stands_side_by_side_with_rule_runner_up_and_difference(opened):
    suggested = opened.inner_text("#suggested tbody tr").replace("\u00a0", " ")
    for words in ("A2", "K2", "EUR 50.00", "EUR 49.00", "1.00", "Runner-up", "K3", "37.50", "90%"):
        assert words in suggested
    matched = opened.inner_text("#matched tbody tr").replace("\u00a0", " ")
    for words in ("A1", "K1", "Same amount and the same reference", "The same reference 7, 1 day later on the right.", "99.9%"):
        assert words in matched


def test_the_download_holds_the_filtered_rows_and_no_formula(opened):
    opened.select_option("#open-currency", label="USD")
    wait_for_count(opened, "3 of 4 rows")
    with opened.expect_download() as waiting:
        opened.click("#open-csv")
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    rows = {row["row"]: row for row in csv.DictReader(io.StringIO(text))}
    assert set(rows) == {"A3", "A4", "K4"}
    assert rows["A3"]["text"] == "'=HYPERLINK(1)"
    assert rows["A3"]["amount"] == "-7.25"
    assert rows["K4"]["amount"] == "90000000000000.01"
    assert rows["A4"]["text"] == HOSTILE


@pytest.mark.parametrize("width", [1280, 1440])
def test_the_report_fits_the_window(opened, width):
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_charts_show_one_currency_at_a_time(opened):
    assert opened.locator(".charts:visible").count() == 1
    assert "Not matched, by reason, USD" in opened.inner_text(".charts:visible")
    opened.select_option("#chart-currency", label="EUR")
    told = opened.inner_text(".charts:visible")
    assert "Not matched, by reason, EUR" in told
    assert "USD" not in told


def test_doubts_are_shown_with_the_flag_that_settles_them(opened):
    told = opened.inner_text(".doubts")
    assert "Dates were guessed." in told
    assert "--left-set date_order=dmy" in told


def test_printing_opens_every_reason(opened):
    opened.evaluate("document.querySelectorAll('#open details').forEach(each => each.open = false)")
    opened.emulate_media(media="print")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.locator("#open tbody tr").count() == 4
    assert not opened.is_visible("#open .bar")


def test_fifty_thousand_rows_are_shown_in_pages(running, tmp_path):
    many = [item("left", f"L{n}", "1.01", text=f"row number {n}") for n in range(50_000)]
    opened_rows = [("left", i.id, "unmatched", "1.01", "USD", "") for i in many]
    empty = result(opened_rows)
    large = Pair(FileRead("large.csv", "left", tuple(many)), FileRead("bank.csv", "right", ()))
    frames = Result(empty.members.iloc[:0], empty.exceptions, empty.nearest.iloc[:0], empty.rules, empty.reasons, AS_OF)
    path = tmp_path / "large.html"
    path.write_text(page(view(large, frames), AS_OF), encoding="utf-8")
    tab, watch = watched(running)
    tab.goto(path.as_uri())
    wait_for_count(tab, "50,000 of 50,000 rows")
    assert "USD 50,500.00" in count(tab)
    assert tab.locator("#open tbody tr").count() == 100
    tab.click("#open [data-step='1']")
    tab.wait_for_function("document.querySelector('#open .more').innerText.includes('101 to 200')")
    tab.fill("#open-text", "row number 4999")
    wait_for_count(tab, "15 of 50,000 rows")
    assert "USD 15.15" in count(tab)
    assert watch.errors == []
    tab.close()
