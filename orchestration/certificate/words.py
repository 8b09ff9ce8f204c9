"""Verdicts as lines to read and as plain data for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from orchestration.certificate.verdict import DIFFERS, NOT_REPLAYED, VERIFIED, Verdict

SUMMARY = ["reconciliation", "rule", "version", "matches", "verified", "differ", "not replayed"]
MOST_FINDINGS = 12  # that are shown of one match; all are in the JSON


def lines(verdict: Verdict) -> list[str]:
    """What the replay of one match found."""
    stamp = f"{verdict.bytes} bytes, sha256 {verdict.sha256}"
    if verdict.outcome == VERIFIED:
        again = f"{verdict.records} records hashed and {verdict.candidates} candidate pairs decided again"
        told = [f"match {verdict.match_id} verified: {again} give the same {stamp}"]
    elif verdict.outcome == NOT_REPLAYED:
        told = [f"match {verdict.match_id} could not be replayed: {verdict.why}"]
    else:
        told = [f"match {verdict.match_id} differs from its replay (stored: {stamp})"]
        told += [f"  {finding}" for finding in verdict.findings[:MOST_FINDINGS]]
        if (more := len(verdict.findings) - MOST_FINDINGS) > 0:
            told.append(f"  and {more} more (--json lists them)")
    return [*told, *(f"  {note}" for note in verdict.notes)]


def as_data(verdict: Verdict) -> dict[str, Any]:
    """One verdict for JSON."""
    return {
        "match_id": verdict.match_id,
        "reconciliation": verdict.reconciliation,
        "rule": verdict.rule_id,
        "version": verdict.rule_version,
        "outcome": verdict.outcome,
        "records": verdict.records,
        "candidates": verdict.candidates,
        "bytes": verdict.bytes,
        "sha256": verdict.sha256,
        "differences": [{"what": one.what, "stored": one.stored, "replayed": one.replayed} for one in verdict.findings],
        "why": verdict.why or None,
        "notes": list(verdict.notes),
    }


def summary(verdicts: Iterable[Verdict]) -> list[tuple[Any, ...]]:
    """Rows of SUMMARY: how the matches of each rule and version fared."""
    counted = Counter((one.reconciliation, one.rule_id, one.rule_version, one.outcome) for one in verdicts)
    return [
        (*rule, sum(counted[*rule, outcome] for outcome in (VERIFIED, DIFFERS, NOT_REPLAYED)), *(
            counted[*rule, outcome] for outcome in (VERIFIED, DIFFERS, NOT_REPLAYED)
        ))
        for rule in sorted({key[:3] for key in counted})
    ]  # fmt: skip


def total(verdicts: Sequence[Verdict], published: int) -> str:
    """The whole in one sentence. published: matches there are, of which the verdicts may be a sample."""
    verified = sum(one.outcome == VERIFIED for one in verdicts)
    told = f"{verified} of {len(verdicts)} matches verified byte for byte."
    if len(verdicts) < published:
        told += f" A sample out of {published}: all matches of accounts chosen without regard to what is in them; --most raises it."
    return told
