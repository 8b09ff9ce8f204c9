"""The files of one bank connection over time: what lies in its folder at any instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from ingestion.formats.identity import line_ids
from ingestion.formats.read import read_statements
from ingestion.sandbox.bank_statements import bai2, camt053, csv_export, mishaps, mt940, ofx
from ingestion.sandbox.bank_statements.period import Issue
from ingestion.sandbox.bank_statements.schedule import DAILY, issues
from ingestion.sandbox.company.model import Company
from ingestion.sandbox.platform import NativeIdentity
from ingestion.sandbox.versions import Version, VersionStore

FILE = "file"
RENDERERS: dict[str, tuple[Callable[[Issue], bytes], str]] = {
    "bai2": (bai2.render, bai2.EXTENSION),
    "camt053": (camt053.render, camt053.EXTENSION),
    "mt940": (mt940.render, mt940.EXTENSION),
    "ofx": (ofx.render, ofx.EXTENSION),
    "csv": (csv_export.render, csv_export.EXTENSION),
}


class Folder:
    """One connection's folder at the bank. Files appear when written; a corrected file replaces the wrong one under its name."""

    def __init__(self, company: Company, connection: str) -> None:
        self.connection = connection
        self.account = next(a for a in company.bank_accounts if a.connection == connection)
        self._render, self._extension = RENDERERS[self.account.channel]
        self._issues = issues(company, connection)
        self.files = VersionStore(self._versions())

    def identities(self) -> Iterator[NativeIdentity]:
        """Every line under the id that readers of these files give it. A line in several files has one id."""
        named: dict[str, str] = {}
        for issue in self._issues:
            lines = {p.account.iban or p.account.number: [line.key for line in p.lines] for p in issue.periods}
            by_number = {p.account.number: [line.key for line in p.lines] for p in issue.periods}
            file = read_statements(self._name(issue), self._render(issue), self.profile())
            position: dict[str, int] = {}
            for found in line_ids(file.statements):
                account = found.statement.account_key
                keys = lines.get(account) or by_number[found.statement.account_number or ""]
                at = position.get(account, 0)
                position[account] = at + 1
                named[keys[at]] = found.line_id
        return (NativeIdentity(self.connection, key, "bank_line", line_id) for key, line_id in named.items())

    def profile(self) -> dict[str, object] | None:
        return csv_export.profile(self.account.currency) if self.account.channel == "csv" else None

    def _versions(self) -> Iterator[Version]:
        twice, wrong = mishaps.sent_twice(len(self._issues)), mishaps.first_corrupt(len(self._issues))
        for n, issue in enumerate(self._issues):
            content, name = self._render(issue), self._name(issue)
            if n in wrong:
                bad = mishaps.corrupt(self.account.channel, issue, content)
                yield self._file(name, issue.written_at, bad if isinstance(bad, bytes) else self._render(bad))
                yield self._file(name, self._issues[n + 1].written_at + timedelta(hours=1), content)
            else:
                yield self._file(name, issue.written_at, content)
            if n in twice:
                yield self._file(self._name(issue, again=True), self._issues[n + 1].written_at + timedelta(minutes=30), content)

    def _name(self, issue: Issue, *, again: bool = False) -> str:
        if self.account.channel in DAILY:
            stem = f"STMT_{issue.ends_on:%Y%m%d}"
        else:
            stem = f"export_{issue.starts_on:%Y%m%d}-{issue.ends_on:%Y%m%d}"
        return f"{stem}{'_resend' if again else ''}.{self._extension}"

    @staticmethod
    def _file(name: str, at: datetime, content: bytes) -> Version:
        return Version(FILE, name, at.replace(microsecond=0), {"content": content})
