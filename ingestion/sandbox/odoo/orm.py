"""The model methods that the external API calls, over one database at the sandbox's present."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ingestion.sandbox.odoo.query import OdooError, compile_domain, ordered, projected
from ingestion.sandbox.odoo.schema import MODELS, fields_of
from ingestion.sandbox.odoo.view import Database
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.versions import Row

# Parameter names in order, for callers that pass them by position.
SIGNATURES = {
    "search": ("domain", "offset", "limit", "order"),
    "search_read": ("domain", "fields", "offset", "limit", "order"),
    "search_count": ("domain", "limit"),
    "read": ("ids", "fields"),
    "fields_get": ("allfields", "attributes"),
}


class Orm:
    """Reads of one database. Rows are kept by model while the clock stands still."""

    def __init__(self, database: Database, state: SandboxState) -> None:
        self.database = database
        self.state = state
        self._rows: dict[str, tuple[datetime, list[Row]]] = {}

    def call(self, model: str, method: str, arguments: dict[str, Any]) -> Any:
        """The method's answer. Raises OdooError as the server would."""
        if model not in MODELS:
            raise OdooError("werkzeug.exceptions.NotFound", f"the model {model!r} does not exist", 404)
        if method not in SIGNATURES:
            raise OdooError("werkzeug.exceptions.NotFound", f"the method {model}.{method} does not exist", 404)
        context = arguments.pop("context", None) or {}
        unknown = set(arguments) - set(SIGNATURES[method])
        if unknown:
            raise OdooError("builtins.TypeError", f"{method}() got an unexpected keyword argument {sorted(unknown)[0]!r}", 422)
        return getattr(self, f"_{method}")(model, context, **arguments)

    def _fields(self, model: str) -> dict[str, str]:
        return fields_of(model, self.database.version)

    def _all(self, model: str, context: dict[str, Any]) -> list[Row]:
        """Rows by id. Archived ones stay hidden unless the caller says ``active_test: false``."""
        if model not in self._rows or self._rows[model][0] != self.state.now:
            rows = [v.row for v in self.database.store.current(model, self.state.now)]
            self._rows[model] = (self.state.now, sorted(rows, key=lambda row: row["id"]))
        rows = self._rows[model][1]
        if "active" in self._fields(model) and context.get("active_test", True):
            return [row for row in rows if row["active"]]
        return rows

    def _found(self, model: str, context: dict, domain: list, offset: int = 0, limit: int | None = None, order: str | None = None) -> list:
        fields = self._fields(model)
        test = compile_domain(domain, fields, model)
        rows = ordered([row for row in self._all(model, context) if test(row)], order, fields, model)
        return rows[offset : offset + limit if limit else None]

    def _search(self, model: str, context: dict, domain: list, **paging: Any) -> list[int]:
        return [row["id"] for row in self._found(model, context, domain, **paging)]

    def _search_read(self, model: str, context: dict, domain: list | None = None, fields: list | None = None, **paging: Any) -> list[Row]:
        types = self._fields(model)
        return [projected(row, fields or [], types, model) for row in self._found(model, context, domain or [], **paging)]

    def _search_count(self, model: str, context: dict, domain: list, limit: int | None = None) -> int:
        return len(self._found(model, context, domain, 0, limit))

    def _read(self, model: str, context: dict, ids: list[int], fields: list | None = None) -> list[Row]:
        by_id = {row["id"]: row for row in self._all(model, {**context, "active_test": False})}
        missing = [i for i in ids if i not in by_id]
        if missing:
            raise OdooError(
                "odoo.exceptions.MissingError", f"Record does not exist or has been deleted.\n(Record: {model}({missing[0]},))", 404
            )
        return [projected(by_id[i], fields or [], self._fields(model), model) for i in ids]

    def _fields_get(self, model: str, context: dict, allfields: list | None = None, attributes: list | None = None) -> dict[str, Any]:
        described = {
            name: {"type": kind, "string": name.replace("_", " ").title(), "store": True, "readonly": True}
            for name, kind in self._fields(model).items()
            if not allfields or name in allfields
        }
        if not attributes:
            return described
        return {name: {a: facts[a] for a in attributes if a in facts} for name, facts in described.items()}
