"""The Accounting API v3 over HTTP: token endpoint, query, read by id, change data capture, GeneralLedger report."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ingestion.sandbox.json import native_json
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.quickbooks_online.auth import Intuit
from ingestion.sandbox.quickbooks_online.ledger_report import DEFAULT_COLUMNS, general_ledger
from ingestion.sandbox.quickbooks_online.query import Query, QueryError, parse, projected, select
from ingestion.sandbox.quickbooks_online.view import Realm, pacific
from ingestion.sandbox.versions import Version

TRANSACTIONS = (
    "Invoice", "Payment", "CreditMemo", "RefundReceipt", "Bill", "BillPayment", "Purchase", "Deposit", "Transfer", "JournalEntry",
)  # fmt: skip
LISTS = ("Account", "Customer", "Vendor", "PaymentMethod")  # they have Active; queries hide inactive ones unless asked
ENTITIES = {name.lower(): name for name in (*TRANSACTIONS, *LISTS)}
CDC_CAP = 1000
CDC_LOOK_BACK = timedelta(days=30)
Handler = Callable[[Request, Realm], Awaitable[Response]]


@dataclass
class Api:
    """The realms behind one Intuit app."""

    realms: dict[str, Realm]
    intuit: Intuit
    state: SandboxState
    _found: dict[tuple[Any, ...], list[Version]] = field(default_factory=dict)
    _json: dict[tuple[str, str, str, datetime], bytes] = field(default_factory=dict)

    def routes(self) -> list[BaseRoute]:
        company = "/v3/company/{realm}"
        return [
            Route("/oauth2/v1/tokens/bearer", self.token, methods=["POST"]),
            Route(f"{company}/query", self._guarded(self.query), methods=["GET"]),
            Route(f"{company}/cdc", self._guarded(self.cdc), methods=["GET"]),
            Route(f"{company}/reports/GeneralLedger", self._guarded(self.report), methods=["GET"]),
            Route(f"{company}/{{entity}}/{{id}}", self._guarded(self.read), methods=["GET"]),
        ]

    async def token(self, request: Request) -> Response:
        if not self.intuit.is_client(request.headers.get("authorization", "")):
            return _answer({"error": "invalid_client"}, 401)
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if form.get("grant_type") != "refresh_token":
            return _answer({"error": "unsupported_grant_type"}, 400)
        tokens = self.intuit.refresh(form.get("refresh_token", ""))
        if tokens is None:
            return _answer({"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"}, 400)
        return _answer(tokens)

    async def query(self, request: Request, realm: Realm) -> Response:
        query = parse(request.query_params.get("query", ""))
        entity = self._entity(query.entity)
        found = self._select(realm, entity, query)
        if query.is_count:
            return self._time_stamped(b'{"QueryResponse":{"totalCount":%d}' % len(found))
        page = found[query.start - 1 : query.start - 1 + query.size]
        if not page:
            return self._time_stamped(b'{"QueryResponse":{}')
        rows = b",".join(self._row(realm, v) if query.fields == ("*",) else native_json(projected(query, v.row or {})) for v in page)
        numbers = b'"startPosition":%d,"maxResults":%d' % (query.start, len(page))
        return self._time_stamped(b'{"QueryResponse":{"%s":[%s],%s}' % (entity.encode(), rows, numbers))

    async def read(self, request: Request, realm: Realm) -> Response:
        entity = self._entity(request.path_params["entity"])
        wanted = request.path_params["id"]
        for version in realm.store.current(entity, self.state.now):
            if version.native_id == wanted:
                return self._time_stamped(b'{"%s":%s' % (entity.encode(), self._row(realm, version)))
        return self._fault(400, "610", "Object Not Found", "Object Not Found : Something you're trying to use has been made inactive.")

    async def cdc(self, request: Request, realm: Realm) -> Response:
        """Rows changed and rows deleted since ``changedSince``, at most 1000 in all; the rest is cut without a word."""
        try:
            since = datetime.fromisoformat(request.query_params["changedSince"])
        except (KeyError, ValueError):
            return self._fault(400, "2020", "Required param missing", "changedSince is missing or invalid")
        if since.tzinfo is None or since < self.state.now - CDC_LOOK_BACK:
            return self._fault(400, "4001", "Invalid query", "changedSince must be within the last 30 days")
        left, answers = CDC_CAP, []
        for name in request.query_params.get("entities", "").split(","):
            entity = self._entity(name.strip())
            changed = realm.store.changed_since(entity, since, self.state.now) + realm.store.deleted_since(entity, since, self.state.now)
            changed, left = changed[:left], left - len(changed[:left])
            rows = b",".join(self._row(realm, v) if v.row is not None else native_json(_tombstone(v)) for v in changed)
            numbers = b'"startPosition":1,"maxResults":%d' % len(changed)
            answers.append(b'{"%s":[%s],%s}' % (entity.encode(), rows, numbers) if changed else b"{}")
        return self._time_stamped(b'{"CDCResponse":[{"QueryResponse":[%s]}]' % b",".join(answers))

    async def report(self, request: Request, realm: Realm) -> Response:
        today = self.state.now.date()
        try:
            start = date.fromisoformat(request.query_params.get("start_date", today.replace(day=1).isoformat()))
            end = date.fromisoformat(request.query_params.get("end_date", today.isoformat()))
        except ValueError:
            return self._fault(400, "2050", "Invalid String", "Invalid date given in start_date or end_date")
        asked = request.query_params.get("columns", "")
        columns = tuple(c.strip() for c in asked.split(",") if c.strip()) or DEFAULT_COLUMNS
        return _answer(general_ledger(realm, start, end, columns, self.state.now))

    def _guarded(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """``handler`` for whoever holds a token of the realm in the path; what it refuses becomes a Fault."""

        async def guarded(request: Request) -> Response:
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            subject = self.intuit.access.subject(token) if scheme.lower() == "bearer" else None
            if subject is None:
                return _unauthorised("Token expired or invalid")
            realm = self.realms.get(request.path_params["realm"])
            if realm is None or subject != realm.id:
                return _forbidden()
            try:
                return await handler(request, realm)
            except QueryError as fault:
                return self._fault(400, fault.code, fault.message, fault.detail)

        return guarded

    def _entity(self, name: str) -> str:
        if name.lower() not in ENTITIES:
            raise QueryError("4001", "Invalid query", f"QueryValidationError: Invalid context declaration: {name}")
        return ENTITIES[name.lower()]

    def _select(self, realm: Realm, entity: str, query: Query) -> list[Version]:
        """Matching rows in order, remembered while the clock stands still: paging asks the same again and again."""
        key = (realm.id, query.entity, query.conditions, query.order, query.descending, self.state.now)
        if key not in self._found:
            if len(self._found) > 500:
                self._found.clear()
            rows = realm.store.current(entity, self.state.now)
            if entity in LISTS and not any(c.path.lower() == "active" for c in query.conditions):
                rows = [v for v in rows if v.row and v.row.get("Active")]
            self._found[key] = select(query, rows)
        return self._found[key]

    def _row(self, realm: Realm, version: Version) -> bytes:
        key = (realm.id, version.entity, version.native_id, version.at)
        if key not in self._json:
            self._json[key] = native_json(version.row)
        return self._json[key]

    def _time_stamped(self, unclosed: bytes) -> Response:
        return _response(b'%s,"time":"%s"}' % (unclosed, pacific(self.state.now).encode()))

    def _fault(self, status: int, code: str, message: str, detail: str) -> Response:
        error = {"Message": message, "Detail": detail, "code": code, "element": ""}
        return _answer({"Fault": {"Error": [error], "type": "ValidationFault"}, "time": pacific(self.state.now)}, status)


def _tombstone(version: Version) -> dict[str, Any]:
    return {"domain": "QBO", "status": "Deleted", "Id": version.native_id, "MetaData": {"LastUpdatedTime": pacific(version.at)}}


def _unauthorised(detail: str) -> Response:
    message = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    error = {"message": message, "detail": detail, "code": "3200", "element": None}
    body = {"warnings": None, "intuitObject": None, "fault": {"error": [error], "type": "AUTHENTICATION"}, "queryResponse": None}
    return _answer(body, 401, {"WWW-Authenticate": 'Bearer realm="Intuit", error="invalid_token"'})


def _forbidden() -> Response:
    message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
    error = {"Message": message, "Detail": "", "code": "3100", "element": ""}
    return _answer({"Fault": {"Error": [error], "type": "AuthorizationFault"}}, 403)


def _answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return _response(native_json(body), status, headers)


def _response(content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    tid = f"1-{uuid.uuid4().hex[:8]}-{uuid.uuid4().hex[:24]}"
    return Response(content, status, {"intuit_tid": tid, "Cache-Control": "no-cache, no-store", **(headers or {})}, "application/json")
