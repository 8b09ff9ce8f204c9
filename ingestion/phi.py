"""PHI is tokenised before anything touches disk: equal values stay equal, nothing can be read back without the key."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

Transform = Callable[[Any], Any]


def tokeniser(key: str) -> Transform:
    """A function from a value to its token. Case and outer spaces do not matter; empty stays empty."""
    secret = hashlib.sha256(b"phi/" + key.encode()).digest()

    def token(value: Any) -> Any:
        text = "" if value is None else str(value).strip().casefold()
        return f"phi_{hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:20]}" if text else value

    return token


def at_path(value: Any, path: str, transform: Transform) -> Any:
    """``value`` with ``transform`` applied at ``path``: dots walk objects, ``[]`` walks a list. Absent parts are left absent."""
    head, _, rest = path.partition(".")
    name, is_list = (head[:-2], True) if head.endswith("[]") else (head, False)
    if not isinstance(value, dict) or value.get(name) is None:
        return value
    inner = value[name]
    if is_list:
        items = inner if isinstance(inner, list) else [inner]
        changed: Any = [at_path(item, rest, transform) if rest else transform(item) for item in items]
    else:
        changed = at_path(inner, rest, transform) if rest else transform(inner)
    return {**value, name: changed}
