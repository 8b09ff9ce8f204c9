"""Alerts by any channel Apprise knows."""

from __future__ import annotations

import os


def alert(title: str, body: str) -> bool:
    """Sends to TIEOUT_ALERT_URLS (separated by spaces). False where none is set or none could be reached."""
    urls = os.environ.get("TIEOUT_ALERT_URLS", "").split()
    if not urls:
        return False
    import apprise

    sender = apprise.Apprise()
    for url in urls:
        sender.add(url)
    return bool(sender.notify(title=title, body=body))
