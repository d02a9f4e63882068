"""Where things lie: the project's own folders and the workspace of a running hub.

In scope: paths and the environment variables that move them. Out of scope: anything that reads or writes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE_DIR = Path(__file__).resolve().parent
CHECKOUT = PACKAGE_DIR.parent
# A wheel carries `dbt_project/`, `seeds/`, `expectations/` and `deploy/` inside the package (pyproject.toml).
_IN_A_WHEEL = PACKAGE_DIR / "project"
PROJECT_DIR = _IN_A_WHEEL if _IN_A_WHEEL.is_dir() else CHECKOUT
WORKSPACE_VARIABLE = "ICM_WORKSPACE"
LANDING_VARIABLE = "ICM_LANDING"
ILLUSTRATIVE_VARIABLE = "ICM_WITH_ILLUSTRATIVE"
KEEP_VARIABLE = "ICM_KEEP_RELEASES"
RELEASES_KEPT = 30


class SettingsError(Exception):
    """An environment variable that cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Settings:
    """Paths of one hub.

    Attributes:
        workspace: Folder of everything that a run writes; never in version control.
        landing: Folder that files are received in; only ever read.
        project: Folder of `dbt_project/`, `seeds/`, `expectations/`, `deploy/`: the checkout, or part of the package.
        retry_not_accepted: Whether files that were rejected or not recognised are read again.
        recheck: Whether submissions in force are checked again.
        recheck_return: Return whose submissions are; empty for every return.
        recheck_year: Financial year whose submissions are; empty for every year.
        with_illustrative: Whether a release may hold made-up data beside real data.
        keep_releases: Releases, and runs in Dagster's history, that are kept, the newest first. Final releases, the
            one in force and the one before it are always kept.
        only_checks: Whether files are only checked before they are sent, on a hub that is thrown away.
    """

    workspace: Path
    landing: Path
    project: Path = PROJECT_DIR
    retry_not_accepted: bool = False
    recheck: bool = False
    recheck_return: str = ""
    recheck_year: str = ""
    with_illustrative: bool = False
    keep_releases: int = RELEASES_KEPT
    only_checks: bool = False

    @property
    def archive(self) -> Path:
        """Every file as received, named by its sha256."""
        return self.workspace / "archive"

    @property
    def warehouse(self) -> Path:
        """The private DuckDB file; only the pipeline opens it."""
        return self.workspace / "warehouse.duckdb"

    @property
    def ledger_to_read(self) -> Path:
        """A copy of the ledger for readers, as the last load or decision left it."""
        return self.workspace / "ledger_to_read.duckdb"

    @property
    def releases(self) -> Path:
        """One folder a release."""
        return self.workspace / "releases"

    @property
    def current(self) -> Path:
        """Symbolic link to the release in force."""
        return self.workspace / "current"

    @property
    def reports(self) -> Path:
        """What stewards read."""
        return self.workspace / "reports"

    @property
    def steward_report(self) -> Path:
        """Page that the steward's report begins with."""
        return self.reports / "steward" / "index.html"

    @property
    def dagster_home(self) -> Path:
        """Run history of Dagster."""
        return self.workspace / "dagster"

    @property
    def dbt_target(self) -> Path:
        """Compiled models and the manifest."""
        return self.workspace / "dbt_target"

    @property
    def lock(self) -> Path:
        """Held by the one load that runs."""
        return self.workspace / ".load.lock"

    @property
    def dbt_project(self) -> Path:
        """The dbt project."""
        return self.project / "dbt_project"

    @property
    def seeds(self) -> Path:
        """Reference data."""
        return self.project / "seeds"

    @property
    def expectations(self) -> Path:
        """Suites of Great Expectations, one file per return."""
        return self.project / "expectations"

    def environment(self) -> dict[str, str]:
        """Environment that dbt and Dagster's child processes need to find the same hub."""
        return {
            WORKSPACE_VARIABLE: str(self.workspace),
            LANDING_VARIABLE: str(self.landing),
            ILLUSTRATIVE_VARIABLE: "1" if self.with_illustrative else "",
            KEEP_VARIABLE: str(self.keep_releases),
            "ICM_WAREHOUSE": str(self.warehouse),
            "DBT_LOG_PATH": str(self.workspace / "logs"),
            "DBT_TARGET_PATH": str(self.dbt_target),
            # dbt's own debug file costs a quarter of a load; what it says stands in the run's logs in Dagster.
            "DBT_LOG_LEVEL_FILE": "none",
            "DAGSTER_HOME": str(self.dagster_home),
        }


def default_workspace() -> Path:
    """The hub that is meant where none is named."""
    return (CHECKOUT if PROJECT_DIR == CHECKOUT else Path.cwd()) / "var"


def settings_from_environment(workspace: Path | None = None, landing: Path | None = None) -> Settings:
    """Settings from arguments, else from the environment, else the defaults.

    Args:
        workspace: Overrides `ICM_WORKSPACE`; the default is `var/` in the checkout, or in the current folder where
            the package was installed from a wheel.
        landing: Overrides `ICM_LANDING`; the default is `landing/` in the workspace.

    Raises:
        SettingsError: If a variable cannot be used.
    """
    chosen = workspace or Path(os.environ.get(WORKSPACE_VARIABLE) or default_workspace())
    received = landing or Path(os.environ.get(LANDING_VARIABLE) or chosen / "landing")
    return Settings(
        workspace=chosen.resolve(),
        landing=received.resolve(),
        with_illustrative=os.environ.get(ILLUSTRATIVE_VARIABLE, "") == "1",
        keep_releases=_releases_to_keep(os.environ.get(KEEP_VARIABLE) or str(RELEASES_KEPT)),
    )


def _releases_to_keep(given: str) -> int:
    if not given.isdecimal() or int(given) < 1:
        raise SettingsError(f"{KEEP_VARIABLE} is '{given}' and must be a whole number, 1 or more: releases to keep.")
    return int(given)
