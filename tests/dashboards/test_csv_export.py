"""An exported file opens in a spreadsheet without running anything, and its numbers are the numbers."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from dashboards.csv_export import safe_text, to_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  -2+3", '=HYPERLINK("http://x")'])
def test_text_that_would_start_a_formula_is_disarmed(text):
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "INV-1", "1-2", "O'Neil"])
def test_other_text_stays_as_it_is(text):
    assert safe_text(text) == text


def test_numbers_and_dates_stay_numbers_and_dates():
    frame = pd.DataFrame([("=x", Decimal("-1204.50"), date(2026, 9, 30), None, 3, 'say "hi", twice')], columns=list("abcdef"), dtype=object)
    assert list(csv.reader(io.StringIO(to_csv(frame)))) == [list("abcdef"), ["'=x", "-1204.50", "2026-09-30", "", "3", 'say "hi", twice']]
