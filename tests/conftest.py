"""Fixtures that cost something, and the guard that keeps them out of the fast tests.

`loaded_hub` loads the published examples once a session through the command line. Tests that change a hub work on a
copy of it (`hub_copy`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import PROJECT_DIR, Settings

PUBLISHED = PROJECT_DIR / "examples" / "published"
ICM = str(Path(sys.executable).parent / "icm")
COSTLY_FIXTURES = {"loaded_hub", "hub_copy", "module_hub", "published_release", "marts"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder, and stop if a fast test asks for a costly fixture."""
    for item in items:
        tier = Path(str(item.fspath)).relative_to(PROJECT_DIR / "tests").parts[0]
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
    done = subprocess.run(
        [ICM, *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=600, check=False
    )
    return CommandResult(done.returncode, done.stdout, done.stderr)


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
def loaded_hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """The published examples, loaded once into a workspace of the session."""
    workspace = tmp_path_factory.mktemp("hub")
    landing = workspace / "landing"
    shutil.copytree(PUBLISHED, landing)
    settings = Settings(workspace=workspace, landing=landing)
    result = run_icm("load", "--landing", landing, "--workspace", workspace, "--json")
    assert result.code == 0, f"the published examples did not load:\n{result.out}\n{result.err}"
    return Hub(settings, result)


def copy_of(hub: Hub, workspace: Path) -> Hub:
    """A copy of a loaded workspace that may be changed."""
    shutil.copytree(hub.settings.workspace, workspace, symlinks=True)
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
