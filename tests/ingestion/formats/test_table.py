"""Any table file becomes strings exactly as written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from ingestion.formats import UnreadableFileError, read_table


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_any_usual_delimiter_and_encoding(tmp_path, delimiter, encoding):
    path = tmp_path / "t.csv"
    path.write_bytes(f"id{delimiter}name{delimiter}amount\n007{delimiter}M\u00fcller{delimiter}1.10\n".encode(encoding))
    table = read_table(path)
    assert table.to_dict("records") == [{"id": "007", "name": "M\u00fcller", "amount": "1.10"}]


def test_excel_gives_dates_in_iso_form_and_numbers_without_float_noise(tmp_path):
    book = Workbook()
    for row in (["id", "date", "amount"], ["007", date(2026, 9, 7), 0.1 + 0.2], [8, None, 1234567.89]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").to_numpy().tolist() == [["007", "2026-09-07", "0.3"], ["8", "", "1234567.89"]]


def test_parquet_keeps_every_digit_of_a_decimal(tmp_path):
    pq.write_table(pa.table({"amount": [Decimal("12345678901234.56"), None], "on": [date(2026, 9, 7), None]}), tmp_path / "t.parquet")
    assert read_table(tmp_path / "t.parquet").to_numpy().tolist() == [["12345678901234.56", "2026-09-07"], ["", ""]]


def test_every_column_is_text_and_no_value_is_taken_for_missing(tmp_path):
    (tmp_path / "t.csv").write_text("id,name,name\n1,NA,null\n2,,\n")
    table = read_table(tmp_path / "t.csv")
    assert list(table.columns) == ["id", "name", "name_3"]
    assert table.iloc[0].tolist() == ["1", "NA", "null"]
    assert not table.isna().any().any()
    assert all(pd.api.types.is_string_dtype(t) for t in table.dtypes)


@pytest.mark.parametrize(
    ("name", "content"), [("t.xlsx", b"not excel"), ("t.parquet", b"not parquet"), ("t.csv", b""), ("t.csv", b"\x00\x01\x02")]
)
def test_a_file_that_is_no_table_is_refused_with_a_cure(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFileError, match="Cure:"):
        read_table(tmp_path / name)


def test_a_path_that_is_not_there_says_so(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"no file missing\.csv"):
        read_table(tmp_path / "missing.csv")
