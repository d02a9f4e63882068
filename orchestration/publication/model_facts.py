"""What a release needs to know of the models: its tables, their units and relations, and the returns behind them.

In scope: taking these facts from dbt's manifest. Out of scope: parsing the project (`warehouse.models`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orchestration.warehouse.models import PUBLISHED_SCHEMAS


@dataclass(frozen=True, order=True)
class Relation:
    """A column whose values are those of another table's column, as a test holds it to be after every build.

    Attributes:
        table: Table with its schema.
        column: Its column; rows in which it is null refer to nothing.
        to_table: Table it refers to, with its schema.
        to_column: Column of that table.
    """

    table: str
    column: str
    to_table: str
    to_column: str


@dataclass(frozen=True)
class ModelFacts:
    """Facts on the published models; tables are named with their schema.

    Attributes:
        tables: Every table that a release must hold.
        keys_of_the_release: Keys that only the release has: on a table of millions of rows a key doubles the time of
            building it.
        units: Unit of each column that has one, by table and column.
        returns: Returns whose raw tables a table is made of.
        relations: Relations between published tables, from the tests of dbt.
        foreign_keys: Table and column, to the table and column that a test of relationships holds it against. The test
            looks at every row, and the column it points to is the whole key of its table.
    """

    tables: frozenset[str]
    keys_of_the_release: dict[str, tuple[str, ...]]
    units: dict[tuple[str, str], str]
    returns: dict[str, frozenset[str]]
    foreign_keys: dict[tuple[str, str], tuple[str, str]]
    relations: tuple[Relation, ...] = ()


def read_model_facts(manifest: dict[str, Any]) -> ModelFacts:
    """The facts that dbt's manifest states."""
    published = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["schema"] in PUBLISHED_SCHEMAS
    }
    names = {key: f"{node['schema']}.{node['alias']}" for key, node in published.items()}
    keys = {names[key]: node["config"]["meta"].get("key_of_the_release") for key, node in published.items()}
    units = {
        (names[key], column["name"]): column.get("config", {}).get("meta", {}).get("unit")
        or column.get("meta", {}).get("unit")
        for key, node in published.items()
        for column in node["columns"].values()
    }
    return ModelFacts(
        tables=frozenset(names.values()),
        keys_of_the_release={name: tuple(key) for name, key in keys.items() if key},
        units={place: unit for place, unit in units.items() if unit},
        returns={names[key]: _returns_behind(manifest, key) for key in published},
        relations=tuple(sorted(_relations(manifest, names))),
        foreign_keys=dict(_foreign_keys(manifest, names)),
    )


def _relations(manifest: dict[str, Any], names: dict[str, str]) -> Iterator[Relation]:
    """Relations that the tests of dbt state between published models; `names` has their tables by the model's key."""
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") == "relationships":
            child = node["attached_node"]
            (parent,) = {key for key in node["depends_on"]["nodes"] if key != child} or {child}
            if child in names and parent in names:
                yield Relation(names[child], node["column_name"], names[parent], test["kwargs"]["field"])


def _foreign_keys(manifest: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Each relation that a test holds for every row, in the order of tables and columns."""
    for test in sorted(manifest["nodes"].values(), key=lambda node: str(node["name"])):
        told = test.get("test_metadata") or {}
        if test["resource_type"] != "test" or told.get("name") != "relationships" or test["config"].get("where"):
            continue
        origin = test["attached_node"]
        targets = [key for key in test["depends_on"]["nodes"] if key != origin] or [origin]
        field = told["kwargs"]["field"]
        if origin in names and targets[0] in names and _key(manifest["nodes"][targets[0]]) == [field]:
            yield (names[origin], test["column_name"]), (names[targets[0]], field)


def _key(model: dict[str, Any]) -> list[str]:
    """Columns of the primary key that a model declares for its table or for a column."""
    of_table = [each["columns"] for each in model["constraints"] if each["type"] == "primary_key"]
    of_columns = [
        column["name"]
        for column in model["columns"].values()
        if any(each["type"] == "primary_key" for each in column["constraints"])
    ]
    return of_table[0] if of_table else of_columns


def _returns_behind(manifest: dict[str, Any], model: str) -> frozenset[str]:
    waiting, seen = [model], set()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += manifest["nodes"].get(key, {}).get("depends_on", {}).get("nodes", [])
    sources = (manifest["sources"][key] for key in seen if key in manifest["sources"])
    return frozenset(source["identifier"].partition("__")[0] for source in sources if source["schema"] == "raw")
