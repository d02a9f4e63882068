"""Copies of a hub in a folder or at an address that fsspec knows, and putting one back.

In scope: what belongs to a copy, writing and reading it. Out of scope: repairing a hub from one (`pipeline.verify`).

A place for copies holds each content once, under its sha256 (`objects/`), and a list of files for each copy
(`backups/`), written last: a second copy adds what is new, and one that breaks off leaves those before it as they were.
"""

from __future__ import annotations

import datetime
import json
import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration import __version__
from orchestration.intake.archive import archived_files
from orchestration.intake.landing import fingerprint
from orchestration.settings import Settings
from orchestration.warehouse.archive_log import repair_log
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.lock import write_lock
from orchestration.warehouse.on_disk import see_onto_disk

log = logging.getLogger("icm.pipeline")

# Made again by the next load or by Dagster; a history of runs cannot be copied while it is written.
_LEFT_OUT = {"dagster", "dbt_target", "logs"}
_SAID_EVERY = 500  # files


class BackupRefused(Exception):
    """A copy that cannot be made or put back; the message says why and what to do."""


@dataclass(frozen=True)
class Backup:
    """A copy that was made.

    Attributes:
        backup_id: Time in UTC, as 20261121T083000Z.
        address: Where it is.
        files: Files in it.
        bytes: Their size together.
        new_files: Contents that the place did not hold yet.
        damaged: Archived files whose bytes are not those received; they are copied as they are.
        removed: IDs of earlier backups that were removed.
    """

    backup_id: str
    address: str
    files: int
    bytes: int
    new_files: int
    damaged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class BackupPlace:
    """A place for copies.

    Args:
        address: A folder, or an address as fsspec writes it, for example `s3://bucket/icm`.

    Raises:
        BackupRefused: If there is no such kind of place.
    """

    def __init__(self, address: str) -> None:
        import fsspec

        self.address = address
        try:
            self._files, self._root = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise BackupRefused(
                f"{address} is not a place that copies can be kept in: {error}. Give a folder, or an address such as "
                "s3://bucket/folder whose package is installed."
            ) from error
        self._known: set[str] | None = None

    def holds(self, sha256: str, size: int) -> bool:
        """Whether the content is there, in full."""
        if self._known is None:
            found = self._files.find(f"{self._root}/objects", detail=True)
            self._known = {f"{path.rsplit('/', 1)[-1]} {facts['size']}" for path, facts in found.items()}
        return f"{sha256} {size}" in self._known

    def put(self, path: Path, sha256: str) -> None:
        """Copy a file there, under another name first."""
        target = self._object(sha256)
        self._files.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        self._files.put_file(str(path), f"{target}.partial")
        self._files.mv(f"{target}.partial", target)

    def fetch(self, sha256: str, path: Path) -> bool:
        """Write a content to a file; whether it was there and has its fingerprint."""
        if not self._files.exists(self._object(sha256)):
            return False
        self._files.get_file(self._object(sha256), str(path))
        if fingerprint(path) == sha256:
            return True
        path.unlink()
        return False

    def write_list(self, backup_id: str, facts: dict[str, Any]) -> None:
        """Write the list of a copy: from then on it is one."""
        self._files.makedirs(f"{self._root}/backups", exist_ok=True)
        target = f"{self._root}/backups/{backup_id}.json"
        self._files.pipe_file(f"{target}.partial", json.dumps(facts, indent=1).encode())
        self._files.mv(f"{target}.partial", target)

    def copies(self) -> list[str]:
        """IDs of the copies there, the oldest first."""
        folder = f"{self._root}/backups"
        if not self._files.exists(folder):
            return []
        names = [str(path).rsplit("/", 1)[-1] for path in self._files.ls(folder, detail=False)]
        return sorted(name.removesuffix(".json") for name in names if name.endswith(".json"))

    def read_list(self, backup_id: str) -> dict[str, Any]:
        """The list of a copy.

        Raises:
            BackupRefused: If it cannot be read.
        """
        try:
            facts: dict[str, Any] = json.loads(self._files.cat_file(f"{self._root}/backups/{backup_id}.json"))
            return {"files": dict(facts["files"]), "links": dict(facts["links"])}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BackupRefused(
                f"The list of the backup {backup_id} at {self.address} is damaged. Name another one with --backup."
            ) from error

    def keep_newest(self, number: int) -> list[str]:
        """Remove every copy but the newest ones, then each content that none of those has, and say which copies.

        Raises:
            BackupRefused: If the list of a copy to keep is damaged: what it needs is not known.
        """
        copies = self.copies()
        kept = copies[-number:]
        needed = {each["sha256"] for backup_id in kept for each in self.read_list(backup_id)["files"].values()}
        gone = copies[:-number]
        for backup_id in gone:
            self._files.rm_file(f"{self._root}/backups/{backup_id}.json")
        # Also what a backup that was interrupted left: nobody else writes here (the lock of the hub).
        for path in self._files.find(f"{self._root}/objects"):
            if path.rsplit("/", 1)[-1] not in needed:
                self._files.rm_file(path)
        self._known = None
        return gone

    def _object(self, sha256: str) -> str:
        return f"{self._root}/objects/{sha256[:2]}/{sha256}"


