"""What the machine gives to a hub: settings, folders and their permissions, space, locks."""

from __future__ import annotations

import difflib
import getpass
import os
import stat
import tempfile
from pathlib import Path

import yaml

from orchestration.answers.disk import bytes_a_load_needs, free_bytes, gigabytes
from orchestration.answers.doctor.findings import Finding, good, note, problem
from orchestration.log_lines import LOG_VARIABLE
from orchestration.settings import (
    DAGSTER_DATABASE_VARIABLE,
    HAND_OVER_VARIABLE,
    HANDED_OVER_VARIABLE,
    HUB_NAME_VARIABLE,
    ILLUSTRATIVE_VARIABLE,
    KEEP_VARIABLE,
    LANDING_VARIABLE,
    MAIL_FROM_VARIABLE,
    MAIL_SERVER_VARIABLE,
    MAIL_TO_VARIABLE,
    PUBLISH_VARIABLE,
    SEEDS_VARIABLE,
    SOURCE_SECRET_PREFIX,
    SUCCESS_VARIABLE,
    WEBHOOKS_VARIABLE,
    WORKSPACE_VARIABLE,
    Settings,
)
from orchestration.sources.configuration import SourcesError, read_sources
from orchestration.warehouse.lock import nobody_at_work

# Those that people set, and those that the hub sets for the processes that it starts.
VARIABLES = {
    WORKSPACE_VARIABLE, LANDING_VARIABLE, ILLUSTRATIVE_VARIABLE, KEEP_VARIABLE, SUCCESS_VARIABLE, LOG_VARIABLE,
    MAIL_TO_VARIABLE, MAIL_FROM_VARIABLE, MAIL_SERVER_VARIABLE, WEBHOOKS_VARIABLE, HUB_NAME_VARIABLE,
    PUBLISH_VARIABLE, HAND_OVER_VARIABLE, DAGSTER_DATABASE_VARIABLE, SEEDS_VARIABLE, "ICM_WAREHOUSE", "ICM_SERVE_NAMES",
    HANDED_OVER_VARIABLE,
}  # fmt: skip
_PREFIX = "ICM_"
_FEW_FILES = 10_000


def look_at_variables(settings: Settings) -> list[Finding]:
    """Whether every variable of the environment with the hub's prefix is one that it knows."""
    found = []
    known = VARIABLES | _secrets_of_sources(settings)
    for name in sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known):
        near = difflib.get_close_matches(name, known, n=1)
        meant = f" Perhaps {near[0]} was meant." if near else ""
        found.append(
            note("Settings", f"{name} is set, and the hub has no such setting.{meant}", "Correct or unset it.")
        )
    named = [name for name in sorted(known) if os.environ.get(name)]
    told = f"set are {', '.join(named)}" if named else "none is set, so the defaults apply"
    return found or [good("Settings", f"Of the variables of the hub, {told}.")]


def _secrets_of_sources(settings: Settings) -> set[str]:
    """Variables with the secrets of sources; any that could be one where the list cannot be read."""
    try:
        return {source.secret_variable for source in read_sources(settings)}
    except SourcesError:  # what is wrong with the list is said of the sources
        return {name for name in os.environ if name.startswith(SOURCE_SECRET_PREFIX)}


def look_at_workspace(settings: Settings) -> list[Finding]:
    """Whether the workspace is there, is of this account, can be written to, and by nobody else."""
    part, folder, account = "Workspace", settings.workspace, getpass.getuser()
    if not folder.exists():
        return [problem(part, f"There is no folder {folder}.", "Run icm load, which makes it, or give --workspace.")]
    if not folder.is_dir():
        return [problem(part, f"{folder} is not a folder.", "Move it away, or give another folder with --workspace.")]
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK) or not _can_write(folder):
        what = f"Run the hub as the account that owns it, or run: chown -R {account} {folder}"
        return [problem(part, f"{folder} cannot be written to by {account}.", what)]
    found = []
    if others := [path for path in (folder, *_parts(settings)) if path.exists() and path.stat().st_uid != os.getuid()]:
        named = ", ".join(str(path) for path in others[:5])
        what = f"Run the hub as one account only, and run: chown -R {account} {folder}"
        found.append(problem(part, f"Not owned by {account}: {named}.", what))
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & stat.S_IWOTH:
        found.append(problem(part, f"Every account can write to {folder} ({mode:04o}).", f"Run: chmod 0750 {folder}"))
    elif mode & stat.S_IROTH:
        what = f"If it has figures that are not public, run: chmod 0750 {folder}"
        found.append(note(part, f"Every account can read {folder} ({mode:04o}).", what))
    return found or [good(part, f"{folder} belongs to {account} and can be written to ({mode:04o}).")]


