"""The model build alone: every table with its contract, key and comments, and the tests, from rows already landed.

In scope: how the project builds its models, next to the same statements run one after the other. Out of scope:
whole loads (`loads`).
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.building import prepare
from benchmarks.equality import require_same_tables
from benchmarks.figures import Figure, compared
from benchmarks.hubs import KINDS, Bench
from benchmarks.measure import calling


def models(bench: Bench, size: str) -> Iterator[Figure]:
    """All tables from nothing. Floor: the same SQL, contracts, keys, comments and tests in one connection."""
    kind = KINDS[size]
    manifest, _ = bench.compiled
    ours, theirs = f"{kind} models", f"{kind} models floor"

    def ready() -> list[str]:
        warehouse = bench.copy_of_start(kind, ours)
        prepare(warehouse.parent)
        return calling("building:build", warehouse.parent)

    cost = bench.measure(f"model build, {kind}", ready)
    floor = bench.measure("  floor", lambda: calling("floors:models", bench.copy_of_start(kind, theirs), manifest))
    require_same_tables(bench.path(ours) / "warehouse.duckdb", bench.path(theirs) / "warehouse.duckdb")
    yield compared(f"model build, {kind}", cost, floor, "plain SQL with contracts, keys and tests")
