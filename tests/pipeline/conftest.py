"""The made-up national set, loaded once a run for all the files of this folder that read it.

In scope: what lands in that hub and the load. Out of scope: what a test expects of it.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from orchestration.settings import PROJECT_DIR, Settings
from tests.conftest import PUBLISHED, CommandResult, Hub, run_icm
from tests.peer_cases import group, peers_file

REAL = (
    "police-workforce-open-data-2023-07-26.ods", "lad23-mid-year-population-2011-2023.xlsx",
    "lad23-csp23-pfa23-lookup.csv", "police_funding_extract_2025_26.csv",
)  # fmt: skip
PEERS_EACH, TOO_FEW_PEERS = 6, 3


@dataclass(frozen=True)
class NationalSet:
    """A hub, with the release and the private file that its first load left; later loads leave both as they are."""

    hub: Hub
    release: Path
    warehouse: Path


@pytest.fixture(scope="session")
def national_set(folder_of_run: Path) -> NationalSet:
    """The made-up set of one year for 43 forces and two sets of peers beside real open data, published together."""
    workspace = folder_of_run / "national"
    settings = Settings(workspace=workspace, landing=workspace / "landing")
    told, warehouse = folder_of_run / "national_set.json", folder_of_run / "national_set.duckdb"
    with FileLock(folder_of_run / "national_set.lock"):
        if not told.exists():
            _write(settings.landing)
            result = run_icm(
                "load", "--landing", settings.landing, "--workspace", workspace, "--with-illustrative", "--json"
            )
            shutil.copyfile(settings.warehouse, warehouse)
            told.write_text(json.dumps([asdict(result), str(settings.current.resolve())]), encoding="utf-8")
    result, release = json.loads(told.read_text(encoding="utf-8"))
    first_load = CommandResult(**result)
    assert first_load.code == 0, first_load.out + first_load.err
    return NationalSet(Hub(settings, first_load), Path(release), warehouse)


@pytest.fixture(scope="module")
def national_marts(national_set: NationalSet) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """Ask the release of the set."""
    with duckdb.connect(str(national_set.release / "icm_marts.duckdb"), read_only=True) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


def _write(landing: Path) -> None:
    written = run_icm("example-returns", "--out", landing, "--forces", "43", "--years", "1", "--seed", "3", "--json")
    assert written.code == 0, written.err
    for name in REAL:
        (landing / name).write_bytes((PUBLISHED / name).read_bytes())
    with (PROJECT_DIR / "seeds" / "reference" / "forces.csv").open(encoding="utf-8", newline="") as file:
        forces = [row for row in csv.DictReader(file) if not row["valid_to"]]
    # In place of the made-up sets, which lack a force without peers and one with too few.
    for made_up in landing.glob("peer_groups_illustrative_*"):
        made_up.unlink()
    (landing / "peers_official.xlsx").write_bytes(_official(forces))
    (landing / "peers_by_region.xlsx").write_bytes(_by_region(forces))


def _official(forces: list[dict[str, str]]) -> bytes:
    """Each force against those next in the list, every other one among them; one without a group, one with too few."""
    names = [row["force_name"] for row in forces]
    rows = []
    for place, name in enumerate(names[1:], start=1):
        first = place if place % 2 else place + 1
        size = TOO_FEW_PEERS if place == 1 else PEERS_EACH
        rows += group(name, *(names[each % len(names)] for each in range(first, first + size)), first="2011/12")
    return peers_file(*rows)


def _by_region(forces: list[dict[str, str]]) -> bytes:
    """A set of somebody's own: every force against all of its region, itself among them."""
    regions = {row["force_name"]: row["home_office_region"] for row in forces}
    rows = []
    for name, region in regions.items():
        inside = [each for each, other in regions.items() if other == region]
        rows += group(name, *inside, first="2012/13", last="2024/25")
    return peers_file(*rows, Name_of_set="Regions", Kind="own")