def look_at_landing(settings: Settings) -> list[Finding]:
    """Whether the folder that files are received in can be read."""
    part, folder = "Landing folder", settings.landing
    if not folder.is_dir():
        what = "Make it, or name the folder of received files with ICM_LANDING."
        return [note(part, f"There is no folder {folder}.", what)]
    if not os.access(folder, os.R_OK | os.X_OK):
        return [problem(part, f"{folder} cannot be read.", "Give the account of the hub the right to read it.")]
    unread = [path.name for path in folder.iterdir() if path.is_file() and not os.access(path, os.R_OK)]
    if unread:
        named = f"{', '.join(unread[:3])}{' and others' if len(unread) > 3 else ''}"
        return [problem(part, f"The hub may not read {named}.", "Give its account the right to read these files.")]
    return [good(part, f"{folder} can be read.")]


def look_at_dagster_home(settings: Settings) -> list[Finding]:
    """Whether Dagster's folder has a configuration that can be read; a hub without icm serve has none."""
    part, config = "Dagster home", settings.dagster_home / "dagster.yaml"
    if not config.exists():
        return [good(part, "There is none, because icm serve was never started on this hub.")]
    try:
        content = yaml.safe_load(config.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError):
        content = None
    if not isinstance(content, dict):
        return [problem(part, f"{config} is damaged.", "Remove that file: icm serve writes it again.")]
    return [good(part, f"{settings.dagster_home} has a configuration.")]


def look_at_disk(settings: Settings) -> list[Finding]:
    """Whether there is room, and are numbers of files left, for the next load."""
    part, free, needed = "Disk", free_bytes(settings.workspace), bytes_a_load_needs(settings)
    told = f"{gigabytes(free)} are free, and the next load may need {gigabytes(needed)}."
    if free < needed:
        return [problem(part, told, "Free some space, or move the workspace to a larger disk. ICM_KEEP_RELEASES keeps "
                                    "fewer releases.")]  # fmt: skip
    there = next(each for each in (settings.workspace, *settings.workspace.parents) if each.exists())
    left = os.statvfs(there)
    if left.f_files and left.f_favail < _FEW_FILES:
        return [problem(part, f"The file system has room for {left.f_favail:,} files only.", "Remove files from it.")]
    return [good(part, told)]


def look_at_locks(settings: Settings) -> list[Finding]:
    """Who has the workspace, and who has the private file open."""
    part = "Locks"
    with nobody_at_work(settings) as holder:
        held = None if holder else _held_by_another(settings)
    if holder:
        return [note(part, f"{holder} is at work.", "Wait for it. Another load waits by itself.")]
    if held:
        return [problem(part, held, "Close the file there: reports and BI tools read the releases instead.")]
    return [good(part, "No load is at work, and nothing has the warehouse open.")]


def _held_by_another(settings: Settings) -> str | None:
    import duckdb

    if not settings.warehouse.is_file():
        return None
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True):
            return None
    except duckdb.Error as error:
        # Anything else that is wrong with the file is said of the warehouse.
        return f"Another program has the warehouse open: {_holder(str(error))}." if "lock" in str(error) else None


def _holder(said: str) -> str:
    start, end = said.find("held in "), said.find(")", said.find("(PID"))
    return said[start + len("held in ") : end + 1] if 0 <= start < end else "which one is not known"


def _parts(settings: Settings) -> list[Path]:
    return [settings.warehouse, settings.archive, settings.releases, settings.reports, settings.lock]


def _can_write(folder: Path) -> bool:
    """Try it: permissions do not show a file system that is read-only, or full."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".icm-doctor-"):
            return True
    except PermissionError:
        return False
