"""Reconciling two files with the pipeline's own engine: columns recognised, items made, the same dbt models run, results written."""