def back_up(settings: Settings, address: str, keep: int | None = None) -> Backup:
    """Copy a hub: archive, log, warehouse, releases, public editions, reports, and a landing folder inside it.

    Args:
        settings: The hub.
        address: The place, of this hub alone if anything is removed from it.
        keep: Backups that stay there, this one included; all where None.

    Raises:
        BackupRefused: If there is nothing to copy, the place cannot be used, or earlier backups cannot be removed.
        WarehouseBusy, WarehouseHeld, WarehouseUnusable: If the warehouse cannot be copied as a whole.
    """
    place = BackupPlace(address)
    if not settings.warehouse.exists() and not settings.archive.exists():
        raise BackupRefused(f"There is no hub in {settings.workspace}. Name its folder with --workspace.")
    with write_lock(settings):
        if settings.warehouse.exists():
            with open_warehouse(settings) as connection:
                repair_log(connection, settings)
                connection.execute("CHECKPOINT")
        try:
            made = _copied(settings, place)
        except OSError as error:
            raise BackupRefused(
                f"{address} cannot be written: {error.strerror or error}. No backup was made."
            ) from error
        if keep is None:
            return made
        try:
            return replace(made, removed=tuple(place.keep_newest(keep)))
        except (BackupRefused, OSError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise BackupRefused(
                f"The backup {made.backup_id} was made at {address}, but earlier ones were not removed: {why}"
            ) from error


def restore(settings: Settings, address: str, backup_id: str = "") -> str:
    """Put a copy into an empty workspace, and return its ID; the workspace appears when it is whole.

    Args:
        settings: The hub that it becomes.
        address: Place of the copies.
        backup_id: Which one; the latest where empty.

    Raises:
        BackupRefused: If the workspace is not empty, or there is no such copy, or it is damaged.
    """
    place = BackupPlace(address)
    workspace = settings.workspace
    if workspace.is_dir() and any(workspace.iterdir()):
        raise BackupRefused(
            f"{workspace} is not empty. Name a new folder with --workspace, or move that one elsewhere."
        )
    copies = place.copies()
    if not copies:
        raise BackupRefused(f"There is no backup at {address}. icm backup makes one.")
    chosen = backup_id or copies[-1]
    if chosen not in copies:
        raise BackupRefused(f"There is no backup {chosen} at {address}. There are: {', '.join(copies[-10:])}.")
    facts = place.read_list(chosen)
    making = workspace.with_name(f".{workspace.name}.restore.partial")
    if making.exists():
        raise BackupRefused(f"{making} is left from a restore that was interrupted. Remove it and restore again.")
    for number, (name, each) in enumerate(facts["files"].items(), start=1):
        path = _inside(making, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not place.fetch(each["sha256"], path):
            raise BackupRefused(
                f"{name} is missing or damaged in the backup {chosen} at {address}, so nothing was restored. Name an "
                f"earlier one with --backup; there are: {', '.join(copies[-10:])}. What was read is in {making}."
            )
        path.chmod(each["mode"])
        see_onto_disk(path)
        if number % _SAID_EVERY == 0:
            log.info("Restored %d of %d files", number, len(facts["files"]))
    for name, target in facts["links"].items():
        link = _inside(making, name)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
    if workspace.exists():
        workspace.rmdir()
    making.rename(workspace)
    see_onto_disk(workspace.parent)
    return chosen


def _inside(folder: Path, name: str) -> Path:
    """A path below a folder; the list of a copy may name no other."""
    if not is_inside(folder, name):
        raise BackupRefused(f"The backup names a file outside its hub ({name}), so nothing was restored.")
    return folder / name


def is_inside(folder: Path, name: str) -> bool:
    """Whether a name that something else wrote down leads to a place below a folder, links followed."""
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (ValueError, OSError, RuntimeError):  # no name at all, or links that go round
        return False


def _copied(settings: Settings, place: BackupPlace) -> Backup:
    files: dict[str, dict[str, Any]] = {}
    links: dict[str, str] = {}
    known: dict[tuple[int, int], str] = {}  # files of releases that share their bytes are read once
    new = 0
    damaged = []
    archived = set(archived_files(settings.archive))
    paths = list(_files_of(settings.workspace))
    for number, path in enumerate(paths, start=1):
        name = os.fsencode(path.relative_to(settings.workspace).as_posix()).decode("utf-8", errors="surrogateescape")
        facts = path.lstat()
        if stat.S_ISLNK(facts.st_mode):
            links[name] = str(path.readlink())
            continue
        sha256 = known.setdefault((facts.st_dev, facts.st_ino), "") or fingerprint(path)
        known[(facts.st_dev, facts.st_ino)] = sha256
        if path in archived and not path.name.startswith(sha256):
            damaged.append(str(path))
        if not place.holds(sha256, facts.st_size):
            place.put(path, sha256)
            new += 1
        files[name] = {"sha256": sha256, "bytes": facts.st_size, "mode": stat.S_IMODE(facts.st_mode)}
        if number % _SAID_EVERY == 0:
            log.info("Copied %d of %d files", number, len(paths))
    made_at = datetime.datetime.now(datetime.UTC)
    backup_id = _free_id(place, f"{made_at:%Y%m%dT%H%M%SZ}")
    about = {"backup_id": backup_id, "version": __version__, "files": files, "links": links}
    place.write_list(backup_id, about)
    return Backup(
        backup_id, place.address, len(files), sum(each["bytes"] for each in files.values()), new, tuple(damaged)
    )


def _free_id(place: BackupPlace, stem: str) -> str:
    taken = set(place.copies())
    number, backup_id = 1, stem
    while backup_id in taken:
        number += 1
        backup_id = f"{stem}-{number}"
    return backup_id


def _files_of(workspace: Path) -> Iterator[Path]:
    """Files and links to keep: nothing that is being made, or is made again by a load."""
    for folder, folders, names in os.walk(workspace):
        here = Path(folder)
        at_top = here == workspace
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(
            name
            for name in folders
            if name not in links and not name.startswith(".") and not (at_top and name in _LEFT_OUT)
        )
        for name in sorted([*names, *links]):
            mode = (here / name).lstat().st_mode
            if (
                not name.startswith(".")
                and not name.endswith(".partial")
                and (stat.S_ISREG(mode) or stat.S_ISLNK(mode))
            ):
                yield here / name
