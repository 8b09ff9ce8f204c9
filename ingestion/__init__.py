"""Ingestion: every source to raw tables, unchanged. Pure dlt and Python; imports nothing from orchestration or dashboards."""
