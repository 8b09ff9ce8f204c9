"""What readers get: the published copy, the pages' pack, the monitoring report."""

# No `from __future__ import annotations` here: Dagster reads the type of `context` at run time.
from dagster import AssetExecutionContext, AssetKey, MaterializeResult, MetadataValue, asset

from ingestion.settings import settings
from orchestration.defs.ingestion import WRITER
from orchestration.defs.transformation import MARTS

PUBLISHED = AssetKey(["published"])


@asset(key=PUBLISHED, group_name="publication", pool=WRITER, deps=MARTS, kinds={"duckdb"})
def published(context: AssetExecutionContext) -> MaterializeResult:
    """The marts in a read copy of their own, replaced atomically."""
    from orchestration.kpis import headline
    from orchestration.liveness import prove_alive
    from orchestration.progress import say
    from orchestration.publish import publish

    now = settings()
    prove_alive(context.run_id, now)
    counts = publish(now.warehouse, now.published)
    say(f"published {sum(counts.values())} rows in {len(counts)} marts")
    return MaterializeResult(metadata={**headline(now.published), "marts": MetadataValue.json(counts)})


@asset(group_name="publication", deps=[PUBLISHED], kinds={"plotly"})
def dashboard_pack() -> MaterializeResult:
    """The dashboards' figures as one self-contained HTML file."""
    from dashboards.pack import render_pack
    from orchestration.progress import say

    now = settings()
    path = render_pack(now.published, now.state / "reports" / "pack.html")
    say(f"dashboard pack: {path}")
    return MaterializeResult(metadata={"path": MetadataValue.path(str(path))})


@asset(group_name="publication", deps=[PUBLISHED], kinds={"evidently"})
def monitoring_report() -> MaterializeResult:
    """How this period's numbers are distributed against the last one's (Evidently)."""
    from dashboards.monitoring import render_monitoring
    from orchestration.progress import say

    now = settings()
    path = render_monitoring(now.published, now.state / "reports" / "monitoring.html")
    say(f"monitoring report: {path}")
    return MaterializeResult(metadata={"path": MetadataValue.path(str(path))})


publication_assets = [published, dashboard_pack, monitoring_report]
