"""dbt with the project as it was parsed before, as a child process: parsing it takes longer than matching two files.

dbt itself parses anew wherever the warehouse lies elsewhere than the last time, and `tieout match` has a new one each time.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from hashlib import md5
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from ingestion.settings import Settings
from orchestration.environment import DBT_PROJECT, project_sources, variables

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


def parsed_project(state: Path, settings: Settings) -> Path:
    """The file under ``state`` for the project as parsed for the warehouse of ``settings``: another one for all that parsing depends on."""
    versions = "|".join(version(name) for name in ("dbt-core", "dbt-duckdb"))
    of = md5(f"{versions}|{settings.warehouse.stem}|{variables(settings)['TIEOUT_CANONICAL_MODELS']}".encode(), usedforsecurity=False)
    for path in project_sources():
        of.update(f"|{path.relative_to(DBT_PROJECT)}|".encode() + path.read_bytes())
    return state / "dbt_parsed" / f"{of.hexdigest()}.msgpack"


def main(kept: Path, arguments: list[str]) -> int:
    """Runs dbt with ``arguments``, and the project as ``kept`` has it; where it has none, it is parsed and kept. Returns the exit code."""
    from dbt.cli.main import dbtRunner

    manifest = _read(kept)
    if manifest is None:
        parsed = dbtRunner().invoke(["parse", "--quiet"])
        if not parsed.success:
            return _failed(parsed.exception)
        manifest = parsed.result
        with suppress(OSError):  # where nothing can be kept, it is parsed each time
            _keep(manifest, kept)
    # what the solvers import takes a second, which the models before them leave time for
    Thread(target=import_module, args=("dbt_project.solvers.cascade",), daemon=True).start()
    gc.freeze()  # or each of many collections walks through the whole project again
    done = dbtRunner(manifest=manifest).invoke(arguments)
    return 0 if done.success else _failed(done.exception)


def _read(kept: Path) -> Manifest | None:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    try:
        return Manifest.from_msgpack(kept.read_bytes(), decoder=extended_mashumuro_decoder)
    except (OSError, ValueError, LookupError, TypeError):
        return None  # not there, or broken: it is parsed anew then


def _keep(manifest: Manifest, kept: Path) -> None:
    """Whole or not at all, and in the place of what was kept of earlier versions."""
    from dbt.parser.manifest import extended_mashumaro_encoder

    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    part.write_bytes(manifest.to_msgpack(extended_mashumaro_encoder))
    part.replace(kept)
    for other in kept.parent.glob("*.msgpack"):
        if other != kept:
            other.unlink(missing_ok=True)


def _failed(exception: BaseException | None) -> int:
    if exception:
        print(exception)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
