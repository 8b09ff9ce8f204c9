"""dbt as a child process, with the warehouse to itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingestion.errors import TieoutError
from ingestion.settings import Settings
from orchestration.dbt_parsed import parsed_project
from orchestration.environment import DBT_PROJECT, NO_CHECKPOINTS, project_sources, target_path, variables

# The dbt of this installation: the virtual environment need not be activated, and another dbt on the PATH is not ours.
EXECUTABLE = str(Path(sys.executable).with_name("dbt"))


# What is thrown away after its run is not worth compressing: half the time of writing goes into it.
PASSING = {"TIEOUT_UNCOMPRESSED": "fsst,dictionary"}
# Where only results are asked for, what leads to them is not even written, but lies in memory.
RESULTS_ONLY = {**PASSING, "TIEOUT_STEPS_IN": "steps", "TIEOUT_CHECKPOINT_FROM": NO_CHECKPOINTS}


class DbtError(TieoutError):
    """dbt did not succeed. The published copy stays as it was."""


def dbt_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "dbt.cli.main", *arguments]


def run_dbt(
    arguments: Sequence[str],
    settings: Settings,
    *,
    quiet: bool = False,
    more: Mapping[str, str] | None = None,
    parsed: Path | None = None,
) -> str:
    """Runs dbt; raises DbtError naming what failed. Output goes to the console unless ``quiet``; it is returned if ``quiet``.

    more: environment variables beyond those of every step. parsed: where the project is kept as it was parsed (see dbt_parsed).
    """
    command = [sys.executable, "-m", "orchestration.dbt_parsed", str(parsed), *arguments] if parsed else dbt_command(*arguments)
    done = subprocess.run(  # noqa: S603 our own arguments
        command,
        cwd=DBT_PROJECT,
        env={**os.environ, **variables(settings), **(more or {})},
        capture_output=quiet,
        text=True,
        check=False,
    )
    if done.returncode:
        detail = "\n".join((done.stdout or "").splitlines()[-25:])
        raise DbtError(
            f"dbt {arguments[0]} failed{': ' + detail if detail else '; see its output above'}.",
            f"Correct the model or the data it names and run `tieout run` again; log in {settings.state / 'logs' / 'dbt.log'}.",
        )
    return done.stdout or ""


def build_models(select: Sequence[str], settings: Settings, *, kept: bool = False) -> None:
    """Builds the models and seeds that ``select`` names, without their tests: for warehouses that are thrown away afterwards.

    kept: the warehouse is written as one that is kept, compressed, though it is not.
    """
    run_dbt(_building(select), settings, quiet=True, more={} if kept else PASSING)


def build_results(select: Sequence[str], settings: Settings, state: Path) -> None:
    """As build_models, but what matching only needs on its way stays in memory and is gone afterwards.

    ``state``: the folder that keeps the parsed project.
    """
    run_dbt(_building(select), settings, quiet=True, more=RESULTS_ONLY, parsed=parsed_project(state, settings))


def _building(select: Sequence[str]) -> list[str]:
    return ["build", "--quiet", "--select", *select, "--exclude", "resource_type:test", "resource_type:unit_test"]


def manifest(settings: Settings) -> Path:
    """The manifest, parsed anew where a model, macro, seed or the list of platforms is younger."""
    path = target_path(settings) / "manifest.json"
    marker = target_path(settings) / "manifest.platforms"
    models = variables(settings)["TIEOUT_CANONICAL_MODELS"]
    stale = (
        not path.exists()
        or not marker.exists()
        or marker.read_text() != models
        or any(p.stat().st_mtime > path.stat().st_mtime for p in project_sources())
    )
    if stale:
        run_dbt(["parse", "--quiet"], settings, quiet=True)
        marker.write_text(models)
    return path
