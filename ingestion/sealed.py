"""Sealed text: kept whole, unreadable without the installation key.

Fields nobody declared and rows that were quarantined may hold PHI in places nobody has named yet. They are never dropped and never written
in clear: they are sealed, and opened only to be replayed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cryptography.fernet import Fernet


@dataclass(frozen=True)
class Seal:
    """Seals and opens JSON values with one installation key."""

    cipher: Fernet

    @classmethod
    def from_key(cls, key: str) -> Seal:
        return cls(Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"seal/" + key.encode()).digest())))

    def close(self, value: Any) -> str:
        return self.cipher.encrypt(json.dumps(value, default=_plain, sort_keys=True).encode()).decode()

    def open(self, sealed: str) -> Any:
        return json.loads(self.cipher.decrypt(sealed.encode()), parse_float=Decimal)


def _plain(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
