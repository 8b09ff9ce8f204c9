"""Secrets come from the environment or a dlt secret provider; never from a file in the repository."""

from __future__ import annotations

import os

from ingestion.connections import Connection
from ingestion.errors import ConfigError


def variable_name(connection: str, key: str) -> str:
    """The environment variable of a secret: TIEOUT_SECRET__<CONNECTION>__<KEY>."""
    return f"TIEOUT_SECRET__{connection}__{key}".upper()


def secret(connection: Connection, key: str) -> str:
    """The secret ``key`` of ``connection``. Looked up when used, so that everything loads without credentials."""
    import dlt

    name = variable_name(connection.name, key)
    value = os.environ.get(name) or dlt.secrets.get(f"tieout.{connection.name}.{key}")
    if not value:
        raise ConfigError(
            f"Connection {connection.name} has no secret '{key}'.",
            f"Set {name} in the environment, or tieout.{connection.name}.{key} in a dlt secret provider.",
        )
    return str(value)


def installation_key() -> str:
    """The key that encrypts stored tokens and keys PHI tokenisation (TIEOUT_KEY). Changing it changes every token."""
    value = os.environ.get("TIEOUT_KEY")
    if not value:
        raise ConfigError("TIEOUT_KEY is not set.", "Set it once to a long random text (for example `openssl rand -hex 32`) and keep it.")
    return value
