"""The dbt tests that a load need not run, because the tables cannot hold what they look for.

In scope: which tests the constraints of an enforced contract make superfluous. Out of scope: the tests and
the constraints (`dbt_project`), or running dbt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# Engines that refuse a row against a key or a NOT NULL. On any other engine every test runs.
ENFORCING_ENGINES = {"duckdb"}
KEYS = {"primary_key", "unique"}


def covered_by_constraints(manifest: dict[str, Any]) -> list[str]:
    """Names of the tests that cannot fail: the table's own constraint has refused such a row before.

    A test of which only some rows are looked at, or which stands on a view or a seed, is never among them.

    Args:
        manifest: dbt's manifest of the project, with the engine it was read for.
    """
    if manifest["metadata"]["adapter_type"] not in ENFORCING_ENGINES:
        return []
    nodes = manifest["nodes"]
    tests = [each for each in nodes.values() if each["resource_type"] == "test" and each.get("test_metadata")]
    return sorted(each["name"] for each in tests if _is_guaranteed(each, nodes.get(each["attached_node"])))


def _is_guaranteed(test: dict[str, Any], model: dict[str, Any] | None) -> bool:
    if model is None or test["config"].get("where") or not _enforces(model):
        return False
    kind, arguments = test["test_metadata"]["name"], test["test_metadata"]["kwargs"]
    if kind == "not_null":
        return test["column_name"] in _never_null(model)
    if kind == "unique":
        return {test["column_name"]} in list(_keys(model))
    if kind == "unique_combination":
        return set(arguments["columns"]) in list(_keys(model))
    return False


def _enforces(model: dict[str, Any]) -> bool:
    config = model["config"]
    return config["materialized"] == "table" and bool(config.get("contract", {}).get("enforced"))


def _keys(model: dict[str, Any]) -> Iterator[set[str]]:
    """Columns of each key, whether it is declared at the table or at a column."""
    yield from (set(each["columns"]) for each in model["constraints"] if each["type"] in KEYS)
    for column in model["columns"].values():
        yield from ({column["name"]} for each in column["constraints"] if each["type"] in KEYS)


def _never_null(model: dict[str, Any]) -> set[str]:
    """Columns declared NOT NULL, and those of the primary key."""
    declared = {
        column["name"]
        for column in model["columns"].values()
        if any(each["type"] in {"not_null", "primary_key"} for each in column["constraints"])
    }
    keys = [each["columns"] for each in model["constraints"] if each["type"] == "primary_key"]
    return declared.union(*keys)
