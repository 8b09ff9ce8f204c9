"""``tieout trace``: the money trail of a record."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.tree import Tree

from orchestration.commands.sql import published

START = "select entry_id from ledger_entry where entry_id = $id or source_id = $id or document_number = $id order by entry_id limit 1"
LINKS = """
    select money_trail.to_entry_id as other, money_trail.link_kind, match.rule_id
    from money_trail left join match on money_trail.match_id = match.match_id where money_trail.from_entry_id = $id
    union
    select money_trail.from_entry_id as other, money_trail.link_kind, match.rule_id
    from money_trail left join match on money_trail.match_id = match.match_id where money_trail.to_entry_id = $id
    order by 2, 1
"""
ENTRY = "select record_type, source_id, connection_id, amount, currency, occurred_on, description from ledger_entry where entry_id = ?"
DEEPEST = 8
WIDEST = 200


def register(app: typer.Typer) -> None:
    @app.command()
    def trace(
        id: Annotated[str, typer.Argument(help="An entry or source id, or a document number.")],
        as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
    ) -> None:
        """The money trail: invoice, payment, charge, payout, bank line, ledger line, with the rule of each link."""
        trail = money_trail(id)
        if trail is None:
            print(f"tieout: nothing is known by the id {id}")
            raise typer.Exit(1)
        if as_json:
            print(json.dumps(trail, default=str, indent=1))
            return
        Console(highlight=False).print(_tree(trail))


def money_trail(id: str) -> dict[str, Any] | None:
    """The entry known by ``id`` and, below it, what it is linked to, each entry once, breadth first."""
    with published() as con:
        start = con.execute(START, {"id": id}).fetchone()
        if start is None:
            return None
        root = _node(con, start[0], None, None)
        seen, level = {start[0]}, [root]
        for _ in range(DEEPEST):
            following = []
            for node in level:
                for other, kind, rule in con.execute(LINKS, {"id": node["entry_id"]}).fetchall():
                    if other not in seen and len(seen) < WIDEST:
                        seen.add(other)
                        child = _node(con, other, kind, rule)
                        node["links"].append(child)
                        following.append(child)
            level = following
        return root


def _node(con: Any, entry_id: str, kind: str | None, rule: str | None) -> dict[str, Any]:
    result = con.execute(ENTRY, [entry_id])
    names = [d[0] for d in result.description]
    return {"entry_id": entry_id, "link_kind": kind, "rule_id": rule, **dict(zip(names, result.fetchone(), strict=True)), "links": []}


def _tree(node: dict[str, Any], into: Tree | None = None) -> Tree:
    how = f"[dim]{node['link_kind']}{' by ' + node['rule_id'] if node['rule_id'] else ''}[/dim] " if node["link_kind"] else ""
    money = f"[bold]{node['amount']} {node['currency']}[/bold]"
    label = f"{how}{node['record_type']} {node['source_id']} {money} {node['occurred_on']} [dim]{node['connection_id']}[/dim]"
    branch = Tree(label) if into is None else into.add(label)
    for child in node["links"]:
        _tree(child, branch)
    return branch
