"""What a person says about a file, so that nothing of it has to be guessed: a map file (YAML), and KEY=VALUE on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ingestion.errors import ConfigError
from orchestration.file_match.columns import USUAL

DATE_ORDERS = ("dmy", "mdy", "ymd")
ALLOWED = {"date_order": DATE_ORDERS, "decimal": (".", ","), "sign": ("normal", "inverted")}
WAYS = (*ALLOWED, "in_currency", "header", "debit_marks")


@dataclass(frozen=True, slots=True)
class Choices:
    """Empty where nothing is stated: then the file decides.

    columns: field to header; date_order: ``dmy``, ``mdy`` or ``ymd``; decimal: ``.`` or ``,``; sign: ``normal``, or ``inverted`` where the
    file's amounts have the opposite sign of the other file's; in_currency: code of the currency where no column names it; header: which row
    that is not blank holds the headers (from 1; 0 for none); debit_marks: what the mark column says on money out, in lower case.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    decimal: str = ""
    sign: str = ""
    in_currency: str = ""
    header: int | None = None
    debit_marks: tuple[str, ...] = ()


def choices_from(stated: Mapping[str, object], label: str) -> Choices:
    """Raises ConfigError that names the key which is wrong. ``label`` says what is stated about which file."""
    given = {str(key): str(value) for key, value in stated.items()}
    for key in given:
        if key not in USUAL and key not in WAYS:
            raise ConfigError(f"The map of {label} names '{key}', which is no field.", f"Use: {', '.join((*USUAL, *WAYS))}.")
    for key, allowed in ALLOWED.items():
        if key in given and given[key] not in allowed:
            raise ConfigError(f"The map of {label} says {key}: {given[key]}, which is not understood.", f"Use one of: {' '.join(allowed)}")
    if not given.get("header", "0").isdigit():
        raise ConfigError(f"The map of {label} says header: {given['header']}, which is no row number.", "Use 1 for the first row.")
    return Choices(
        columns={key: value for key, value in given.items() if key in USUAL},
        date_order=given.get("date_order", ""),
        decimal=given.get("decimal", ""),
        sign=given.get("sign", ""),
        in_currency=given.get("in_currency", "").upper(),
        header=int(given["header"]) if "header" in given else None,
        debit_marks=tuple(mark.strip().lower() for mark in given["debit_marks"].split(",")) if "debit_marks" in given else (),
    )


def read_choices(path: Path | None, pairs: Iterable[str], label: str) -> Choices:
    """The map file's, with ``KEY=VALUE`` pairs over them. Raises ConfigError."""
    stated: dict[str, object] = {}
    if path is not None:
        if not path.is_file():
            raise ConfigError(f"There is no file {path}.", "Check the path.")
        document = yaml.safe_load(path.read_text())
        if not isinstance(document, dict):
            raise ConfigError(f"{path.name} is no map.", "Write lines such as `amount: Net Amount`.")
        stated |= document
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ConfigError(f"'{pair}' says nothing about {label}.", "Write KEY=VALUE, for example `amount=Net Amount`.")
        stated[key.strip()] = value.strip()
    return choices_from(stated, label)
