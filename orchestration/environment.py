"""The environment every step runs in: where the state is, which platforms there are, and no telemetry."""

from __future__ import annotations

import os
from functools import cache
from hashlib import md5
from pathlib import Path

from ingestion.canonical import canonical_models
from ingestion.settings import ROOT, Settings

DBT_PROJECT = ROOT / "dbt_project"

# DuckDB's checkpoint_threshold where work lies in memory: more than is ever written. Else each of hundreds of statements ends with a
# checkpoint, which looks through everything that lies there.
NO_CHECKPOINTS = "1TB"

QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "yes",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
    "PYTHONWARNINGS": "ignore",
}

DAGSTER_YAML = """\
telemetry:
  enabled: false
concurrency:
  pools:
    default_limit: 1
    granularity: op
run_monitoring:
  enabled: true
  free_slots_after_run_end_seconds: 60
"""


def variables(settings: Settings) -> dict[str, str]:
    """What dbt, Dagster and dlt need to know, as environment variables."""
    return {
        **QUIET,
        "TIEOUT_STATE": str(settings.state),
        "TIEOUT_WAREHOUSE": str(settings.warehouse),
        "TIEOUT_PUBLISHED": str(settings.published),
        "TIEOUT_CONNECTIONS": str(settings.connections),
        "TIEOUT_AS_OF": settings.as_of.isoformat(),
        "TIEOUT_CANONICAL_MODELS": ",".join(canonical_models()),
        "DAGSTER_HOME": str(settings.state / "dagster"),
        "DBT_PROJECT_DIR": str(DBT_PROJECT),
        "DBT_PROFILES_DIR": str(DBT_PROJECT),
        "DBT_TARGET_PATH": str(target_path(settings)),
        "DBT_LOG_PATH": str(settings.state / "logs"),
        "PYTHONPATH": _paths(),
        "TIEOUT_MATCHING": matching_version(),
        "TIEOUT_MEMORY": os.environ.get("TIEOUT_MEMORY") or most_memory(),
        # every statement of a run fills 20 MB and takes seconds to write; who looks for something asks for it
        "DBT_LOG_LEVEL_FILE": "debug" if os.environ.get("TIEOUT_DEBUG") else "info",
    }


def _paths() -> str:
    """Models import the solvers of the project they stand in, also where another checkout is installed."""
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path and path != str(ROOT)]
    return os.pathsep.join((str(ROOT), *others))


@cache
def matching_version() -> str:
    """A hash of all that decides matches, apart from rules in force: where it is another, nothing decided before is kept."""
    files = [path for folder in ("models/matching", "macros", "solvers") for path in (DBT_PROJECT / folder).rglob("*") if path.is_file()]
    return md5(b"".join(path.read_bytes() for path in sorted(files) if path.suffix in (".sql", ".py")), usedforsecurity=False).hexdigest()


def project_sources() -> list[Path]:
    """All files of the dbt project that parsing may depend on, in a fixed order."""
    return sorted(path for suffix in ("sql", "yml", "py", "csv") for path in DBT_PROJECT.rglob(f"*.{suffix}"))


def most_memory() -> str:
    """Four fifths of the machine's memory, as DuckDB writes it: what the database may take before it works from disk."""
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') * 4 // 5 // 10**6}MB"


def target_path(settings: Settings) -> Path:
    """dbt's output folder: with the state, so that two installations never share a manifest."""
    return settings.state / "dbt_target"


def enter(settings: Settings) -> None:
    """Makes this process (and its children) run with :func:`variables`, and prepares Dagster's home."""
    os.environ.update(variables(settings))
    home = settings.state / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    instance = home / "dagster.yaml"
    if not instance.exists() or instance.read_text() != DAGSTER_YAML:
        instance.write_text(DAGSTER_YAML)
