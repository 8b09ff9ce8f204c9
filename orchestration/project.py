"""The models of the dbt project, run on a database in memory over a warehouse that is only read.

A replay has to use the very SQL that decided, and must not write. dbt writes (and takes seconds to begin), so the project's own templates
are rendered here: the same macros, the same models, the same solvers. Each model is built once, after those that it refers to.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import duckdb
import jinja2

from orchestration.environment import DBT_PROJECT

DIALECT = "duckdb"
RELATIONS = """
    select table_name, schema_name from duckdb_tables() where database_name = $name
    union all
    select view_name, schema_name from duckdb_views() where database_name = $name and not internal
"""


class Relation(str):
    """A table as SQL names it, with the schema that dbt's relations have."""

    schema = "named within"


@dataclass
class Project:
    """The project over a connection to which the warehouse is attached under the name ``warehouse``.

    rebuilt: models to build in memory; every other is read from the warehouse. given: what stands in for a model, by its name.
    after: what to do when a model was built, by its name. variables: what templates may ask the environment for.
    """

    con: duckdb.DuckDBPyConnection
    warehouse: str
    rebuilt: frozenset[str]
    given: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    built: set[str] = field(default_factory=set)

    def ref(self, name: str) -> Relation:
        """The relation of a model, built first where it is one of ``rebuilt``. Raises KeyError for one that is nowhere."""
        if name in self.rebuilt and name not in self.given:
            self.build(name)
        # what is done after a model was built may give another in its place
        if name in self.given:
            return Relation(self.given[name])
        if name in self.rebuilt:
            return Relation(f'memory.main."{name}"')
        return Relation(self._stored[name])

    def stored(self, name: str) -> Relation | None:
        """The relation that the warehouse holds of a model; None where it holds none."""
        return Relation(self._stored[name]) if name in self._stored else None

    def build(self, name: str) -> None:
        """Builds a model as a table in memory, and before it those that it refers to."""
        if name in self.built:
            return
        self.built.add(name)
        path = _models()[name]
        if path.suffix == ".py":
            rows = _module(path).model(SimpleNamespace(config=_nothing, ref=self._rows), self.con)
            self.con.register("rows_of_a_model", rows)
            self.con.execute(f'create table memory.main."{name}" as from rows_of_a_model')
            self.con.unregister("rows_of_a_model")
        else:
            self.con.execute(f'create table memory.main."{name}" as {self.render(path.read_text())}')
        if name in self.after:
            self.after[name]()

    def build_apart(self, name: str, given: Mapping[str, str], table: str = "") -> None:
        """Builds a model by itself, as ``table`` or by its own name: over what ``given`` says, and else what the warehouse holds."""
        for one in {name, table or name}:
            self.con.execute(f'drop table if exists memory.main."{one}"')
        Project(self.con, self.warehouse, frozenset((name,)), given, variables=self.variables).build(name)
        if table:
            self.con.execute(f'alter table memory.main."{name}" rename to "{table}"')

    def render(self, template: str) -> str:
        """The SQL of a template, which may call every macro of the project."""
        return _template(template).render(self._macros | self._context)

    def _rows(self, name: str) -> duckdb.DuckDBPyRelation:
        return self.con.sql(f"from {self.ref(name)}")

    @cached_property
    def _macros(self) -> dict[str, Any]:
        template = _macros_of_project()
        context = template.new_context(self._context)
        for _ in template.root_render_func(context):
            pass  # what stands between the macros
        return context.vars

    @cached_property
    def _context(self) -> dict[str, Any]:
        """What dbt offers to templates, as far as this project uses it."""
        macros = _Macros(self)
        return {
            "adapter": SimpleNamespace(dispatch=lambda name, _: macros.get(f"{DIALECT}__{name}") or macros[f"default__{name}"]),
            "config": _nothing,
            "context": macros,
            "env_var": lambda name, default="": self.variables.get(name, default),
            "execute": True,
            "is_incremental": lambda: False,
            "load_relation": lambda relation: relation,
            "ref": self.ref,
            "return": lambda value: value,
            "run_query": lambda query: _Answer(self.con.execute(query).fetchall()),
            "source": lambda schema, table: Relation(f'"{self.warehouse}"."{schema}"."{table}"'),
            "tieout": macros,
        }

    @cached_property
    def _stored(self) -> dict[str, str]:
        found = self.con.execute(RELATIONS, {"name": self.warehouse}).fetchall()
        # a mart and the model it publishes may share a name: the model is meant
        marts_first = sorted(found, key=lambda one: one[1] != "marts")
        return {name: f'"{self.warehouse}"."{schema}"."{name}"' for name, schema in marts_first if not schema.startswith("raw_")}


class _Macros:
    """Macros by name, looked up when they are called: by then all are defined."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def get(self, name: str) -> Any:
        return self._project._macros.get(name)

    def __getitem__(self, name: str) -> Any:
        return self._project._macros[name]

    def __getattr__(self, name: str) -> Any:
        return self[name]


class _Answer:
    """What a query said, in the shape that dbt gives it to templates."""

    def __init__(self, rows: list[tuple]) -> None:
        self.columns = [SimpleNamespace(values=lambda column=column: list(column)) for column in zip(*rows, strict=True)]


def _nothing(*_: object, **__: object) -> str:
    return ""


@cache
def _models() -> dict[str, Path]:
    return {path.stem: path for suffix in ("sql", "py") for path in (DBT_PROJECT / "models").rglob(f"*.{suffix}")}


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 SQL, no page


@cache
def _macros_of_project() -> jinja2.Template:
    files = sorted((DBT_PROJECT / "macros").glob("*.sql"))  # those in folders are tests
    return _template("\n".join(path.read_text() for path in files))


@cache
def _template(text: str) -> jinja2.Template:
    return _environment().from_string(text)


@cache
def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module
