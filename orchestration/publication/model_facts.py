"""What a release needs to know of the models: which tables it must hold, their units, and the returns behind them.

In scope: taking these facts from dbt's manifest. Out of scope: parsing the project (`warehouse.models`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from orchestration.warehouse.models import PUBLISHED_SCHEMAS


@dataclass(frozen=True)
class ModelFacts:
    """Facts on the published models; tables are named with their schema.

    Attributes:
        tables: Every table that a release must hold.
        keys_of_the_release: Keys that only the release has: on a table of millions of rows a key doubles the time of
            building it.
        units: Unit of each column that has one, by table and column.
        returns: Returns whose raw tables a table is made of.
    """

    tables: frozenset[str]
    keys_of_the_release: dict[str, tuple[str, ...]]
    units: dict[tuple[str, str], str]
    returns: dict[str, frozenset[str]]


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
    )


def _returns_behind(manifest: dict[str, Any], model: str) -> frozenset[str]:
    waiting, seen = [model], set()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += manifest["nodes"].get(key, {}).get("depends_on", {}).get("nodes", [])
    sources = (manifest["sources"][key] for key in seen if key in manifest["sources"])
    return frozenset(source["identifier"].partition("__")[0] for source in sources if source["schema"] == "raw")
