"""Where things lie: the project's own folders and the workspace of a running hub.

In scope: paths, the environment variables that move them, and whether these can be used. Out of scope: what lies there.
"""

from __future__ import annotations

import datetime
import os
import re
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
SUCCESS_VARIABLE = "ICM_SUCCESS_WITHIN_HOURS"
PUBLISH_VARIABLE = "ICM_PUBLISH_TO"
HAND_OVER_VARIABLE = "ICM_HAND_OVER_TO"
SEEDS_VARIABLE = "ICM_SEEDS"
# Reference data of the country of the hub.
SEEDS_DIR = Path(os.environ.get(SEEDS_VARIABLE) or PROJECT_DIR / "seeds").resolve()
# Only Dagster reads it, where its configuration says so (docs/operations.md).
DAGSTER_DATABASE_VARIABLE = "ICM_DAGSTER_DATABASE"
# Where messages go (`alerts.channels`).
MAIL_TO_VARIABLE, MAIL_FROM_VARIABLE = "ICM_ALERT_MAIL_TO", "ICM_ALERT_MAIL_FROM"
MAIL_SERVER_VARIABLE, WEBHOOKS_VARIABLE = "ICM_ALERT_MAIL_SERVER", "ICM_ALERT_WEBHOOKS"
HUB_NAME_VARIABLE = "ICM_HUB_NAME"
# Followed by the name of a source: its password, passphrase or secret key (`sources.configuration`).
SOURCE_SECRET_PREFIX = "ICM_SOURCE_SECRET_"
# Where dbt on Spark finds what `icm hand-over` wrote (dbt_project/macros/spark.sql).
HANDED_OVER_VARIABLE = "ICM_HANDED_OVER"
# A nightly load, and some hours for one that starts late or takes long.
SUCCESS_WITHIN_HOURS = 30


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
        success_within_hours: Age of the last successful load, in hours, beyond which the hub is reported as unhealthy.
        publish_to: Address of the PostgreSQL database that every load serves the current release in; empty for none.
        hand_over_to: Folder that every load hands over to, for Spark; empty for none.
        only_checks: Whether files are only checked before they are sent, on a hub that is thrown away.
        day: Day that a rebuild stands at, where it is not the present one.
        warehouse_folder: Folder of the private file while a rebuild makes a new one; the workspace where None.
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
    success_within_hours: int = SUCCESS_WITHIN_HOURS
    publish_to: str = ""
    hand_over_to: str = ""
    only_checks: bool = False
    day: datetime.date | None = None
    warehouse_folder: Path | None = None

    @property
    def sources(self) -> Path:
        """List of the places that files are fetched from; people write it."""
        return self.workspace / "sources.yml"

    @property
    def incoming(self) -> Path:
        """Files that were fetched, one folder per source."""
        return self.workspace / "incoming"

    @property
    def archive(self) -> Path:
        """Every file as received, named by its sha256."""
        return self.workspace / "archive"

    @property
    def archive_log(self) -> Path:
        """What happened to the archive, in order: loads, files received, decisions. Only ever added to."""
        return self.workspace / "archive_log.jsonl"

    @property
    def warehouse(self) -> Path:
        """The private DuckDB file; only the pipeline opens it."""
        return (self.warehouse_folder or self.workspace) / "warehouse.duckdb"

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
    def public(self) -> Path:
        """One folder a public edition of a release."""
        return self.workspace / "public"

    @property
    def public_held(self) -> Path:
        """Public editions that the public may not see, or not yet; apart from what a web server shows."""
        return self.workspace / "public_held"

    @property
    def public_current(self) -> Path:
        """Symbolic link to the edition that the public reads."""
        return self.public / "current"

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
    def settled(self) -> Path:
        """Note on the hub as the last successful load left it; as old as that load, or a later one with nothing new."""
        return self.workspace / ".settled.json"

    @property
    def served(self) -> Path:
        """Note on how serving the current release in PostgreSQL ended the last time."""
        return self.workspace / ".served.json"

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
        """Reference data: the project's own, or those that `ICM_SEEDS` names."""
        return SEEDS_DIR if self.project == PROJECT_DIR else self.seeds_of_project

    @property
    def seeds_of_project(self) -> Path:
        """Reference data that the models are written for: other seeds have the same files and columns."""
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
            SUCCESS_VARIABLE: str(self.success_within_hours),
            PUBLISH_VARIABLE: self.publish_to,
            HAND_OVER_VARIABLE: self.hand_over_to,
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
    _check_seeds()
    chosen = workspace or Path(os.environ.get(WORKSPACE_VARIABLE) or default_workspace())
    received = landing or Path(os.environ.get(LANDING_VARIABLE) or chosen / "landing")
    return Settings(
        workspace=chosen.resolve(),
        landing=received.resolve(),
        with_illustrative=os.environ.get(ILLUSTRATIVE_VARIABLE, "") == "1",
        keep_releases=_whole_number(KEEP_VARIABLE, RELEASES_KEPT, "releases to keep"),
        success_within_hours=_whole_number(SUCCESS_VARIABLE, SUCCESS_WITHIN_HOURS, "hours since a successful load"),
        publish_to=_without_password(PUBLISH_VARIABLE),
        hand_over_to=str(Path(to).resolve()) if (to := os.environ.get(HAND_OVER_VARIABLE, "")) else "",
    )


def _without_password(variable: str) -> str:
    """An address that is noted in the workspace and shown in Dagster's pages, so that no password may be in it."""
    given = os.environ.get(variable, "")
    if re.search(r"//[^/@?#]*:[^/@?#]*@|password\s*=", given, re.IGNORECASE):
        raise SettingsError(f"{variable} has a password in it. Leave it out, and put it in PGPASSWORD or in ~/.pgpass.")
    return given


def _check_seeds() -> None:
    """Hold seeds of another country against the project's own: the models read every file, by the same columns."""
    own = PROJECT_DIR / "seeds"
    if own.resolve() == SEEDS_DIR:
        return
    for path in sorted(own.rglob("*.csv")):
        name = path.relative_to(own).as_posix()
        if not (SEEDS_DIR / name).is_file():
            raise SettingsError(
                f"{SEEDS_VARIABLE} is {SEEDS_DIR}, where there is no {name}. Copy the folder seeds/ of the hub, and "
                "change the rows of its files."
            )
        wanted, given = (_first_line(each) for each in (path, SEEDS_DIR / name))
        if wanted != given:
            raise SettingsError(
                f"The columns of {SEEDS_DIR / name} are not those of the hub. Its first line must be: {wanted}"
            )


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.readline().strip()


def _whole_number(variable: str, otherwise: int, meaning: str) -> int:
    given = os.environ.get(variable) or str(otherwise)
    if not given.isdecimal() or int(given) < 1:
        raise SettingsError(f"{variable} is '{given}' and must be a whole number, 1 or more: {meaning}.")
    return int(given)
