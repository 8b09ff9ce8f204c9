"""The two protocols as a careful client speaks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from ingestion.sandbox.odoo.api import routes
from ingestion.sandbox.odoo.orm import Orm
from ingestion.sandbox.odoo.view import Database
from ingestion.sandbox.platform import SandboxState


def client_of(database: Database, state: SandboxState) -> TestClient:
    """A host that serves ``database`` alone, in process."""
    app = Starlette(routes=[Mount("/odoo", routes=routes({database.name: Orm(database, state)}))])
    return TestClient(app, base_url="http://sandbox")


@dataclass
class Json2:
    database: Database
    client: TestClient

    def post(self, model: str, method: str, key: str | None = None, database: str | None = None, **arguments: Any) -> Any:
        headers = {"Authorization": f"bearer {key or self.database.api_key}", "X-Odoo-Database": database or self.database.name}
        return self.client.post(f"/odoo/json/2/{model}/{method}", json=arguments, headers=headers)

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        answer = self.post(model, method, **arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()


@dataclass
class JsonRpc:
    database: Database
    client: TestClient

    def post(self, service: str, method: str, *args: Any) -> dict[str, Any]:
        body = {"jsonrpc": "2.0", "method": "call", "id": 3, "params": {"service": service, "method": method, "args": list(args)}}
        answer = self.client.post("/odoo/jsonrpc", json=body)
        assert answer.status_code == 200
        return answer.json()

    def authenticate(self, key: str | None = None) -> Any:
        return self.post("common", "authenticate", self.database.name, self.database.login, key or self.database.api_key, {})["result"]

    def call(self, model: str, method: str, *args: Any, **arguments: Any) -> Any:
        found = self.post(
            "object", "execute_kw", self.database.name, self.authenticate(), self.database.api_key, model, method, list(args), arguments
        )
        assert "error" not in found, found
        return found["result"]
