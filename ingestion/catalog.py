"""The platforms there are: whatever folder under ``ingestion/platforms`` holds a ``platform.yml``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ingestion.errors import ConfigError

FOLDER = Path(__file__).parent / "platforms"
COMMON_TABLES = ("deleted_record", "quarantine")  # raw tables that every platform has beside its resources


class Column(BaseModel):
    """A declared native column. See ingestion/platforms/README.md."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_type: Literal["text", "decimal", "bigint", "bool", "date", "timestamp", "json"]
    nullable: bool = True
    precision: int = 18
    scale: int = 2
    phi: bool | tuple[str, ...] = False
    pattern: str | None = None
    check: dict[str, Literal["decimal", "date", "bigint"]] = {}
    description: str | None = None


class Resource(BaseModel):
    """One kind of native record, and the raw table it lands in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    primary_key: tuple[str, ...]
    columns: dict[str, Column]
    endpoint: dict[str, Any] | None = None
    python: bool = False
    complete: bool = True  # False: the source shows only a window, so what a full refresh does not bring was not deleted
    description: str | None = None


class Platform(BaseModel):
    """What ``platform.yml`` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Literal["accounting", "processor", "bank_feed", "bank_file"]
    description: str = ""
    secrets: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    false_is_null: bool = False
    client: dict[str, Any] = {}
    resources: tuple[Resource, ...]

    def resource(self, name: str) -> Resource:
        return next(r for r in self.resources if r.name == name)

    def source_module(self) -> ModuleType | None:
        """``source.py``, where YAML could not say it all."""
        if not (FOLDER / self.name / "source.py").exists():
            return None
        return import_module(f"ingestion.platforms.{self.name}.source")


def platform_names() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/platform.yml")))


@cache
def platform(name: str) -> Platform:
    """The platform called ``name``. Raises ConfigError that lists the known ones."""
    path = FOLDER / name / "platform.yml"
    if not path.exists():
        raise ConfigError(f"There is no platform named {name}.", f"Choose from: {', '.join(platform_names())}.")
    try:
        found = Platform(**yaml.safe_load(path.read_text()))
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigError(
            f"{path.parent.name}/platform.yml is malformed: {problems}.", "Correct it; README.md beside it says how."
        ) from None
    if found.name != name:
        raise ConfigError(f"{name}/platform.yml calls itself {found.name}.", "One name for a platform everywhere.")
    return found
