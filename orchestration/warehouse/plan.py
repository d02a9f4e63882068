"""The plan of a build: what dbt compiled, as steps in dbt's order, with what each of them depends on.

In scope: reading dbt's manifest as steps and tests, and refusing what a load could not do as dbt does. Out of
scope: compiling (`warehouse.models`), or running the steps (`warehouse.runner`).
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.by_year import SAYINGS
from orchestration.warehouse.constraint_tests import covered_by_constraints
from orchestration.warehouse.models import PUBLISHED_SCHEMAS, read_manifest

RAW, LEDGER = "raw", "ledger"
# Tables of rules across submissions. They are read before a release is built, and no part of it reads them.
CHECKS = "checks"
# What the macro in_force writes around the submissions of a return, and the return named in it.
_DOOR = re.compile(r"/\* submissions of (\w+) in the release \*/.*?/\* end of submissions \*/", re.DOTALL)
# What the macro includes_illustrative writes, which is `true` in a hub that shows made-up data beside real data.
_MADE_UP_COUNTS = re.compile(r"/\* whether made-up data counts \*/.*?/\* end of whether \*/", re.DOTALL)
_DAY = re.compile(r"\bcurrent_date\b|\btoday\(\)", re.IGNORECASE)
_NEVER_TWICE_THE_SAME = re.compile(
    r"\b(current_timestamp|now\(|random\(|uuid\(|gen_random_uuid\(|nextval\(|get_current_timestamp\()", re.IGNORECASE
)
# The hooks of this project, for dbt run by hand: the next load builds everything afresh; Spark finds its tables.
KNOWN_HOOKS = ("forget_tables_built", "read_sources_handed_over")
# Settings of dbt that a load carries out or that ask for nothing; of others, only the values that ask for nothing.
_CARRIED_OUT = {
    "alias", "column_types", "contract", "description", "docs", "enabled", "error_if", "fail_calc",
    "full_refresh", "group", "limit", "materialized", "meta", "persist_docs", "quote_columns", "schema", "severity",
    "static_analysis", "tags", "warn_if", "where", "access",
}  # fmt: skip
_ASKS_FOR_NOTHING: tuple[Any, ...] = (None, False, "", [], {})
_DEFAULTS = {"lookback": 1, "on_schema_change": "ignore", "on_configuration_change": "apply", "delimiter": ","}
_CONSTRAINTS = {"primary_key", "not_null"}


class PlanError(Exception):
    """The dbt project asks for something that a load would not do; the message says what and where."""


@dataclass(frozen=True)
class Column:
    """A column of a seed or of a model with a contract: name, type in DuckDB, whether it must hold a value."""

    name: str
    type: str
    not_null: bool = False


@dataclass(frozen=True)
class Step:
    """One seed, view or table.

    Attributes:
        relation: Schema and name.
        kind: `seed`, `view` or `table`.
        sql: The query; for a seed, the path of its file from the dbt project.
        folder: Folder of its file, below `models` or `seeds`.
        columns: Columns of the contract, or the types of a seed; empty where there is no contract.
        key: Columns of the primary key.
        comment: What is said of it in the file; empty where nothing is.
        comments: The same of its columns.
        reads: Seeds and models it reads.
        doors: Returns whose rows it reads through the door of `in_force`.
        ledger: Tables of the ledger it reads otherwise.
        reads_the_day: Whether it depends on the day.
        years_before: How many years before a year its rows of that year are made from, beside the year itself; None
            where they may be made from any.
    """

    relation: str
    kind: str
    sql: str
    folder: str = ""
    columns: tuple[Column, ...] = ()
    key: tuple[str, ...] = ()
    comment: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[str, ...] = ()
    doors: frozenset[str] = frozenset()
    ledger: tuple[str, ...] = ()
    reads_the_day: bool = False
    years_before: int | None = None

    @property
    def schema(self) -> str:
        """Schema of the relation."""
        return self.relation.split(".")[0]

    @property
    def stands_as(self) -> str:
        """What it is to the engine: `TABLE` or `VIEW`."""
        return "VIEW" if self.kind == "view" else "TABLE"

    @cached_property
    def code(self) -> str:
        """Fingerprint of everything that is said of it, rows aside."""
        said = (self.kind, self.sql, self.columns, self.key, self.comment, sorted(self.comments.items()))
        return hashlib.sha256(repr(said).encode()).hexdigest()


@dataclass(frozen=True)
class Test:
    """One data test: a query that lists what is wrong.

    Attributes:
        name: Name in dbt.
        sql: Query that counts, and says whether the count is a warning or an error.
        models: Seeds and models it reads.
        ledger: Tables of the ledger it reads.
        about: The relation that it is shown with: the one it is declared at, else the first that it reads.
        warns: Whether it never stops a release.
    """

    name: str
    sql: str
    models: tuple[str, ...]
    ledger: tuple[str, ...]
    about: str
    warns: bool

    @property
    def reads(self) -> tuple[str, ...]:
        """All it reads."""
        return (*self.models, *self.ledger)


@dataclass(frozen=True)
class Plan:
    """All steps in an order in which each follows what it reads, and the tests.

    Attributes:
        steps: Relation to step.
        tests: Tests that a load runs; those that a constraint of the table guarantees are not among them.
    """

    steps: Mapping[str, Step]
    tests: tuple[Test, ...]

    @property
    def published(self) -> list[Step]:
        """Tables of the release."""
        return [step for step in self.steps.values() if step.kind == "table" and step.schema in PUBLISHED_SCHEMAS]

    @property
    def checks(self) -> list[str]:
        """Tables of the rules across submissions."""
        return [relation for relation, step in self.steps.items() if step.schema == CHECKS]

    @property
    def for_release(self) -> list[str]:
        """Everything but the checks: a rule that cannot run says so itself, and stops no release."""
        return [relation for relation, step in self.steps.items() if step.schema != CHECKS]

    def needed_by(self, relations: Iterable[str]) -> set[str]:
        """Those relations and all that they read, directly or not."""
        found: set[str] = set()
        waiting = list(relations)
        while waiting:
            relation = waiting.pop()
            if relation not in found:
                found.add(relation)
                waiting.extend(self.steps[relation].reads)
        return found


def read_plan(settings: Settings) -> Plan:
    """The plan of the project as it is now.

    Raises:
        ModelsError: If the project cannot be compiled.
        PlanError: If it uses a feature of dbt that a load does not carry out.
    """
    manifest = read_manifest(settings)
    return _plan_once(manifest["fingerprint"], settings)


@lru_cache(maxsize=2)
def _plan_once(_fingerprint: str, settings: Settings) -> Plan:
    return plan_of(read_manifest(settings), settings.with_illustrative, settings.day)


def plan_of(manifest: Mapping[str, Any], with_illustrative: bool = False, day: datetime.date | None = None) -> Plan:
    """The plan that a manifest holds.

    Args:
        manifest: What dbt compiled.
        with_illustrative: Whether made-up data counts beside real data.
        day: Day that counts as the present one, where a rebuild does again what was done on it.

    Raises:
        PlanError: If the project uses a feature of dbt that a load does not carry out.
    """
    nodes: dict[str, dict[str, Any]] = {**manifest["nodes"], **manifest["sources"]}
    problems = [problem for key, node in nodes.items() for problem in _not_carried_out(key, node)]
    problems += [f"{kind} {name}" for kind, names in manifest.get("features", {}).items() for name in names]
    if problems:
        raise PlanError(
            "A load would not do what dbt does for: " + "; ".join(problems) + ". Teach orchestration/warehouse/plan.py "
            "and runner.py the feature, or leave it out of dbt_project/."
        )
    if with_illustrative:
        nodes = {key: _with(node, _MADE_UP_COUNTS, "true") for key, node in nodes.items()}
    if day:
        nodes = {key: _with(node, _DAY, f"DATE '{day}'") for key, node in nodes.items()}
    steps = {_relation(nodes[key]): _step(key, nodes) for key in _in_order(nodes)}
    unneeded = set(covered_by_constraints(dict(manifest)))
    tests = tuple(
        _test(node, nodes)
        for node in nodes.values()
        if node["resource_type"] == "test" and node["name"] not in unneeded
    )
    return Plan(steps, tests)


def _with(node: dict[str, Any], words: re.Pattern[str], instead: str) -> dict[str, Any]:
    if not node.get("compiled_code"):
        return node
    return {**node, "compiled_code": words.sub(instead, node["compiled_code"])}


def _in_order(nodes: Mapping[str, Any]) -> list[str]:
    order: dict[str, None] = {}

    def visit(key: str) -> None:
        if key in order or nodes[key]["resource_type"] not in {"seed", "model"}:
            return
        for other in nodes[key]["depends_on"].get("nodes", []):
            visit(other)
        order[key] = None

    for key in nodes:
        visit(key)
    return list(order)


def _step(key: str, nodes: Mapping[str, Any]) -> Step:
    node = nodes[key]
    folder = "/".join(node["fqn"][1:-1])
    if node["resource_type"] == "seed":
        types = node["config"].get("column_types") or {}
        columns = tuple(Column(name, kind) for name, kind in types.items())
        return Step(_relation(node), "seed", node["original_file_path"], folder, columns)
    sql = node["compiled_code"].strip().rstrip(";")
    sources = [_relation(nodes[other]) for other in _reads(node) if nodes[other]["resource_type"] == "source"]
    doors = frozenset(_DOOR.findall(sql))
    behind_no_door = [name for name in sources if name.startswith(f"{RAW}.") and _return_of(name) not in doors]
    if behind_no_door:
        raise PlanError(
            f"{key} reads {', '.join(behind_no_door)} without the macro in_force: all of it must pass there."
        )
    beside_the_doors = _DOOR.sub("", sql)
    ledger = tuple(name for name in sources if name.startswith(f"{LEDGER}.") and _names(name, beside_the_doors))
    described = node["config"].get("persist_docs") or {}
    contract = bool(node["config"].get("contract", {}).get("enforced"))
    return Step(
        _relation(node),
        node["config"]["materialized"],
        sql,
        folder,
        columns=tuple(_columns(node)) if contract else (),
        key=tuple(_key(node)) if contract else (),
        comment=node["description"] if described.get("relation") else "",
        comments={name: column["description"] for name, column in node["columns"].items() if column["description"]}
        if described.get("columns")
        else {},
        reads=tuple(_relation(nodes[other]) for other in _reads(node) if nodes[other]["resource_type"] != "source"),
        doors=doors,
        ledger=ledger,
        reads_the_day=bool(_DAY.search(sql)),
        years_before=_years_before(key, node),
    )


def _years_before(key: str, node: Mapping[str, Any]) -> int | None:
    said = (node["config"].get("meta") or {}).get("rows_of_a_year_from")
    if said is not None and said not in SAYINGS:
        raise PlanError(f"{key} says rows_of_a_year_from: {said!r}. It may say: {'; '.join(SAYINGS)}.")
    return SAYINGS[said] if said else None


def _columns(node: Mapping[str, Any]) -> Iterable[Column]:
    for column in node["columns"].values():
        kinds = {each["type"] for each in column.get("constraints", [])}
        yield Column(column["name"], column["data_type"], "not_null" in kinds)


def _key(node: Mapping[str, Any]) -> list[str]:
    for each in node.get("constraints") or []:
        if each["type"] == "primary_key":
            return list(each["columns"])
    return [
        name
        for name, column in node["columns"].items()
        if any(each["type"] == "primary_key" for each in column.get("constraints", []))
    ]


def _test(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> Test:
    config = node["config"]
    models = tuple(_relation(nodes[other]) for other in _reads(node) if nodes[other]["resource_type"] != "source")
    ledger = tuple(_relation(nodes[other]) for other in _reads(node) if nodes[other]["resource_type"] == "source")
    about = nodes.get(node.get("attached_node") or "")
    limit = f" LIMIT {config['limit']}" if config.get("limit") else ""
    count = config.get("fail_calc") or "count(*)"
    return Test(
        node["name"],
        f"SELECT failures, failures {config['warn_if']}, failures {config['error_if']} FROM "
        f"(SELECT {count} AS failures FROM ({node['compiled_code'].strip().rstrip(';')}\n{limit}) AS found)",
        models,
        ledger,
        _relation(about) if about else (*models, *ledger)[0],
        str(config["severity"]).lower() == "warn",
    )


def _reads(node: Mapping[str, Any]) -> list[str]:
    return list(node["depends_on"].get("nodes", []))


def _relation(node: Mapping[str, Any]) -> str:
    if node["resource_type"] == "source":
        return f"{node['source_name']}.{node['identifier']}"
    return f"{node['schema']}.{node['alias']}"


def _return_of(raw_table: str) -> str:
    return raw_table.removeprefix(f"{RAW}.").split("__")[0]


def _names(relation: str, sql: str) -> bool:
    schema, name = relation.split(".")
    return f'"{schema}"."{name}"' in sql


def _not_carried_out(key: str, node: Mapping[str, Any]) -> list[str]:
    """What a node asks for that a load does not do, in words."""
    kind = node["resource_type"]
    if kind == "source":
        return []
    if kind == "operation" and node["compiled_code"].strip(" {}()") in KNOWN_HOOKS:
        return []
    if kind not in {"seed", "model", "test"}:
        return [f"{key} ({'a hook' if kind == 'operation' else kind})"]
    config = node["config"]
    found = [
        f"{key} (setting {name}: {value})"
        for name, value in config.items()
        if name not in _CARRIED_OUT and value not in _ASKS_FOR_NOTHING and _DEFAULTS.get(name) != value
    ]
    if kind == "model":
        if config["materialized"] not in {"view", "table"} or node.get("language") != "sql":
            found.append(f"{key} (materialised as {config['materialized']}, in {node.get('language')})")
        constraints = [*(node.get("constraints") or []), *_column_constraints(node)]
        found += [f"{key} (constraint {each['type']})" for each in constraints if each["type"] not in _CONSTRAINTS]
        if unstable := _NEVER_TWICE_THE_SAME.search(node["compiled_code"]):
            found.append(f"{key} ({unstable.group(1)}: two builds of the same rows would differ)")
    return found


def _column_constraints(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [each for column in node["columns"].values() for each in column.get("constraints", [])]
