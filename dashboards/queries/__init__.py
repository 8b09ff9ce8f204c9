"""One SELECT per figure, from the published marts only.

``run`` gives a DataFrame whose money is still Decimal: DuckDB's own ``.df()`` would turn it into float. Amounts are summed only within
a currency; every result with an amount has the column ``currency`` beside it (tests/dashboards/test_queries.py).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards.published import NothingPublishedError

FOLDER = Path(__file__).parent


@cache
def text(name: str) -> str:
    """The SQL of ``name``.sql. ``{part}`` stands for the text of ``_part.sql``, a fragment that several queries share."""
    return re.sub(r"\{(\w+)\}", lambda found: (FOLDER / f"_{found[1]}.sql").read_text().strip(), (FOLDER / f"{name}.sql").read_text())


def names() -> tuple[str, ...]:
    """Every query there is."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.sql") if not path.stem.startswith("_")))


def parameters(name: str) -> frozenset[str]:
    """The ``$parameters`` that a query takes."""
    return frozenset(re.findall(r"\$(\w+)", text(name)))


def run(db: duckdb.DuckDBPyConnection, name: str, **values: Any) -> pd.DataFrame:
    """The rows of one query; every column keeps Python objects (Decimal, date, str, None). Parameters left out are NULL."""
    wanted = {parameter: values.get(parameter) for parameter in parameters(name)}
    if unknown := set(values) - set(wanted):
        raise TypeError(f"{name} takes no {', '.join(sorted(unknown))}")
    try:
        cursor = db.execute(text(name), wanted)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = str(error).splitlines()[0]
        raise NothingPublishedError(f"The published marts do not fit these pages ({name}: {reason}). Publish again: tieout run") from error
    columns = [column[0] for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=columns, dtype=object)
