"""What a planter is: a function that makes one coded defect out of a clean file, and how it is registered.

In scope: the shapes that planters take and give. Out of scope: any defect, or which file gets which
(`defects.assigning`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.settings import Settings
from orchestration.synthetic_data.defects.grid import Grid, grid_bytes, grid_of
from orchestration.synthetic_data.filled import FilledReturn

WORKBOOKS = ("workforce", "expenditure", "savings_requirement", "organised_crime")


@dataclass(frozen=True)
class Planted:
    """One line of the manifest.

    Attributes:
        rule_id: Code it must be found under.
        file_name: File it is in.
        sheet: Sheet it is on; None where it is in the file as a whole.
        cell: Cell, as B4; None where it is not in one cell.
        planted: What was written.
        note: What else a reader must know.
    """

    rule_id: str
    file_name: str
    sheet: str | None
    cell: str | None
    planted: str
    note: str


@dataclass(frozen=True)
class Mark:
    """Where a defect was planted and what was written.

    `also` names codes that cannot but come with it, `rule_id` the code where it is another than the planter's.
    """

    planted: str
    sheet: str | None = None
    cell: str | None = None
    note: str = ""
    also: tuple[str, ...] = ()
    rule_id: str = ""


@dataclass(frozen=True)
class Outcome:
    """Files with the defect.

    Attributes:
        files: Name and bytes of each.
        marks: Name of a file, and a mark in it.
        keeps_clean: Whether the clean file is sent as well, before them.
        notes: Name of a file and the text of its source note, where it is not the note of the clean file.
    """

    files: tuple[tuple[str, bytes], ...]
    marks: tuple[tuple[str, Mark], ...]
    keeps_clean: bool = False
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Original:
    """A clean file of the set, as planters get it.

    Attributes:
        filled: What it holds.
        path: Where it was written.
        settings: The hub: reference data.
        seed: Seed of the set.
    """

    filled: FilledReturn
    path: Path
    settings: Settings
    seed: int

    @property
    def name(self) -> str:
        """Its file name."""
        return self.filled.file_name

    @property
    def stem(self) -> str:
        """Its file name without the suffix."""
        return self.filled.stem

    @cached_property
    def content(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()

    def grid(self, filled: FilledReturn | None = None) -> Grid:
        """Its sheets as cells that can be changed; of another version of it, where one is given."""
        return grid_of(filled or self.filled, self.settings.seeds)

    def replaced(self, content: bytes, *marks: Mark, suffix: str = "") -> Outcome:
        """An outcome with other bytes under its name, or under its stem with another suffix."""
        name = self.stem + suffix if suffix else self.name
        return Outcome(((name, content),), tuple((name, mark) for mark in marks))


@dataclass(frozen=True)
class Planter:
    """A registered planter.

    Attributes:
        rule_id: Code of the defect.
        name: Name of the function.
        returns: Returns it can be planted in.
        plant: Makes the defect.
        adds_a_file: Whether it sends a file of its own and leaves all others as they are, so that any file will do.
        needs_rows: Table that must have a row in the file; empty where none must.
    """

    rule_id: str
    name: str
    returns: tuple[str, ...]
    plant: Callable[[Original], Outcome]
    adds_a_file: bool = False
    needs_rows: str = ""


_REGISTERED: list[Planter] = []


def planters() -> tuple[Planter, ...]:
    """Every registered planter, by code and name."""
    return tuple(sorted(_REGISTERED, key=lambda planter: (planter.rule_id, planter.name)))


FilePlanter = Callable[[Original], Outcome]
GridPlanter = Callable[[Grid], Mark | Sequence[Mark]]


def on_file(rule_id: str, *returns: str, adds_a_file: bool = False) -> Callable[[FilePlanter], FilePlanter]:
    """Register a function that makes files with the defect out of a clean one."""

    def register(plant: FilePlanter) -> FilePlanter:
        _REGISTERED.append(Planter(rule_id, plant.__name__, returns, plant, adds_a_file))
        return plant

    return register


def on_grid(rule_id: str, *returns: str, needs_rows: str = "") -> Callable[[GridPlanter], GridPlanter]:
    """Register a function that changes the cells of a clean workbook; a list of lines is sent as a workbook then.

    `needs_rows` is a table that must have a row for the defect to be written in.
    """

    def register(change: GridPlanter) -> GridPlanter:
        def plant(original: Original) -> Outcome:
            grid = original.grid()
            marks = change(grid)
            return original.replaced(grid_bytes(grid), *([marks] if isinstance(marks, Mark) else marks), suffix=".xlsx")

        _REGISTERED.append(Planter(rule_id, change.__name__, returns, plant, needs_rows=needs_rows))
        return change

    return register
