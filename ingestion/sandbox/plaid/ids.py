"""Plaid's ids: 37 characters, letters of both cases and digits. Case is the only difference between some of them."""

from __future__ import annotations

import hashlib
import string

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
LENGTH = 37


def plaid_id(seed: int, *parts: str) -> str:
    """A stable, meaningless id for ``parts``. Starts with a letter, so that it always has a case to lose."""
    number = int.from_bytes(hashlib.sha512("/".join([str(seed), "plaid", *parts]).encode()).digest(), "big")
    number, first = divmod(number, 52)
    found = string.ascii_letters[first]
    while len(found) < LENGTH:
        number, rest = divmod(number, len(_ALPHABET))
        found += _ALPHABET[rest]
    return found


def twin(plaid_id: str) -> str:
    """Another id that differs from ``plaid_id`` only in case."""
    return plaid_id.swapcase()


def hex_digest(seed: int, length: int, *parts: str) -> str:
    """A stable hexadecimal text, as in access tokens and persistent account ids."""
    return hashlib.sha512("/".join([str(seed), "plaid", *parts]).encode()).hexdigest()[:length]
