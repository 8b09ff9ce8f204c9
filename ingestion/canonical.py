"""Which canonical entities each platform speaks: the names of its ``int_<platform>__<entity>`` models."""

from __future__ import annotations

from ingestion.settings import ROOT


def canonical_models() -> tuple[str, ...]:
    """Every ``int_*`` model under staging, sorted. dbt reads it from TIEOUT_CANONICAL_MODELS."""
    return tuple(sorted(path.stem for path in (ROOT / "dbt_project/models/staging").glob("*/int_*.sql")))
