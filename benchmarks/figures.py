"""Figures: what was measured next to what it is compared with, their ratio, and the bound of that ratio.

In scope: figures, the table and the JSON made of them, and holding ratios against `bounds.json`. Out of scope:
measuring (`measure`).
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Cost

BOUNDS = Path(__file__).with_name("bounds.json")


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What was measured, which is also its name in `bounds.json`.
        value: Seconds of processor time, or milliseconds.
        floor: The same of what it is compared with; None where a figure stands for itself and has no bound.
        beside: What it is compared with, in a few words.
        unit: `CPU s` or `ms`.
        cost: What the command cost, where one was measured.
        floor_cost: The same of what it is compared with.
    """

    name: str
    value: float
    floor: float | None
    beside: str
    unit: str = "CPU s"
    cost: Cost | None = None
    floor_cost: Cost | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor it costs."""
        return self.value / self.floor if self.floor else None

    def facts(self, bounds: Mapping[str, float]) -> dict[str, Any]:
        """The figure for programs."""
        return {
            "name": self.name, "value": self.value, "floor": self.floor, "ratio": self.ratio,
            "bound": bounds.get(self.name), "unit": self.unit, "beside": self.beside,
            **_facts_of("", self.cost), **_facts_of("floor_", self.floor_cost),
        }  # fmt: skip


def compared(name: str, cost: Cost, floor: Cost, beside: str) -> Figure:
    """The processor time of two commands."""
    return Figure(name, cost.cpu, floor.cpu, beside, cost=cost, floor_cost=floor)


def _facts_of(prefix: str, cost: Cost | None) -> dict[str, float]:
    if cost is None:
        return {}
    return {f"{prefix}{name}": getattr(cost, name) for name in ("wall", "peak_mb", "tree_mb")}


def middle_of(figures: Sequence[Figure]) -> Figure:
    """Of several measurements of one figure that with the median ratio, or value where it stands for itself."""
    return sorted(figures, key=lambda each: each.ratio or each.value)[len(figures) // 2]


def read_bounds(path: Path = BOUNDS) -> dict[str, float]:
    """Name of a figure to the ratio that it must not exceed."""
    bounds: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["bounds"]
    return bounds


def exceeded(figures: list[Figure], bounds: Mapping[str, float]) -> list[str]:
    """A sentence for each figure whose ratio is worse than its bound."""
    return [
        f"{each.name} costs {each.ratio:.2f} times {each.beside}; its bound is {bounds[each.name]:g}."
        for each in figures
        if each.ratio is not None and each.name in bounds and each.ratio > bounds[each.name]
    ]


def print_table(console: Console, figures: list[Figure], bounds: Mapping[str, float]) -> None:
    """Print figures as a table."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Measured", overflow="fold")
    for heading in ("Value", "Floor", "Ratio", "Bound", "Wall s", "Peak MB", "With children"):
        table.add_column(heading, justify="right")
    table.add_column("Compared with", overflow="fold")
    for each in figures:
        bound, cost = bounds.get(each.name), each.cost
        is_worse = each.ratio is not None and bound is not None and each.ratio > bound
        table.add_row(
            each.name,
            f"{each.value:,.2f} {each.unit}",
            f"{each.floor:,.2f}" if each.floor is not None else "",
            f"{each.ratio:.2f}" if each.ratio is not None else "",
            f"{bound:g}" if bound is not None else "",
            f"{cost.wall:,.1f}" if cost else "",
            f"{cost.peak_mb:,.0f}" if cost else "",
            f"{cost.tree_mb:,.0f}" if cost else "",
            each.beside,
            style="red" if is_worse else "",
        )
    console.print(table)


def write_json(path: Path, figures: list[Figure], bounds: Mapping[str, float]) -> None:
    """Write figures and the machine they were measured on as JSON."""
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    content = {"machine": machine, "figures": [each.facts(bounds) for each in figures]}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
