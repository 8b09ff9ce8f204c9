"""The bank's download server: a folder per customer behind HTTP Basic, with the index page that web servers make."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from ingestion.sandbox.bank_statements.view import FILE, Folder
from ingestion.sandbox.platform import SandboxState
from ingestion.sandbox.versions import Version

REALM = {"WWW-Authenticate": 'Basic realm="statements"'}


@dataclass(frozen=True)
class Api:
    """Serves ``folders`` (by connection) to whoever holds the connection's user name and password."""

    folder: Callable[[str], Folder | None]
    passwords: dict[str, tuple[str, str]]
    state: SandboxState

    def routes(self) -> list[BaseRoute]:
        return [Route("/{connection}/", self.index), Route("/{connection}/{name}", self.file)]

    def index(self, request: Request) -> Response:
        """``Index of`` page: a link, the time of change (UTC) and the size of each file there is now, in order of names."""
        folder = self._admitted(request)
        if isinstance(folder, Response):
            return folder
        files = sorted(folder.files.current(FILE, self.state.now), key=lambda v: v.native_id)
        rows = "\n".join(_row(v) for v in files)
        title = f"Index of /{escape(folder.connection)}/"
        return HTMLResponse(
            f"<html><head><title>{title}</title></head>\n<body>\n<h1>{title}</h1><hr><pre>"
            f'<a href="?C=N;O=D">Name</a> <a href="?C=M;O=A">Last modified</a> <a href="?C=S;O=A">Size</a>\n<a href="../">../</a>\n{rows}\n'
            "</pre><hr></body></html>\n"
        )

    def file(self, request: Request) -> Response:
        folder = self._admitted(request)
        if isinstance(folder, Response):
            return folder
        name = request.path_params["name"]
        found = next((v for v in folder.files.current(FILE, self.state.now) if v.native_id == name), None)
        if found is None:
            return HTMLResponse("<html><body><h1>404 Not Found</h1></body></html>", status_code=404)
        content = _content(found)
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:20]}"', "Last-Modified": format_datetime(found.at, usegmt=True)}
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="application/octet-stream", headers=headers)

    def _admitted(self, request: Request) -> Folder | Response:
        """The folder asked for, or the refusal. Wrong credentials and foreign folders are told apart, as banks do."""
        connection = request.path_params["connection"]
        user = next((c for c, held in self.passwords.items() if held == _basic(request)), None)
        if user is None:
            return HTMLResponse("<html><body><h1>401 Unauthorized</h1></body></html>", status_code=401, headers=REALM)
        if user != connection:
            return HTMLResponse("<html><body><h1>403 Forbidden</h1></body></html>", status_code=403)
        folder = self.folder(connection)
        assert folder is not None
        return folder


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def _row(version: Version) -> str:
    name = escape(version.native_id)
    return f'<a href="{name}">{name}</a>{" " * max(1, 50 - len(name))}{version.at:%d-%b-%Y %H:%M:%S} {len(_content(version)):>12}'


def _content(version: Version) -> bytes:
    assert version.row is not None
    return version.row["content"]
