"""The ``tieout`` command. Exit codes: 0 ok, 1 found a problem, 2 wrong usage."""

from __future__ import annotations

import sys

import typer

from ingestion.errors import ConfigError, TieoutError
from orchestration.commands import bench, connect, dbt, demo, explain, match, replay, rules, run, sql, status, trace, ui

app = typer.Typer(
    name="tieout",
    help="Proves that money recorded in one system arrived in the others.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (demo, run, replay, rules, match, explain, trace, status, connect, sql, ui, dbt, bench):
    module.register(app)


def main() -> None:
    """Runs the command; errors a user can cure are told in one line, without a trace."""
    try:
        app()
    except ConfigError as error:
        print(f"tieout: {error}", file=sys.stderr)
        sys.exit(2)
    except TieoutError as error:
        print(f"tieout: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
