"""Progress for whoever is watching: one line per thing done, on the console of the command that started it."""

from __future__ import annotations

import io
import re
import time

from rich.console import Console

_console = Console(stderr=True, highlight=False)
_started = time.monotonic()
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_NODE = re.compile(r"(?P<number>\d+) of (?P<all>\d+) (?P<verdict>START|OK|PASS|WARN|FAIL|ERROR|SKIP)\b")


def say(message: str) -> None:
    """Prints ``message`` with the seconds since the command started."""
    _console.print(f"[dim]{time.monotonic() - _started:6.1f}s[/dim] {message}", markup=True, soft_wrap=True)


class DbtConsole(io.TextIOBase):
    """A console that dbt writes to: tells how far it is in steps of a tenth, and what failed. Every line is in logs/dbt.log.

    Stands in for standard output while a job runs in a command, whose own standard output is data.
    """

    def __init__(self) -> None:
        self._finished = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        for line in _COLOUR.sub("", text).splitlines():
            node = _NODE.match(line)
            if node and node["verdict"] != "START":
                self._count(int(node["all"]))
            if node and node["verdict"] in ("FAIL", "ERROR", "WARN"):
                say(f"dbt: {_literal(line)}")
        return len(text)

    def _count(self, total: int) -> None:
        before, self._finished = self._finished, self._finished + 1
        if self._finished * 10 // total > before * 10 // total:
            say(f"dbt: {self._finished} of {total} done")


def _literal(text: str) -> str:
    """``text`` with its square brackets as they are, not as markup."""
    return text.replace("[", r"\[")
