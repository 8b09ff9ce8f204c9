"""One way for a page to say that there is nothing to show yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from dashboards.pages.parts import notice
from dashboards.published import NothingPublishedError


def guarded(draw: Callable[..., Any]) -> Callable[..., Any]:
    """``draw`` with NothingPublishedError turned into a notice in the place it draws."""

    @wraps(draw)
    def inner(*args: Any, **kwargs: Any) -> Any:
        try:
            return draw(*args, **kwargs)
        except NothingPublishedError as error:
            return notice("Nothing published yet", str(error))

    return inner
