"""A bank's download page: an HTML index with links to files, behind HTTP Basic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from ingestion.context import SourceContext
from ingestion.http import RESOURCE_HEADER
from ingestion.platforms.bank_statements.booking import Arrived

RESOURCE = "statement_file"


class WebFolder:
    """The files an index page links to. A link's remaining text (date, size) is its mark."""

    def __init__(self, ctx: SourceContext, location: str) -> None:
        self._ctx, self._location = ctx, location
        self._addresses: dict[str, str] = {}
        self._auth = None if ctx.config("auth") == "none" else (ctx.secret("username"), ctx.secret("password"))

    def listing(self) -> Iterator[tuple[str, str]]:
        """(name, mark) of each file. A mark without text means that the page says nothing of changes: the file is fetched each time."""
        response = self._get(self._location)
        page = _Links()
        page.feed(response.content.decode(response.encoding or "utf-8", errors="replace"))
        base = urlsplit(urljoin(self._location, "."))
        for href, said in page.found:
            address = urlsplit(urljoin(self._location, href))
            name = unquote(address.path.removeprefix(base.path))
            # Only files of this very folder: credentials go nowhere else.
            if (
                address[:2] == base[:2]
                and address.path.startswith(base.path)
                and name
                and "/" not in name
                and not href.startswith(("?", "#"))
            ):
                self._addresses[name] = address.geturl()
                yield name, " ".join(said.split())

    def fetch(self, name: str, mark: str) -> Arrived:
        response = self._get(self._addresses[name])
        modified = response.headers.get("Last-Modified")
        delivered_at = parsedate_to_datetime(modified).astimezone(UTC) if modified else datetime.now(UTC)
        return Arrived(name, mark or response.headers.get("ETag", ""), response.content, delivered_at)

    def _get(self, url: str):
        response = self._ctx.session.get(url, auth=self._auth, headers={RESOURCE_HEADER: RESOURCE})
        if response.ok:
            return response
        what = f"{url.split('?', 1)[0]} answers {response.status_code}."
        raise self._ctx.error(RESOURCE, what, f"Correct config.location of {self._ctx.connection.name}, or ask the bank.")


class _Links(HTMLParser):
    """Links with the text that follows each of them up to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append((href, ""))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self.found and not self._inside:
            href, said = self.found[-1]
            self.found[-1] = (href, said + data)
