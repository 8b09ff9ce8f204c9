"""Rotating tokens at rest: encrypted, one file per connection, replaced atomically.

A rotated refresh token kills its predecessor at the vendor, so losing it locks the connection out: it is on disk (fsync, rename) before
the first use of the access token that came with it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from ingestion.errors import ConfigError
from ingestion.secret import installation_key


@dataclass(frozen=True, slots=True)
class TokenStore:
    """The tokens of one connection."""

    folder: Path
    connection: str

    def get(self, key: str) -> str | None:
        """The stored value, or None where nothing was stored yet (then the secret the user gave applies)."""
        return self._read().get(key)

    def put(self, values: dict[str, str]) -> None:
        """Adds or replaces ``values`` in one atomic step."""
        content = self._cipher().encrypt(json.dumps({**self._read(), **values}).encode())
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=f".{self.connection}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(self._path())

    def clear(self) -> None:
        """Forgets everything, for a connection that was consented anew."""
        self._path().unlink(missing_ok=True)

    def _path(self) -> Path:
        return self.folder / f"{self.connection}.token"

    def _cipher(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"tokens/" + installation_key().encode()).digest()))

    def _read(self) -> dict[str, str]:
        if not self._path().exists():
            return {}
        try:
            return json.loads(self._cipher().decrypt(self._path().read_bytes()))
        except InvalidToken:
            raise ConfigError(
                f"The stored tokens of {self.connection} cannot be decrypted.",
                f"Restore the former TIEOUT_KEY, or consent anew and delete {self._path()}.",
            ) from None
