"""``tieout status``: connections, freshness, last loads, failures, open exceptions."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.commands.sql import published, show

CONNECTIONS = """
    with last as (
        select connection_id, resource, status, rows, ended_at, error, row_number() over (
            partition by connection_id, resource order by started_at desc, load_id desc) as recency
        from load_log
    )
    select
        connection.connection_id as connection,
        connection.platform,
        max(last.ended_at) as last_load,
        count(last.resource) as resources,
        sum(case when last.status = 'loaded' then 0 else 1 end) as failed,
        max(case when last.status = 'failed' then last.error end) as error
    from connection
    left join last on connection.connection_id = last.connection_id and last.recency = 1
    group by connection.connection_id, connection.platform
    order by failed desc, connection.connection_id
"""
EXCEPTIONS = """
    select reconciliation, severity, currency, count(*) as exceptions, sum(abs(amount)) as amount, max(age_days) as oldest_days
    from exception group by reconciliation, severity, currency
    order by reconciliation, severity, currency
"""


def register(app: typer.Typer) -> None:
    @app.command()
    def status(as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False) -> None:
        """Connections with their last loads and failures, and the open exceptions. Exit code 1 where a load failed."""
        with published() as con:
            result = con.execute(CONNECTIONS)
            names, connections = [d[0] for d in result.description], result.fetchall()
            show(names, connections, as_json=as_json)
            if not as_json:
                result = con.execute(EXCEPTIONS)
                show([d[0] for d in result.description], result.fetchall(), as_json=False)
        if any(row[4] for row in connections):
            raise typer.Exit(1)
