"""``tieout dbt ...``: dbt with this installation's paths and platforms."""

from __future__ import annotations

import typer

from ingestion.settings import settings
from orchestration.dbt import run_dbt


def register(app: typer.Typer) -> None:
    @app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
    def dbt(context: typer.Context) -> None:
        """Run dbt with this installation's paths, for example `tieout dbt test --select match`."""
        run_dbt(context.args, settings())
