"""The engine's short texts as plain English."""

from __future__ import annotations

import re
from collections.abc import Callable

KINDS = {"1-1": "one to one", "1-n": "one to several", "n-1": "several to one", "n-m": "several to several", "reversal": "taken back"}
PHRASES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"reference (?P<a>.+)", lambda m: f"the same reference {m['a']}"),
    (r"same check number", lambda m: "the same check number"),
    (r"name similarity 1(?:\.0+)?", lambda m: "the same name"),
    (r"name similarity (?P<a>[\d.]+)", lambda m: f"names {round(float(m['a']) * 100)}% alike"),
    (r"known alias", lambda m: "a text known to mean this name"),
    (r"days apart 0", lambda m: "the same day"),
    (r"days apart (?P<a>-?\d+)", lambda m: _apart(int(m["a"]))),
    (r"days apart (?P<a>-?\d+) to (?P<b>-?\d+)", lambda m: f"{m['a']} to {m['b']} days apart"),
)


def why(evidence: str, *, dated: bool = True) -> str:
    """``reference INV7; days apart 1`` as ``The same reference INV7, 1 day later on the right.`` Unknown parts stay as they are."""
    told = (part.strip() for part in evidence.split(";"))
    parts = [_phrase(part) for part in told if part and (dated or not part.startswith("days apart"))]
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _phrase(part: str) -> str:
    for pattern, words in PHRASES:
        if found := re.fullmatch(pattern, part):
            return words(found)
    return part


def _apart(days: int) -> str:
    """Days from the left row to the right one."""
    return f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {'later' if days > 0 else 'earlier'} on the right"


def kind(name: str) -> str:
    return KINDS.get(name, name)


def title(code: str) -> str:
    """``unconfirmed_match`` as ``Unconfirmed match``."""
    text = code.replace("_", " ")
    return text[:1].upper() + text[1:]
