"""Checks beyond dbt's tests: conservation in what readers see, and freshness of every source."""

from __future__ import annotations

from dagster import AssetCheckResult, AssetCheckSeverity, asset_check

from ingestion.settings import settings
from orchestration.defs.publication import PUBLISHED


@asset_check(asset=PUBLISHED, blocking=True)
def every_cent_is_conserved() -> AssetCheckResult:
    """In = matched + open, in count and amount, per reconciliation, side and currency."""
    from orchestration.kpis import conservation_breaches

    breaches = conservation_breaches(settings().published)
    return AssetCheckResult(passed=not breaches, severity=AssetCheckSeverity.ERROR, metadata={"breaches": breaches})


@asset_check(asset=PUBLISHED)
def every_statement_is_explained() -> AssetCheckResult:
    """No bank account has a difference between books and bank that no item explains."""
    from orchestration.kpis import unexplained_statements

    found = unexplained_statements(settings().published)
    return AssetCheckResult(passed=not found, severity=AssetCheckSeverity.ERROR, metadata={"accounts": found})


@asset_check(asset=PUBLISHED)
def every_source_is_fresh() -> AssetCheckResult:
    """The last load of each enabled connection succeeded for the business date of the run."""
    from orchestration.kpis import stale_connections

    found = stale_connections(settings().published, settings().as_of)
    return AssetCheckResult(passed=not found, severity=AssetCheckSeverity.WARN, metadata={"connections": found})


checks = [every_cent_is_conserved, every_statement_is_explained, every_source_is_fresh]
