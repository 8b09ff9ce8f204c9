"""Monitoring watches numbers only, currency by currency, and reports to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from dashboards.monitoring import render_monitoring
from dashboards.monitoring.columns import comparable, period
from dashboards.published import open_published


def test_only_numbers_are_watched_and_amounts_stand_apart_by_currency(published):
    with open_published(published) as db:
        now, before = period(db, date(2026, 9, 30), 30), period(db, date(2026, 8, 31), 30)
    names = comparable(now, before)
    assert {"exception.amount USD", "ledger_entry.amount GBP", "load_log.rows"} <= set(names)
    assert all(str(now[name].dtype) == "float64" for name in names)
    assert not [name for name in names if any(word in name for word in ("_id", "counterparty", "description", "source", "facility"))]


def test_too_little_data_is_said_and_not_an_error(tmp_path):
    from tests.dashboards.test_published import write

    path = write(tmp_path / "p.duckdb", 1)
    import duckdb

    from tests.dashboards.published_schema import create_statements

    with duckdb.connect(str(path)) as db:
        for statement in create_statements():
            if "as_of" not in statement:
                db.execute(statement)
    assert "Fewer than" in render_monitoring(path, tmp_path / "monitoring.html").read_text()


def test_importing_the_pages_does_not_import_evidently():
    code = "import sys, dashboards.app, dashboards.pack, dashboards.monitoring; sys.exit('evidently' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_report_is_written_and_usage_reports_are_off(published, tmp_path, monkeypatch):
    pytest.importorskip("evidently")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    out = render_monitoring(published, tmp_path / "monitoring.html")
    text = out.read_text()
    assert "exception.amount USD" in text
    assert "Cedar County" not in text
    assert os.environ["DO_NOT_TRACK"]
    from evidently.telemetry import event_logger

    assert not event_logger.is_enabled()
