"""The Accounting API over HTTP: bearer tokens, tenants, paging with its traps, If-Modified-Since, Xero's error bodies and headers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ingestion.sandbox.json import native_json
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.versions import Version, VersionStore
from ingestion.sandbox.xero.identity import IdentityServer
from ingestion.sandbox.xero.native import PRIMARY_KEYS, Row
from ingestion.sandbox.xero.organisation import Organisation

PAGED = frozenset({"BankTransactions", "Contacts", "CreditNotes", "Invoices", "ManualJournals", "Overpayments", "Payments", "Prepayments"})
DETAIL = ("LineItems", "JournalLines")  # left out of a list that is not paged
JOURNALS_A_CALL = 100
DAY_LIMIT, MINUTE_LIMIT, APP_MINUTE_LIMIT = 5000, 60, 10_000
_CLAUSE = re.compile(r'(\w+)\s*==\s*"([^"]*)"')


class Refused(Exception):  # noqa: N818 it is an answer
    """An answer other than rows."""

    def __init__(self, status: int, body: Row | str) -> None:
        super().__init__(status)
        self.status, self.body = status, body


@dataclass
class Tenant:
    """One organisation as it is served."""

    org: Organisation
    store: VersionStore
    calls: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    _bytes: dict[int, bytes] = field(default_factory=dict)
    _sorted: dict[tuple[Any, ...], list[Version]] = field(default_factory=dict)

    def rows(self, entity: str, now: datetime, since: datetime | None, keep: Mapping[str, str]) -> list[Version]:
        """Rows at ``now`` that changed at or after ``since``, oldest change first."""
        key = (entity, now, since, tuple(sorted(keep.items())))
        if key not in self._sorted:
            if len(self._sorted) > 64:
                self._sorted.clear()
            found = self.store.current(entity, now) if since is None else self.store.changed_since(entity, since, now)
            kept = [v for v in found if all(str((v.row or {}).get(k, "")) == wanted for k, wanted in keep.items())]
            self._sorted[key] = sorted(kept, key=lambda v: (v.at, v.native_id))
        return self._sorted[key]

    def encoded(self, version: Version, *, summary: bool) -> bytes:
        if summary:
            return native_json({k: v for k, v in (version.row or {}).items() if k not in DETAIL})
        if id(version) not in self._bytes:
            self._bytes[id(version)] = native_json(version.row)
        return self._bytes[id(version)]


@dataclass(frozen=True)
class Api:
    """The routes' handlers."""

    identity: IdentityServer
    tenants: dict[str, Tenant]  # by connection
    state: SandboxState

    def routes(self) -> list[BaseRoute]:
        accounting = "/api.xro/2.0"
        found: list[BaseRoute] = [
            Route("/connect/token", self.token, methods=["POST"]),
            Route("/connections", self.connections, methods=["GET"]),
            Route(f"{accounting}/Journals", self._answering(self.journals), methods=["GET"]),
        ]
        for entity in PRIMARY_KEYS:
            if entity != "Journals":
                found.append(Route(f"{accounting}/{entity}", self._answering(self._list(entity)), methods=["GET"]))
                found.append(Route(f"{accounting}/{entity}/{{native_id}}", self._answering(self._one(entity)), methods=["GET"]))
        return found

    # ---- identity
    async def token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if not self.identity.knows_client(request.headers.get("authorization", "")):
            return _json({"error": "invalid_client"}, 401)
        if form.get("grant_type") != "refresh_token":
            return _json({"error": "unsupported_grant_type"}, 400)
        issued = self.identity.rotate(form.get("refresh_token", ""))
        return _json(issued, 200) if issued else _json({"error": "invalid_grant"}, 400)

    async def connections(self, request: Request) -> Response:
        try:
            connection = self._subject(request)
        except Refused as refused:
            return _json(refused.body, refused.status)
        org = self.tenants[connection].org
        created = f"{org.opened_at:%Y-%m-%dT%H:%M:%S}.0000000"
        consent = {
            "id": self.identity.connection_id(connection),
            "authEventId": org.uuid("auth event"),
            "tenantId": org.tenant_id,
            "tenantType": "ORGANISATION",
            "tenantName": org.facility.name,
            "createdDateUtc": created,
            "updatedDateUtc": created,
        }
        return _json([consent], 200)

    def _subject(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        subject = self.identity.access.subject(token) if scheme.lower() == "bearer" else None
        if subject is None:
            detail = "TokenExpired: token expired" if token else "AuthenticationUnsuccessful"
            raise Refused(401, {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": detail, "Extensions": {}})
        return subject

    def _tenant(self, request: Request) -> Tenant:
        tenant = self.tenants[self._subject(request)]
        if request.headers.get("xero-tenant-id") != tenant.org.tenant_id:
            detail = "AuthenticationUnsuccessful"
            raise Refused(403, {"Type": None, "Title": "Forbidden", "Status": 403, "Detail": detail, "Extensions": {}})
        return tenant

    def _answering(self, handler: Callable[[Request, Tenant], bytes | None]) -> Callable[[Request], Any]:
        """Auth before and rate-limit headers after; nothing modified is 304 without a body."""

        async def answer(request: Request) -> Response:
            tenant = None
            try:
                tenant = self._tenant(request)
                body = handler(request, tenant)
                response = _body(body, 200) if body is not None else Response(status_code=304)
            except Refused as refused:
                response = Response(refused.body, refused.status) if isinstance(refused.body, str) else _json(refused.body, refused.status)
            if tenant:
                tenant.calls[date.today()] += 1
                used = tenant.calls[date.today()]
                response.headers["X-DayLimit-Remaining"] = str(max(DAY_LIMIT - used, 1))
                response.headers["X-MinLimit-Remaining"] = str(MINUTE_LIMIT - used % MINUTE_LIMIT)
                response.headers["X-AppMinLimit-Remaining"] = str(APP_MINUTE_LIMIT - used % APP_MINUTE_LIMIT)
            return response

        return answer

    # ---- rows
    def _list(self, entity: str) -> Callable[[Request, Tenant], bytes | None]:
        def answer(request: Request, tenant: Tenant) -> bytes | None:
            query, since = request.query_params, _modified_since(request)
            rows = tenant.rows(entity, self.state.now, since, _where(query.get("where")))
            rows = _visible(entity, rows, query)
            if query.get("order"):
                rows = _ordered(rows, query["order"])
            if since is not None and not rows:
                return None
            if entity not in PAGED or "page" not in query:
                return _envelope(entity, [tenant.encoded(v, summary=entity in PAGED) for v in rows])
            page, size = _whole(query, "page", 1), min(_whole(query, "pageSize", 100), 1000)
            count = -(-len(rows) // size)
            pagination = {"page": page, "pageSize": size, "pageCount": count, "itemCount": len(rows)}
            summary = query.get("summaryOnly", "").lower() == "true"
            shown = rows[(page - 1) * size : page * size]
            return _envelope(entity, [tenant.encoded(v, summary=summary) for v in shown], pagination)

        return answer

    def _one(self, entity: str) -> Callable[[Request, Tenant], bytes | None]:
        def answer(request: Request, tenant: Tenant) -> bytes | None:
            wanted = request.path_params["native_id"]
            for version in tenant.store.current(entity, self.state.now):
                if version.native_id == wanted:
                    return _envelope(entity, [tenant.encoded(version, summary=False)])
            raise Refused(404, "The resource you're looking for cannot be found")

        return answer

    def journals(self, request: Request, tenant: Tenant) -> bytes | None:
        """At most 100 after ``offset``, by number. The end is an empty list."""
        offset, since = _whole(request.query_params, "offset", 0, least=0), _modified_since(request)
        rows = tenant.rows("Journals", self.state.now, since, {})
        rows = sorted((v for v in rows if v.row and v.row["JournalNumber"] > offset), key=lambda v: v.row["JournalNumber"])  # type: ignore[index]
        if since is not None and not rows:
            return None
        return _envelope("Journals", [tenant.encoded(v, summary=False) for v in rows[:JOURNALS_A_CALL]])


def _visible(entity: str, rows: list[Version], query: Mapping[str, str]) -> list[Version]:
    """Archived contacts and deleted transfers are shown on request only."""
    if entity == "Contacts" and query.get("includeArchived", "").lower() != "true":
        return [v for v in rows if v.row and v.row["ContactStatus"] != "ARCHIVED"]
    if entity == "BankTransfers" and query.get("includeDeleted", "").lower() != "true":
        return [v for v in rows if v.row and v.row["Status"] != "DELETED"]
    return rows


def _ordered(rows: list[Version], order: str) -> list[Version]:
    match order.split():
        case ["UpdatedDateUTC"] | ["UpdatedDateUTC", "ASC"]:
            return rows
        case ["UpdatedDateUTC", "DESC"]:
            return rows[::-1]
    raise _invalid(f"No property or field '{order}' to order by")


def _where(clause: str | None) -> dict[str, str]:
    """Equalities joined by AND; anything else is refused as Xero refuses what it cannot parse."""
    if not clause:
        return {}
    parts = [_CLAUSE.fullmatch(part.strip()) for part in re.split(r"\bAND\b|&&", clause)]
    if not all(parts):
        raise Refused(400, {"ErrorNumber": 16, "Type": "QueryParseException", "Message": "Syntax error in the where clause"})
    return {part[1]: part[2] for part in parts if part}


def _modified_since(request: Request) -> datetime | None:
    """The header is UTC, with or without a zone, ISO or as HTTP writes dates; to the second."""
    value = request.headers.get("if-modified-since")
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            raise _invalid("If-Modified-Since is not a date") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _whole(query: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    value = query.get(name, str(default))
    if not value.isdigit() or int(value) < least:
        raise _invalid(f"{name} must be a whole number from {least}")
    return int(value)


def _invalid(message: str) -> Refused:
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred"}
    return Refused(400, body | {"Elements": [{"ValidationErrors": [{"Message": message}]}]})


def _envelope(entity: str, rows: list[bytes], pagination: Row | None = None) -> bytes:
    head = b'{"Status":"OK","ProviderName":"Tieout",' + (b'"pagination":' + native_json(pagination) + b"," if pagination else b"")
    name = "Organisations" if entity == "Organisation" else entity
    return head + f'"{name}":['.encode() + b",".join(rows) + b"]}"


def _json(body: Any, status: int) -> Response:
    return _body(native_json(body), status)


def _body(content: bytes, status: int) -> Response:
    return Response(content, status, media_type="application/json; charset=utf-8")
