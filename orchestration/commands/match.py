"""``tieout match``: reconciles two files with the same engine as the pipeline."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
