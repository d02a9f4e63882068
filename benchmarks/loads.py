"""Whole loads, as a steward types them: into an empty workspace, with nothing new, and of one corrected workbook.

In scope: `icm load` and what it is compared with. Out of scope: parts of a load (`models`, `intake`,
`validation`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.equality import require_same_tables
from benchmarks.figures import Figure, compared
from benchmarks.hubs import DECADE, KINDS, PUBLISHED, YEAR, Bench, require_published
from benchmarks.measure import Cost, calling, icm


def published(bench: Bench, size: str) -> Iterator[Figure]:
    """Files published by others, into an empty workspace."""
    yield from _whole_load(bench, PUBLISHED)


def national(bench: Bench, size: str) -> Iterator[Figure]:
    """Returns of 43 forces for a year or ten, made up, into an empty workspace."""
    yield from _whole_load(bench, DECADE if size == "decade" else YEAR)


def nothing_new(bench: Bench, size: str) -> Iterator[Figure]:
    """The same load again. Floor: the fingerprint of every file, asked of the ledger."""
    kind = KINDS[size]
    hub = bench.hub(kind)

    def again() -> list[str]:
        return icm("load", "--landing", hub.landing, "--workspace", hub.workspace, "--json")

    cost = bench.measure(f"nothing new after {kind}", again)
    require_published(cost, is_new=False)
    floor = bench.measure("  floor", lambda: calling("floors:nothing_new", hub.landing, hub.settings.warehouse))
    yield compared(f"nothing new, {kind}", cost, floor, "asking the ledger for each file")


def resubmission(bench: Bench, size: str) -> Iterator[Figure]:
    """One corrected workbook after a year or ten, compared with the load of all of them into an empty workspace."""
    kind = DECADE if size == "decade" else YEAR
    hub = bench.hub(kind)
    bench.start(kind)  # floors of other sets begin with the hub as it was before

    def corrected() -> list[str]:
        hub.land_correction()
        return icm("load", "--landing", hub.landing, "--workspace", hub.workspace, "--json")

    cost = bench.measure(f"one workbook after a {kind}", corrected)
    require_published(cost, is_new=True)
    yield compared(f"one workbook, {kind}", cost, hub.cost, "the load of all files")


def _whole_load(bench: Bench, kind: str) -> Iterator[Figure]:
    hub = bench.hub(kind)
    manifest, _ = bench.compiled
    name = f"load, {kind}"
    yield compared(name, hub.cost, _floor(bench, kind, manifest, "plain"), "plain SQL, no contracts or tests")
    checked = _floor(bench, kind, manifest, "checked")
    yield compared(f"{name}, checked", hub.cost, checked, "plain SQL with contracts, keys and tests")


def _floor(bench: Bench, kind: str, manifest: Path, checked: str) -> Cost:
    folder = f"{kind} floor {checked}"

    def ready() -> list[str]:
        warehouse = bench.copy_of_start(kind, folder)
        return calling("floors:load", bench.landing(kind), warehouse, manifest, warehouse.parent, checked)

    cost = bench.measure(f"  floor, {checked}", ready)
    require_same_tables(bench.hub(kind).settings.warehouse, bench.path(folder) / "warehouse.duckdb")
    return cost
