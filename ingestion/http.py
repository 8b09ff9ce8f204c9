"""One HTTP session for every platform: waits, retries, reads numbers exactly, counts, and says clearly what failed.

* 429, 408, 425 and 5xx, refused or cut connections and cut bodies are tried again with exponential back-off; Retry-After is obeyed.
* 401 once renews the token (where the platform's auth can), then means wrong credentials. What the token endpoint itself answers is left to
  the auth: a request that it did not sign is not signed anew.
* JSON numbers become Decimal; a JSON body that does not parse counts as cut short.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, Protocol

import requests
from requests.auth import AuthBase
from requests.hooks import dispatch_hook

from ingestion.errors import SourceError

RESOURCE_HEADER = "x-tieout-resource"
ATTEMPTS = 6
LONGEST_WAIT = 120.0
RETRIED = {408, 425, 429, 500, 502, 503, 504}


class RenewableAuth(Protocol):
    """Auth that can fetch a new token after a 401."""

    def renew(self) -> None: ...

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest: ...


class Renewing(AuthBase):
    """``auth``, and a note on each request that it signed."""

    def __init__(self, auth: RenewableAuth) -> None:
        self.auth = auth

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        signed = self.auth(request)
        signed.renewable = self.auth  # type: ignore[attr-defined]
        return signed


class SourceSession(requests.Session):
    """A session of one connection. ``resource`` names what is being read, for counts and messages."""

    def __init__(self, connection: str, *, first_wait: float | None = None) -> None:
        super().__init__()
        self.connection = connection
        self.resource: str | None = None
        self._renews = False
        self.is_throttled: Callable[[requests.Response], bool] = lambda response: False
        self.first_wait = float(os.environ.get("TIEOUT_RETRY_SECONDS", "1.0")) if first_wait is None else first_wait
        self.calls: Counter[str] = Counter()
        self.retries: Counter[str] = Counter()

    def renewing(self, auth: RenewableAuth) -> Renewing:
        """``auth`` for requests of this session, whose 401 it then cures by ``renew`` where it can."""
        self._renews = True
        return Renewing(auth)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        resource = request.headers.pop(RESOURCE_HEADER, None) or self.resource or "(connection)"
        hooks, request.hooks = request.hooks, requests.hooks.default_hooks()
        kwargs.setdefault("timeout", (10, 120))
        renewable: RenewableAuth | None = getattr(request, "renewable", None)
        asks_for_token = self._renews and renewable is None
        problem, wait = "", 0.0
        for attempt in range(ATTEMPTS):
            if attempt:
                self.retries[resource] += 1
                time.sleep(min(wait, LONGEST_WAIT))
            wait = self.first_wait * 2**attempt
            self.calls[resource] += 1
            try:
                response = super().send(request, **kwargs)
                _read_exactly(response)
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
                problem = f"it does not answer ({type(error).__name__})"
                continue
            except ValueError:
                problem = "its answer is cut short or is not the JSON it claims to be"
                continue
            if response.status_code in RETRIED or self.is_throttled(response):
                problem = f"it answers {response.status_code} {response.reason}"
                wait = max(wait, _retry_after(response)) if response.headers.get("Retry-After") else wait
                continue
            if response.status_code == 401 and renewable:
                renewable.renew()
                request, renewable, problem, wait = renewable(request), None, "it answers 401 Unauthorized", 0.0
                continue
            if response.status_code in (401, 403) and not asks_for_token:
                raise self._refused(resource, response)
            request.hooks = hooks
            return dispatch_hook("response", hooks, response, **kwargs)
        raise SourceError(
            self.connection,
            resource,
            f"{_address(request)} could not be read: {problem}, {ATTEMPTS} times.",
            "Nothing was lost; the next run continues where the last good one ended. Check the vendor's status page and the base_url.",
        )

    def _refused(self, resource: str, response: requests.Response) -> SourceError:
        what = "the credentials are wrong or expired" if response.status_code == 401 else "the credentials lack the permission"
        return SourceError(
            self.connection,
            resource,
            f"{_address(response.request)} refuses access ({response.status_code}): {what}.",
            f"Renew the secrets of {self.connection} (TIEOUT_SECRET__{self.connection.upper()}__...), or consent again at the vendor.",
        )


def _read_exactly(response: requests.Response) -> None:
    """Makes ``response.json()`` give Decimals, and fails at once where a JSON body is incomplete."""
    response.json = partial(_decimal_json, response)  # type: ignore[method-assign]
    if "json" in response.headers.get("Content-Type", "") and response.content:
        response._tieout_json = json.loads(response.content, parse_float=Decimal)  # type: ignore[attr-defined]


def _decimal_json(response: requests.Response, **_: Any) -> Any:
    parsed = getattr(response, "_tieout_json", None)
    return parsed if parsed is not None else json.loads(response.content, parse_float=Decimal)


def _retry_after(response: requests.Response) -> float:
    value = response.headers["Retry-After"]
    if value.replace(".", "", 1).isdigit():
        return float(value)
    return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())


def _address(request: requests.PreparedRequest) -> str:
    """Host and path only: a query may carry tokens or PHI."""
    return (request.url or "").split("?", 1)[0]
