"""The pages as people use them, in a real browser: no console error, no request leaves the machine."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from dashboards.app import build_app
from dashboards.pack import render_pack
from tests.dashboards.browser import browser, served, watched
from tests.dashboards.published_fixture import FORMULA

pytestmark = pytest.mark.browser
SIZES = [(1280, 720), (1440, 900), (1920, 1080)]


@pytest.fixture(scope="module")
def opened():
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def address(published):
    with served(build_app(published)) as url:
        yield url


@pytest.fixture
def visit(opened, address):
    pages = []

    def go(path, width=1440, height=900):
        page, watch = watched(opened, width, height)
        pages.append((page, watch))
        page.goto(address + path)
        page.wait_for_selector(".page, .notice")
        return page

    yield go
    for page, watch in pages:
        page.close()
        assert watch.errors == []
        assert watch.outside == []


def count(page):
    return int(re.search(r"of ([\d,]+)", page.inner_text("#exceptions-count"))[1].replace(",", ""))


def wait_for_count(page, number):
    page.wait_for_function("n => document.querySelector('#exceptions-count').innerText.includes(' of ' + n)", arg=f"{number:,}")


def choose(page, field, text):
    page.click(f"#filter-{field}")
    page.locator(".dash-dropdown-content label, .dash-dropdown-content .dash-options-list-option").filter(has_text=text).first.click()
    page.keyboard.press("Escape")


@pytest.mark.parametrize("path", ["/", "/exceptions", "/statement"])
def test_a_page_fits_windows_of_every_usual_size(visit, path):
    page = visit(path)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        page.evaluate("window.scrollTo(1000, 0)")
        assert page.evaluate("window.scrollX") == 0, f"{width}: the page scrolls sideways"
        cut = page.evaluate("[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length")
        assert cut == 0, f"{width}: a table is wider than its card"


def test_a_cfo_sees_the_verdict_and_the_position_without_scrolling(visit):
    page = visit("/", 1280, 720)
    page.wait_for_selector(".verdict")
    assert "does not tie" in page.inner_text(".verdict")
    for selector in (".verdict", ".grid", ".tiles"):
        box = page.locator(selector).first.bounding_box()
        assert box["y"] + box["height"] < 720, selector


def test_the_facility_picker_narrows_the_overview(visit):
    page = visit("/")
    page.click("#overview-facility")
    page.locator(".dash-dropdown-content label, .dash-dropdown-content .dash-options-list-option").filter(
        has_text="Rheinufer"
    ).first.click()
    page.wait_for_selector(".verdict.good")
    assert "USD" not in page.inner_text(".verdict + section")


def test_filters_narrow_the_list_and_clear(visit):
    page = visit("/exceptions")
    assert count(page) == 400
    choose(page, "severities", "Critical")
    wait_for_count(page, 117)
    choose(page, "reconciliations", "Bank")
    page.wait_for_function("() => !document.querySelector('#exceptions-count').innerText.includes('of 117')")
    narrowed = count(page)
    assert 0 < narrowed < 117
    page.fill("#filter-least", "30,000")
    page.wait_for_function("n => !document.querySelector('#exceptions-count').innerText.endsWith('of ' + n)", arg=str(narrowed))
    assert count(page) < narrowed
    page.click("#filter-clear")
    wait_for_count(page, 400)


def test_a_row_opens_its_detail_with_candidates_and_escape_closes_it(visit):
    page = visit("/exceptions?text=HYPERLINK")
    assert count(page) == 1
    page.locator("tr[role=button]").first.click()
    page.wait_for_selector(".drawer")
    shown = page.inner_text(".drawer")
    assert "Why it is open" in shown
    assert "tieout explain e00003" in shown
    assert "<script>alert('x')</script>" in shown, "hostile text shows as text"
    page.keyboard.press("Escape")
    page.wait_for_selector(".drawer", state="detached")


def test_the_keyboard_opens_a_row(visit):
    page = visit("/exceptions")
    page.locator("tr[role=button]").nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#detail-reason")


def test_headings_sort_and_the_pager_turns(visit):
    page = visit("/exceptions?currency=USD")
    first = page.inner_text("tbody tr:first-child td:nth-child(3)")
    page.get_by_role("button", name="Amount", exact=True).click()
    page.wait_for_selector("th[aria-sort=descending]:has-text('Amount')")
    largest = page.inner_text(".rows tbody tr:first-child td:nth-child(3)")
    assert largest != first
    page.get_by_role("button", name="Next").click()
    page.wait_for_function("() => document.querySelector('#exceptions-count').innerText.startsWith('51')")


def test_the_csv_holds_what_passes_the_filters_and_no_formula(visit, tmp_path):
    page = visit("/exceptions?text=HYPERLINK")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    download.value.save_as(tmp_path / "exceptions.csv")
    rows = list(csv.DictReader((tmp_path / "exceptions.csv").open(newline="")))
    assert [row["exception_id"] for row in rows] == ["x00003"]
    assert rows[0]["description"] == "'" + FORMULA


def test_a_bar_of_the_overview_opens_its_exceptions(visit):
    page = visit("/")
    page.wait_for_selector("#by-facility .point path")
    page.locator("#by-facility .point path").first.click(force=True)
    page.wait_for_url("**/exceptions?facility=**")
    page.wait_for_selector("#exceptions-count")
    assert count(page) < 400


def test_month_and_account_choose_the_statement(visit):
    page = visit("/statement")
    assert "1,204.50" in page.inner_text(".statement tr.double")
    page.click("#statement-month")
    page.locator(".dash-dropdown-content label, .dash-dropdown-content .dash-options-list-option").filter(has_text="Aug 2026").first.click()
    page.wait_for_selector("text=31 Aug 2026")
    page.wait_for_selector(".statement tr.double.good")
    assert page.inner_text(".statement tr.double td:last-child") == "0.00"


def test_a_cell_of_the_grid_opens_that_account_and_month(visit):
    page = visit("/statement")
    box = page.locator("#account-grid .heatmaplayer image").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 1.5 / 26)  # second account, second month
    page.wait_for_selector("text=31 Aug 2026")
    assert "\u221287.15" in page.inner_text(".statement tr.double")


def test_nothing_published_is_said_plainly_and_heals(opened, tmp_path, published):
    path = tmp_path / "published.duckdb"
    with served(build_app(path)) as url:
        page, watch = watched(opened)
        for each in ("/", "/exceptions", "/statement"):
            page.goto(url + each)
            page.wait_for_selector(".notice")
            assert "make demo" in page.inner_text(".notice")
        (tmp_path / "next").write_bytes(published.read_bytes())
        (tmp_path / "next").replace(path)
        page.goto(url)
        page.wait_for_selector(".verdict")
        page.close()
    assert watch.errors == []


def test_the_pack_opens_from_a_file_without_any_request(opened, published, tmp_path):
    pack = render_pack(published, tmp_path / "pack.html")
    page, watch = watched(opened)
    asked = []
    page.on("request", lambda sent: asked.append(sent.url) if not sent.url.startswith("data:") else None)
    page.goto(pack.as_uri())
    page.wait_for_selector(".js-plotly-plot .main-svg")
    drawn = page.locator(".js-plotly-plot").count()
    assert drawn == 6
    wide = page.evaluate(
        "[...document.querySelectorAll('.card table')].filter(t => t.getBoundingClientRect().right >"
        " t.closest('.card').getBoundingClientRect().right).length"
    )
    assert wide == 0, "a table is wider than its card"
    assert asked == [pack.as_uri()]
    assert watch.errors == []
    assert Path(pack).stat().st_size < 15_000_000
    page.close()
