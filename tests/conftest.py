"""Fixtures that cost something, the guard that keeps them out of the fast tests, and what goes first.

`loaded_hub` loads the published examples once a run through the command line, for all the processes that share the
run. Tests that change a hub work on a copy of it (`hub_copy`). The figures by function of every force are most of the
rows of those examples and have a hub of their own (`real_costs_hub`), which no test changes.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from filelock import FileLock

from orchestration.garbage import collect_rarely
from orchestration.publication.state import MANIFEST
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.lock import write_lock
from tests.forked_icm import run_forked
from tests.projects import link_or_copy

PUBLISHED = PROJECT_DIR / "examples" / "published"
BY_FUNCTION = ("value_for_money_poa_*", "home_office_functions_*")
ICM = str(Path(sys.executable).parent / "icm")
COSTLY_FIXTURES = {"real_costs_hub", "real_costs", "loaded_hub", "hub_copy", "module_hub", "published_release", "marts"}
# A process takes whole files in this order, so that none is left alone with a long one at the end.
LONGEST_FIRST = ("faults", "pipeline", "hub", "integration", "browser", "drivers", "unit")
# Loads `real_costs_hub`, for which the next file to ask for it would wait a minute.
FIRST_OF_ALL = "test_by_year.py"

collect_rarely()
# How long an example takes, or making one, says more about what else the machine does than about the code.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


def tier_of(item: pytest.Item) -> str:
    """Folder of a test below tests/."""
    return item.path.relative_to(PROJECT_DIR / "tests").parts[0]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", action="store_true", help="run the tests of faults too, which take an hour")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by their folder, put the long ones first, and stop if a fast test asks for a costly fixture."""
    if not config.getoption("--faults"):
        items[:] = [item for item in items if tier_of(item) != "faults"]
    items.sort(key=lambda item: (item.path.name != FIRST_OF_ALL, LONGEST_FIRST.index(tier_of(item))))
    for item in items:
        tier = tier_of(item)
        item.add_marker(tier)
        costly = COSTLY_FIXTURES & set(getattr(item, "fixturenames", ()))
        if tier == "unit" and costly:
            raise pytest.UsageError(f"{item.nodeid} is a fast test and must not use {sorted(costly)}.")


@dataclass(frozen=True)
class CommandResult:
    """What the command line answered."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        """The answer to --json."""
        return json.loads(self.out)


def run_icm(*arguments: str | Path) -> CommandResult:
    """Run `icm` as a user does, in a process of its own, without this process's hub settings."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("ICM_", "DBT_", "DAGSTER_"))
    }
    return CommandResult(*run_forked([*map(str, arguments)], environment, Path.cwd(), 600))


@dataclass(frozen=True)
class Hub:
    """A workspace, its landing folder, and the answer to the load that filled it."""

    settings: Settings
    first_load: CommandResult

    def load(self, *arguments: str) -> CommandResult:
        """Load what has landed."""
        return run_icm(
            "load", "--landing", self.settings.landing, "--workspace", self.settings.workspace, "--json", *arguments
        )

    def drop(self, name: str, content: bytes) -> Path:
        """Put a file into the landing folder."""
        path = self.settings.landing / name
        path.write_bytes(content)
        return path


@pytest.fixture(scope="session")
def folder_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder that the processes of one run share; each has its own folder in it."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def loaded_hub(folder_of_run: Path) -> Hub:
    """The published examples without figures by function; the first process that asks loads them."""
    return _loaded_once(folder_of_run, "loaded_hub", shutil.ignore_patterns(*BY_FUNCTION))


@pytest.fixture(scope="session")
def real_costs_hub(folder_of_run: Path) -> Hub:
    """All published examples, loaded once a run as `make run` loads them."""
    return _loaded_once(folder_of_run, "real_costs_hub", None)


def _loaded_once(folder_of_run: Path, name: str, left_out: Callable[[str, list[str]], set[str]] | None) -> Hub:
    """A workspace of the run with published examples; each process after the first finds it loaded."""
    workspace = folder_of_run / name
    settings = Settings(workspace=workspace, landing=workspace / "landing")
    answer = folder_of_run / f"{name}.json"
    with FileLock(folder_of_run / f"{name}.lock"):
        if not answer.exists():
            shutil.copytree(PUBLISHED, settings.landing, ignore=left_out)
            result = run_icm("load", "--landing", settings.landing, "--workspace", workspace, "--json")
            answer.write_text(json.dumps(asdict(result)), encoding="utf-8")
    first_load = CommandResult(**json.loads(answer.read_text(encoding="utf-8")))
    assert first_load.code == 0, f"the published examples did not load:\n{first_load.out}\n{first_load.err}"
    return Hub(settings, first_load)


def copy_of(hub: Hub, workspace: Path) -> Hub:
    """A copy of a loaded workspace that may be changed, made while no command of another test has it open.

    What a load never changes, the archive and the files of releases, is linked; not the manifests of releases, which
    tests change. Links inside the copy lead to the copy.
    """
    never_changed = (hub.settings.releases, hub.settings.archive)

    def copied(source: str, copy: str) -> object:
        is_linked = Path(source).name != MANIFEST and any(each in Path(source).parents for each in never_changed)
        return link_or_copy(source, copy) if is_linked else shutil.copy2(source, copy)

    with write_lock(hub.settings):
        shutil.copytree(hub.settings.workspace, workspace, symlinks=True, copy_function=copied)
    return Hub(Settings(workspace=workspace, landing=workspace / "landing"), hub.first_load)


@pytest.fixture
def hub_copy(loaded_hub: Hub, tmp_path: Path) -> Hub:
    """A copy of the loaded workspace for one test."""
    return copy_of(loaded_hub, tmp_path / "hub")


@pytest.fixture(scope="module")
def module_hub(loaded_hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """A copy of the loaded workspace for the tests of one file."""
    return copy_of(loaded_hub, tmp_path_factory.mktemp("module") / "hub")


@pytest.fixture(scope="session")
def published_release(loaded_hub: Hub) -> Path:
    """Folder of the release of the session's hub."""
    return loaded_hub.settings.current.resolve()


@pytest.fixture(scope="session")
def marts(published_release: Path) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """Ask the published file, as a BI tool does: read only, plain DuckDB."""
    import duckdb

    with duckdb.connect(str(published_release / "icm_marts.duckdb"), read_only=True) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


@pytest.fixture(scope="session")
def real_costs(real_costs_hub: Hub) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """Ask the published file of the hub with figures by function."""
    import duckdb

    published = real_costs_hub.settings.current.resolve() / "icm_marts.duckdb"
    with duckdb.connect(str(published), read_only=True) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()
