"""The dashboards as a web application. It has no login: it listens on loopback, answers only to its own host names, and only reads."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from urllib.parse import parse_qsl

from dash import Dash, Input, Output, State, dcc, html
from flask import Response, abort, request

from dashboards.pack import pack_html
from dashboards.pages import exceptions, overview, statement
from dashboards.pages.guard import guarded
from dashboards.pages.parts import notice
from dashboards.published import NothingPublishedError, published_at, published_path

PAGES = (overview, exceptions, statement)
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
CHECK_MS = 30_000
PACK = "/pack.html"


def build_app(published: Path | None = None) -> Dash:
    """The application over one published file (default: ``published_path()``). Nothing is fetched from elsewhere."""
    path = published or published_path()
    app = Dash(
        "dashboards",
        title="Tieout",
        update_title=None,
        serve_locally=True,
        assets_folder=str(Path(__file__).parent / "assets"),
        suppress_callback_exceptions=True,
        enable_mcp=False,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = lambda: _frame(path)
    _route(app, path)
    for page in PAGES:
        page.register(app, path)
    _offer_pack(app, path)
    _protect(app)
    return app


def main(host: str = "127.0.0.1", port: int = 8050) -> None:
    """Serves until stopped. Behind a reverse proxy with a login, name its host in TIEOUT_DASHBOARD_HOSTS (comma separated)."""
    from waitress import serve

    print(f"Dashboards on http://{host}:{port}/")
    serve(build_app().server, host=host, port=port, threads=4, ident=None)


def _frame(published: Path) -> html.Div:
    links = html.Nav([dcc.Link(page.NAME, href=page.PATH, id=f"nav-{number}") for number, page in enumerate(PAGES)])
    header = html.Header(
        [
            html.Div([html.Strong("Tieout"), html.Span("proof of cash")], className="brand"),
            links,
            html.Div(_stamp(published), id="stamp", className="stamp"),
        ],
        className="top",
    )
    return html.Div(
        [
            dcc.Location(id="address", refresh="callback-nav"),
            dcc.Store(id="seen", data=str(published_at(published))),
            dcc.Interval(id="tick", interval=CHECK_MS),
            header,
            html.Main(id="page"),
        ]
    )


def _stamp(published: Path, is_newer: bool = False) -> list:
    at = published_at(published)
    pack = html.A("Pack to print", href=PACK, target="_blank", className="reload")
    text = f"Published {at:%d %b %Y %H:%M} UTC" if at else "Nothing published"
    return [text, *([html.A("Newer figures: reload", href="", className="reload")] if is_newer else []), *([pack] if at else [])]


def _route(app: Dash, published: Path) -> None:
    outputs = [Output(f"nav-{number}", "className") for number in range(len(PAGES))]

    @app.callback(Output("page", "children"), *outputs, Input("address", "pathname"), Input("address", "search"))
    def _show(pathname: str | None, search: str | None) -> tuple:
        wanted = (pathname or "/").rstrip("/") or "/"
        chosen = next((page for page in PAGES if page.PATH == wanted), None)
        values = dict(parse_qsl((search or "").removeprefix("?")))
        content = guarded(chosen.layout)(published, values) if chosen else notice("No such page", f"There is nothing at {pathname}.")
        return content, *("active" if page is chosen else "" for page in PAGES)

    @app.callback(Output("stamp", "children"), Input("tick", "n_intervals"), State("seen", "data"), prevent_initial_call=True)
    def _look(_ticks: int, seen: str) -> list:
        return _stamp(published, is_newer=str(published_at(published)) != seen)


def _offer_pack(app: Dash, published: Path) -> None:
    """The pack of the publication that is there when someone asks for it."""

    @app.server.get(PACK)
    def _pack() -> Response:
        try:
            return Response(pack_html(published), mimetype="text/html")
        except NothingPublishedError as error:
            return Response(str(error), status=404, mimetype="text/plain")


def _protect(app: Dash) -> None:
    """Refuses other host names (a web page elsewhere could otherwise point its own name at loopback) and forbids foreign sources."""
    extra = tuple(host.strip() for host in os.environ.get("TIEOUT_DASHBOARD_HOSTS", "").split(",") if host.strip())

    @app.server.before_request
    def _known_host() -> None:
        host = request.host if request.host.endswith("]") else request.host.rsplit(":", 1)[0] if ":" in request.host else request.host
        if host not in LOOPBACK + extra:
            abort(403)

    @app.server.after_request
    def _headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


if __name__ == "__main__":
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8050)
    main(**vars(arguments.parse_args()))
