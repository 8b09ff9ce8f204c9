"""The truth of the sample company in the ledger's names, for evaluation.

The file is JSON: ``{"seed", "ended_on", "groups": [{"reconciliation", "kind", "case", "left": [entry], "right": [entry]}],
"planted": [{"problem", "reconciliation", "reason_code", "amount", "currency", "entries": [[entry]]}]}`` where an entry is
``{"connection_id", "record_type", "source_id"}``, amounts are strings and dates ISO. ``entries`` holds one list per neutral entry, since
a platform may show one entry as several.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ingestion.sandbox.company.model import Company, EntryRef
from ingestion.sandbox.platform import SandboxPlatform

Names = dict[tuple[str, str], list[dict[str, str]]]


class UnknownEntriesError(ValueError):
    """The truth mentions entries that no platform gave a ledger identity to."""

    def __init__(self, unknown: Iterable[EntryRef]) -> None:
        entries = sorted({f"{ref.connection}/{ref.entry}" for ref in unknown})
        super().__init__(f"{len(entries)} entries of the truth have no ledger identity: {', '.join(entries[:10])}")


def write_truth(company: Company, platforms: list[SandboxPlatform], path: Path) -> None:
    """Write :func:`truth_document` to ``path``."""
    path.write_text(json.dumps(truth_document(company, platforms), indent=1) + "\n")


def truth_document(company: Company, platforms: list[SandboxPlatform]) -> dict[str, Any]:
    """Groups and problems whose connections are all served. Raises UnknownEntriesError where a served entry has no identity."""
    served = {connection for platform in platforms for connection in platform.connection_config}
    names = _names(platforms)
    groups = [g for g in company.truth if all(ref.connection in served for ref in (*g.left, *g.right))]
    planted = [p for p in company.planted if all(ref.connection in served for ref in p.entries)]
    mentioned = [ref for g in groups for ref in (*g.left, *g.right)] + [ref for p in planted for ref in p.entries]
    if unknown := [ref for ref in mentioned if (ref.connection, ref.entry) not in names]:
        raise UnknownEntriesError(unknown)

    def side(refs: tuple[EntryRef, ...]) -> list[dict[str, str]]:
        return [name for ref in refs for name in names[ref.connection, ref.entry]]

    return {
        "seed": company.seed,
        "ended_on": company.ended_on.isoformat(),
        "groups": [
            {"reconciliation": g.reconciliation, "kind": g.kind, "case": g.case, "left": side(g.left), "right": side(g.right)}
            for g in groups
        ],
        "planted": [
            {
                "problem": p.problem,
                "reconciliation": p.reconciliation,
                "reason_code": p.reason_code,
                "amount": f"{p.amount:f}",
                "currency": p.currency,
                "entries": [names[ref.connection, ref.entry] for ref in p.entries],
            }
            for p in planted
        ],
    }


def _names(platforms: list[SandboxPlatform]) -> Names:
    names: Names = defaultdict(list)
    for platform in platforms:
        for i in platform.identities():
            names[i.connection, i.entry].append({"connection_id": i.connection, "record_type": i.record_type, "source_id": i.source_id})
    return dict(names)
