"""Orchestration: when things run and in what order. Thin; ``definitions.py`` is the only door to Dagster, ``cli.py`` the command."""
