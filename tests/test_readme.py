"""What the README promises, tried: its commands, its sample, its table of answers, the example connections."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from ingestion.catalog import platform, platform_names
from ingestion.connections import read_connections
from ingestion.settings import ROOT
from orchestration.cli import app

DOCUMENTS = ("README.md", "DECISIONS.md", "data/README.md")
README = (ROOT / "README.md").read_text()
COMMANDS = sorted(set(re.findall(r"(?:^|`)(?:[A-Z_]+=\S+ )?(tieout [a-z][^`\n]*)", README, re.MULTILINE)))
EXPECTED_MATCHES = {
    ("confirmed", frozenset({"R-101", "bank 1250.00"})),
    ("confirmed", frozenset({"R-102", "bank 480.00"})),
    ("confirmed", frozenset({"R-103", "bank 615.50"})),
    ("confirmed", frozenset({"R-104", "R-105", "bank 550.00"})),
    ("confirmed", frozenset({"P-202", "bank -75.00"})),
    ("confirmed", frozenset({"bank 1900.00", "bank -1900.00"})),
    ("suggested", frozenset({"P-201", "bank -923.40"})),
}
EXPECTED_OPEN = {"P-201", "R-106", "R-107", "R-108", "bank -923.40", "bank 300.00", "bank -12.00"}


@pytest.fixture(scope="module")
def sample_match(tmp_path_factory) -> tuple[Path, int, str]:
    """The README's own `tieout match` command, writing elsewhere: its folder, exit code and output."""
    (command,) = [shlex.split(c) for c in COMMANDS if c.startswith("tieout match ") and "--out" in c]
    folder = tmp_path_factory.mktemp("match")
    command[command.index("--out") + 1] = str(folder)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
    environment |= {"TIEOUT_STATE": str(folder / "state"), "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode < 2, done.stderr
    return folder, done.returncode, done.stdout


def test_the_sample_gives_the_results_that_its_readme_lists(sample_match):
    folder, code, _ = sample_match
    groups: dict[tuple[str, str], set[str]] = {}
    for row in _rows(folder / "matches.csv"):
        groups.setdefault((row["status"], row["match_id"]), set()).add(_name(row))
    # Which of two equal receipts a suggestion names is not promised; that none of them is confirmed is.
    found = {(status, frozenset(names)) for (status, _), names in groups.items() if not (status == "suggested" and "bank 300.00" in names)}
    assert found == EXPECTED_MATCHES
    assert {_name(row) for row in _rows(folder / "exceptions.csv")} == EXPECTED_OPEN
    assert code == 1, "something stays open, and the exit code says so"


def test_the_sample_conserves_every_cent_and_the_readme_shows_its_sums(sample_match):
    folder, _, printed = sample_match
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["conserved"]
    for line in printed.splitlines():
        if "left" in line or "right" in line:
            assert line.strip() in README, "the table in the README is not what the command prints"


def test_columns_of_only_one_file_are_carried_along(sample_match):
    folder, _, _ = sample_match
    assert {row["source_facility"] for row in _rows(folder / "matches.csv") if row["side"] == "left"} == {"Harbor East", "Harbor West"}
    assert {row["source_Branch"] for row in _rows(folder / "matches.csv") if row["side"] == "right"} == {"014"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_the_readme_shows_exists_with_its_options(command):
    words = shlex.split(command.replace("...", ""))
    known = get_command(app).commands
    assert words[1] in known
    options = {name for parameter in known[words[1]].params for name in parameter.opts}
    if words[1] != "dbt":  # hands everything on to dbt
        assert {w for w in words[2:] if w.startswith("--")} <= options


def test_every_make_target_the_readme_shows_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)) <= targets


def test_every_mart_in_the_table_of_answers_is_published():
    models = list((ROOT / "dbt_project/models/marts").rglob("*.sql"))
    published = {path.stem.removeprefix("mart_") for path in models if "schema='matching'" not in path.read_text()}
    rows = [line.split("|")[2] for line in README.splitlines() if line.startswith("|") and line.count("|") == 5]
    named = {name.split(".")[0] for cell in rows[1:] for name in re.findall(r"`([a-z_.]+)`", cell)}
    assert len(named) > 10
    assert named <= published


def test_every_setting_the_readme_names_is_read_somewhere():
    code = "".join(p.read_text() for folder in ("ingestion", "orchestration", "dashboards") for p in (ROOT / folder).rglob("*.py"))
    named = set(re.findall(r"TIEOUT_[A-Z_]*[A-Z]", README)) - {"TIEOUT_SECRET__NORTHSIDE_STRIPE__API_KEY"}
    assert {name for name in named if name not in code} == set()


def test_links_to_files_lead_somewhere():
    for document in DOCUMENTS:
        path = ROOT / document
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text()):
            assert (path.parent / target).exists(), f"{document}: {target}"


def test_the_example_has_a_complete_connection_of_every_platform():
    connections = read_connections(ROOT / "connections.example.yml")
    assert {c.platform for c in connections} == set(platform_names())
    for connection in connections:
        assert set(platform(connection.platform).config) <= set(connection.config), connection.name


def test_the_example_names_the_secrets_each_platform_asks_for():
    text = (ROOT / "connections.example.yml").read_text()
    for name in platform_names():
        (said,) = re.findall(rf"platform: {name} +# secrets: (.+)", text)
        assert all(key in said for key in platform(name).secrets), name


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def _name(row: dict[str, str]) -> str:
    """Rows of the books have ids; the bank's are known by their amounts, all different but for their sign."""
    return row["id"] if row["side"] == "left" else f"bank {row['amount']}"
