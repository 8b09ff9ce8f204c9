"""Rows of a file as items that can be matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from orchestration.file_match.bank_items import bank_items
from orchestration.file_match.choices import Choices
from orchestration.file_match.file_read import FileRead, Item
from orchestration.file_match.table_items import table_items


def read_file(path: Path, side: str, choices: Choices | None = None) -> FileRead:
    """Any table or bank file. Raises ConfigError that names the file, the row and the cure."""
    choices = choices or Choices()
    statement = None if choices.columns else bank_items(path, side, is_inverted=choices.sign == "inverted")
    return statement or table_items(path, side, choices)


def read_items(path: Path, side: str, given: Mapping[str, str] | None = None) -> list[Item]:
    """The items alone, for callers that know their file. ``given`` maps fields to columns."""
    return list(read_file(path, side, Choices(columns=dict(given or {}))).items)


def in_one_currency(items: Sequence[Item]) -> list[Item]:
    """``items`` with the currency filled in where a file states none and the other file states exactly one: nothing else can be meant."""
    stated = {side: {item.currency for item in items if item.side == side} - {""} for side in ("left", "right")}
    for side, other in (("left", "right"), ("right", "left")):
        if not stated[side] and len(stated[other]) == 1:
            (currency,) = stated[other]
            return [replace(item, currency=currency) if item.side == side else item for item in items]
    return list(items)
