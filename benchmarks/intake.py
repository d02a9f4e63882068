"""Intake alone: archive, pre-flight, readers in child processes, recognition, values, fates, ledger, raw rows.

In scope: receiving a folder next to the least that reading its files must cost. Out of scope: long lists
(`spend`), validation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, compared
from benchmarks.hubs import KINDS, Bench
from benchmarks.measure import calling, icm
from orchestration.intake.receive import receive_landed
from orchestration.settings import Settings
from orchestration.synthetic_data.example_returns import write_example_returns


def intake(bench: Bench, size: str) -> Iterator[Figure]:
    """Receiving a folder. Floor: every sheet read by the same libraries, and all their rows in one insert."""
    kind = KINDS[size]
    landing = bench.landing(kind)
    cost = bench.measure(
        f"intake, {kind}", lambda: calling("intake:receive", landing, bench.new_folder(f"{kind} received"))
    )
    floor = bench.measure(
        "  floor", lambda: calling("floors:intake", landing, bench.new_folder("read") / "warehouse.duckdb")
    )
    yield compared(f"intake, {kind}", cost, floor, "reading all cells and one INSERT")


def check(bench: Bench, _size: str) -> Iterator[Figure]:
    """`icm check` of one workbook, as a force does before it sends it. Floor: its cells read, and one INSERT."""
    folder = bench.new_folder("to check")
    write_example_returns(folder, 1, 1, 1, False, Settings(workspace=folder, landing=folder))
    for path in folder.iterdir():
        if not path.name.startswith("expenditure") or "estimate" not in path.name:
            path.unlink()
    (workbook,) = folder.iterdir()
    cost = bench.measure("icm check, one workbook", lambda: icm("check", workbook, "--json"))
    floor = bench.measure(
        "  floor", lambda: calling("floors:intake", folder, bench.new_folder("read") / "warehouse.duckdb")
    )
    yield compared("icm check, one workbook", cost, floor, "reading its cells and one INSERT")


def receive(landing: str, workspace: str) -> None:
    """Receive the folder as a load does."""
    receive_landed(Settings(workspace=Path(workspace), landing=Path(landing)))
