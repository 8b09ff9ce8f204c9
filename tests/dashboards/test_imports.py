"""The dashboards stand alone: they read the published file and know nothing of how it came about."""

from __future__ import annotations

import ast
from pathlib import Path

import dashboards


def test_dashboards_import_neither_ingestion_nor_orchestration_nor_dagster():
    for path in Path(dashboards.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not {name.split(".")[0] for name in names} & {"ingestion", "orchestration", "dagster", "dlt"}, path
