"""Did the data change its shape: the numeric columns of the marts now against the period before (Evidently)."""

from dashboards.monitoring.drift import render_monitoring

__all__ = ["render_monitoring"]
