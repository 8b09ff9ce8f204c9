"""The errors a user can meet while loading. Each names the connection, the resource, what happened and the cure."""

from __future__ import annotations


class TieoutError(Exception):
    """What went wrong and what to do about it. ``str()`` is fit for a log: no secret, no PHI, no response body."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.what = what
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.what} Cure: {self.cure}"


class ConfigError(TieoutError):
    """A connection, a platform file or a secret is missing or malformed."""


class SourceError(TieoutError):
    """A source could not be read. Nothing of this connection's load is kept; the next run starts where the last good one ended."""

    def __init__(self, connection: str, resource: str, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.args = (connection, resource, what, cure)  # picklable
        self.connection = connection
        self.resource = resource

    def __str__(self) -> str:
        return f"{self.connection} / {self.resource}: {self.what} Cure: {self.cure}"


def source_error(error: BaseException | None) -> SourceError | None:
    """The SourceError inside a chain of exceptions (dlt wraps what a resource raises), if there is one."""
    while error is not None:
        if isinstance(error, SourceError):
            return error
        error = error.__cause__ or error.__context__
    return None
