"""Progress for whoever is watching: one line per thing done, on the console of the command that started it."""

from __future__ import annotations

import time

from rich.console import Console

_console = Console(stderr=True, highlight=False)
_started = time.monotonic()


def say(message: str) -> None:
    """Prints ``message`` with the seconds since the command started."""
    _console.print(f"[dim]{time.monotonic() - _started:6.1f}s[/dim] {message}", markup=True, soft_wrap=True)
