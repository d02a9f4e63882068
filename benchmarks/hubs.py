"""Folders of files to load, and hubs loaded from them, each made once a run.

In scope: sets of files, the loads that several benchmarks share, files that floors begin with. Out of scope:
what is compared (`loads` and the other sets).
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.building import prepare
from benchmarks.floors import write_start
from benchmarks.measure import BenchmarkError, Cost, icm, measure
from benchmarks.plain_sql import compile_models
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.synthetic_data.example_returns import write_example_returns

PUBLISHED, YEAR, DECADE = "published", "national year", "national decade"
# The set that a size stands for, where a benchmark takes any.
KINDS = {"small": PUBLISHED, "national": YEAR, "decade": DECADE}
_YEARS = {YEAR: 1, DECADE: 10}
# Figures by function of every force: three quarters of the published rows, and of the minutes that CI would wait.
_LEFT_OUT = ("value_for_money_poa_*", "home_office_functions_*")
# A cell that may be corrected without any sum on the sheet becoming wrong.
_CORRECTED_SHEET, _CORRECTED_COLUMN, _CORRECTED_ROW = "Expenditure", "Of gross: in collaboration (£)", 4


@dataclass
class Hub:
    """A hub that a load has filled.

    Attributes:
        landing: Its files.
        workspace: What the load wrote.
        cost: What the load cost.
        corrections: How many corrected workbooks have landed since.
    """

    landing: Path
    workspace: Path
    cost: Cost
    corrections: int = 0

    @property
    def settings(self) -> Settings:
        """Its paths."""
        return Settings(workspace=self.workspace, landing=self.landing)

    def land_correction(self) -> None:
        """Put one workbook of the last year, with one cell changed, into the landing folder."""
        import openpyxl

        self.corrections += 1
        source = min(self.landing.glob("expenditure_*_2022-23.xlsx"))
        book = openpyxl.load_workbook(source)
        sheet = book[_CORRECTED_SHEET]
        place = next(cell.column for cell in sheet[1] if cell.value == _CORRECTED_COLUMN)
        cell = sheet.cell(_CORRECTED_ROW, place)
        if not isinstance(cell.value, int | float):
            raise BenchmarkError(f"{source.name} has no amount to correct in row {_CORRECTED_ROW}.")
        cell.value = round(cell.value * (1 - self.corrections / 100), 2)
        book.save(self.landing / f"corrected_{self.corrections}_{source.name}")


@dataclass
class Bench:
    """One run of the benchmarks.

    Attributes:
        folder: Where everything is written.
        rounds: How often each measurement is made; the one with the median of processor time counts.
        forces: Forces of a national set; fewer than 43 only to try the benchmarks out.
    """

    folder: Path
    rounds: int = 1
    forces: int = 43
    _hubs: dict[str, Hub] = field(default_factory=dict)
    _landings: dict[str, Path] = field(default_factory=dict)

    def say(self, words: str) -> None:
        """Tell who waits what is being done."""
        print(words, file=sys.stderr, flush=True)

    def path(self, name: str) -> Path:
        """The folder or file that something of that name is written to."""
        return self.folder / name.replace(" ", "_")

    def new_folder(self, name: str) -> Path:
        """An empty folder."""
        folder = self.path(name)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def measure(self, name: str, prepare: Callable[[], list[str]]) -> Cost:
        """Measure a command as often as rounds were asked for.

        Args:
            name: What is measured.
            prepare: Makes ready what a round needs, which is not counted, and gives the command.
        """
        costs = []
        for number in range(self.rounds):
            self.say(f"  {name}" + (f", round {number + 1}" if self.rounds > 1 else ""))
            costs.append(measure(prepare()))
        return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]

    @cached_property
    def compiled(self) -> tuple[Path, Cost]:
        """The manifest with the SQL of the models, and what compiling it cost: once for each version of the code."""
        self.say("  dbt compile")
        return compile_models(self.new_folder("compiled"))

    def landing(self, kind: str) -> Path:
        """The files of a set: published ones without those by function, or made up."""
        if kind not in self._landings:
            self.say(f"  writing the files: {kind}")
            folder = self._landings[kind] = self.new_folder(f"{kind} landing")
            if kind == PUBLISHED:
                for path in (PROJECT_DIR / "examples" / "published").iterdir():
                    if not any(path.match(pattern) for pattern in _LEFT_OUT):
                        shutil.copy2(path, folder)
            else:
                nowhere = Settings(workspace=self.folder / "nowhere", landing=folder)
                write_example_returns(folder, self.forces, _YEARS[kind], 1, False, nowhere)
        return self._landings[kind]

    def hub(self, kind: str) -> Hub:
        """A hub loaded from the files of a set; the load into an empty workspace is measured."""
        if kind not in self._hubs:
            landing, workspace = self.landing(kind), self.path(f"{kind} hub")
            self.say("  compiling the models, if this version of the code was never loaded with")
            prepare(self.folder / "nowhere")

            def load() -> list[str]:
                self.new_folder(workspace.name)
                return icm("load", "--landing", landing, "--workspace", workspace, "--json")

            cost = self.measure(f"load of {kind}", load)
            require_published(cost, is_new=True)
            self._hubs[kind] = Hub(landing, workspace, cost)
        return self._hubs[kind]

    def forget_loads(self) -> None:
        """Load again where a loaded hub is asked for: what its load cost is to be measured once more."""
        self._hubs.clear()

    def start(self, kind: str) -> Path:
        """A file with what the load of a set landed and nothing else: floors begin with a copy of it."""
        path = self.path(f"{kind} start.duckdb")
        if not path.exists():
            write_start(str(self.hub(kind).settings.warehouse), str(path))
        return path

    def copy_of_start(self, kind: str, name: str) -> Path:
        """A copy of that file in an empty folder."""
        return Path(shutil.copy(self.start(kind), self.new_folder(name) / "warehouse.duckdb"))


def require_published(cost: Cost, is_new: bool) -> None:
    """Look at what a load says of itself: one that published nothing has measured nothing.

    Raises:
        BenchmarkError: If it published, or did not, against what is expected.
    """
    said: dict[str, Any] = json.loads(cost.out)
    if said["published"] is not is_new or said["problems"]:
        raise BenchmarkError(f"The load {'published nothing' if is_new else 'published'}: {said['problems']}")
