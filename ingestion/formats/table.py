"""Any table file (CSV, Excel, Parquet) as a DataFrame of strings, exactly as written: no number is read as a float, nothing becomes NaN."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pandas as pd

from ingestion.formats.statement import UnreadableFileError
from ingestion.formats.text import decode

EXPORT_AGAIN = "Export it again as CSV, xlsx or Parquet."
DELIMITERS = (",", ";", "\t", "|")


def read_table(path: str | Path) -> pd.DataFrame:
    """``path`` as strings; empty cells are empty strings. Raises UnreadableFileError with the reason and the cure."""
    file = Path(path)
    suffix = file.suffix.lower()
    try:
        if suffix in (".xlsx", ".xlsm"):
            return _excel(file)
        if suffix in (".parquet", ".pq"):
            return _parquet(file)
        return _csv(file.read_bytes())
    except FileNotFoundError:
        raise UnreadableFileError(f"There is no file {file.name}.", "Check the path.") from None
    except UnreadableFileError:
        raise
    except Exception as error:  # whatever the reader of a foreign format raises, the user needs the same two facts
        what = f"{file.name} cannot be read as a table ({type(error).__name__})."
        raise UnreadableFileError(what, EXPORT_AGAIN) from None


def delimiter_of(text: str) -> str:
    """The delimiter that splits most of the first lines into the same number of cells, more than one."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO("\n".join(text.split("\n")[:200])), delimiter=delimiter) if row]
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (widths.count(usual), usual) if usual > 1 else (0, 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _csv(content: bytes) -> pd.DataFrame:
    text = decode(content)
    if not text.strip() or "\x00" in text:
        raise UnreadableFileError("The file is empty or no text.", EXPORT_AGAIN)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter_of(text)) if any(c.strip() for c in row)]
    return _frame(rows)


def _excel(file: Path) -> pd.DataFrame:
    """The first sheet. Numbers come out as Excel stores them, rounded to 15 digits, which is all a cell holds."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    try:
        rows = [[_cell(v) for v in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()
    return _frame([row for row in rows if any(row)])


def _parquet(file: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    table = pq.read_table(file)
    data = {name: pd.array([_cell(v) for v in table.column(name).to_pylist()], dtype="str") for name in table.column_names}
    return pd.DataFrame(data)


def _frame(rows: list[list[str]]) -> pd.DataFrame:
    """Header and rows of equal width. Headers that are empty or repeated get a name of their own."""
    if not rows:
        raise UnreadableFileError("The file holds no rows.", "Check that it is the right file.")
    width = max(map(len, rows))
    names: list[str] = []
    for n, written in enumerate([*rows[0], *[""] * (width - len(rows[0]))], 1):
        name = written.strip() or f"column_{n}"
        names.append(name if name not in names else f"{name}_{n}")
    body = [[*row, *[""] * (width - len(row))] for row in rows[1:]]
    return pd.DataFrame(body, columns=names, dtype="str")


def _cell(value: object) -> str:
    """A cell as text: dates in ISO form (midnight left out), numbers without float noise or exponent."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}" if value == value else ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if hasattr(value, "isoformat"):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)
