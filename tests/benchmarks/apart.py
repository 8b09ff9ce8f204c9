"""Calls in processes of their own, whose memory goes back to the machine with them: what one leaves behind must not weigh on the next."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def apart(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``call``, a function of a module, returns or raises. It is started anew, with the environment as it is now."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, *args, **kwargs).result()
