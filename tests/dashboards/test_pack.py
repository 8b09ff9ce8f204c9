"""The pack is one file that needs nothing else, and shows what the pages show."""

from __future__ import annotations

import re

import pytest

from dashboards.pack import render_pack
from dashboards.published import NothingPublishedError


@pytest.fixture(scope="module")
def pack(published, tmp_path_factory):
    return render_pack(published, tmp_path_factory.mktemp("pack") / "deep" / "pack.html").read_text()


def test_plotly_is_inside_once_and_nothing_is_loaded_from_elsewhere(pack):
    assert pack.count("* plotly.js v") == 1
    assert not re.search(r"<(script|img|link|iframe)[^>]+(src|href)=\"(?!data:)", pack)
    assert "default-src 'none'" in pack


def test_all_parts_are_there(pack):
    assert [title for title in re.findall(r"<h1>([^<]+)</h1>", pack)][1:] == ["Overview", "Exceptions", "Reconciliation statements"]
    assert pack.count("Ties to the cent") == 25
    assert pack.count("Does not tie") == 1
    assert "USD\u00a01,204.50" in pack


def test_controls_stay_out_and_hostile_text_is_text(pack):
    body = pack.split("<body>")[1]
    assert "<button" not in body
    assert "<script>alert" not in body


def test_without_a_publication_no_file_is_left(tmp_path):
    with pytest.raises(NothingPublishedError):
        render_pack(tmp_path / "none.duckdb", tmp_path / "pack.html")
    assert list(tmp_path.iterdir()) == []
