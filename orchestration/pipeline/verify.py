"""Whether a hub is what it was: archive, log, ledger and releases against their fingerprints; what can be is repaired.

In scope: finding damage, repairing it, and telling of it. Out of scope: making the ledger again (`pipeline.rebuild`),
copies (`pipeline.backup`).

A file of the archive is found again in the landing folder or in a copy, a file of a release in a copy; what lies beside
an archived file and the log are written again from the ledger. The ledger itself is never changed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.intake.archive import (
    archived_files,
    archived_path,
    complete_sidecars,
    read_sidecar,
    sidecar_path,
    write_sidecar,
)
from orchestration.intake.landing import fingerprint, waiting_files
from orchestration.pipeline.backup import BackupPlace, is_inside
from orchestration.publication.public_edition.state import public_editions
from orchestration.publication.state import DamagedRelease, manifest_path, read_manifest_in
from orchestration.settings import Settings
from orchestration.warehouse.archive_log import (
    DECISION,
    RECEIVED,
    ArchiveLog,
    bring_log_up_to_date,
    facts_of_ledger,
    in_words,
    read_log,
    rewrite_log,
)
from orchestration.warehouse.damage import WarehouseUnusable
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.lock import write_lock
from orchestration.warehouse.on_disk import READ_ONLY, see_onto_disk

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.pipeline")

_SAID_EVERY = 1_000  # files
_NOT_FOUND = "Put it back from a copy: icm verify --from ADDRESS of a backup."


@dataclass(frozen=True)
class Damage:
    """One thing that is not as it was.

    Attributes:
        part: `archive`, `log`, `ledger` or `release`.
        path: The file.
        sentence: What is wrong, and what was done or is to be done.
        is_repaired: Whether it is as it was again.
    """

    part: str
    path: str
    sentence: str
    is_repaired: bool


@dataclass
class Verified:
    """What was looked at, and what was found.

    Attributes:
        archived: Files of the archive.
        events: Lines of the log.
        released: Files of releases and public editions.
        damage: What is or was not as it was.
    """

    archived: int = 0
    events: int = 0
    released: int = 0
    damage: list[Damage] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything is as it was, or is again."""
        return all(each.is_repaired for each in self.damage)


def verify(settings: Settings, backup: str = "", repairs: bool = True) -> Verified:
    """Look at every file of a hub, and repair what can be.

    Args:
        settings: The hub.
        backup: Place of copies to take files from; none where empty.
        repairs: Whether anything is repaired.

    Raises:
        BackupRefused: If the place of copies cannot be used.
        WarehouseBusy, WarehouseHeld: If the hub cannot be had alone.
    """
    with write_lock(settings):
        looking = _Verifier(settings, BackupPlace(backup) if backup else None, repairs)
        looking.look()
        return looking.found


def _files_in_manifest(folder: Path) -> dict[str, str]:
    """Files of a release with their fingerprints, none of them outside its folder.

    Raises:
        DamagedRelease: If the manifest cannot be used.
        FileNotFoundError: If there is none.
    """
    files, manifest = read_manifest_in(folder).get("files"), manifest_path(folder)
    if not isinstance(files, dict) or not all(isinstance(each, str) for each in files.values()):
        raise DamagedRelease(f"{manifest} does not list the files of its release. {_NOT_FOUND}")
    for name in files:
        if not is_inside(folder, name):
            raise DamagedRelease(
                f"{manifest} names a file outside its release ({name!r}), so none of its files was looked at. "
                f"{_NOT_FOUND}"
            )
    return files


class _Verifier:
    def __init__(self, settings: Settings, place: BackupPlace | None, repairs: bool) -> None:
        self._settings = settings
        self._place = place
        self._repairs = repairs
        self._hashes: dict[tuple[int, int], str] = {}
        self._landed: dict[int, list[Path]] | None = None
        self.found = Verified()

    def look(self) -> None:
        told = read_log(self._settings.archive_log)
        self.found.events = len(told.events)
        received = told.of(RECEIVED)
        has_looked = False
        try:
            if self._settings.warehouse.exists():
                with open_warehouse(self._settings) as connection:
                    received = {
                        each["submission_id"]: each for each in facts_of_ledger(connection, RECEIVED)
                    } | received
                    self._archive(received, connection)
                    has_looked = True
                    self._ledger(connection, told)
            else:
                self._tell(
                    "ledger", self._settings.warehouse, "There is no warehouse. Run icm rebuild to make it again."
                )
                self._archive(received, None)
        except WarehouseUnusable as error:
            self._tell("ledger", self._settings.warehouse, str(error))
            if not has_looked:
                self._archive(received, None)
        self._releases()

    # The archive

    def _archive(self, received: dict[str, dict[str, Any]], connection: DuckDBPyConnection | None) -> None:
        expected: dict[Path, dict[str, Any]] = {}
        for each in received.values():
            if each["sha256"]:
                path = archived_path(self._settings.archive, each["sha256"], Path(each["file_name"]).suffix)
                expected.setdefault(path, each)
        there = {path.name.partition(".")[0] for path in archived_files(self._settings.archive)}
        paths = sorted(
            {*archived_files(self._settings.archive), *(path for path in expected if path.name[:64] not in there)}
        )
        self.found.archived = len(paths)
        for number, path in enumerate(paths, start=1):
            self._archived(path, expected.get(path))
            if number % _SAID_EVERY == 0:
                log.info("Looked at %d of %d files of the archive", number, len(paths))
        self._sidecars(connection)

    def _archived(self, path: Path, line: dict[str, Any] | None) -> None:
        sha256 = path.name.partition(".")[0]
        name = f" ({line['file_name']})" if line else ""
        if path.is_file() and fingerprint(path) == sha256:
            return
        wrong = f"{path}{name} was changed after it was received" if path.is_file() else f"{path}{name} is missing"
        source = self._put_back(path, sha256, line["bytes"] if line else None)
        if source:
            self._tell("archive", path, f"{wrong}. It was put back from {source}.", is_repaired=True)
        else:
            self._tell("archive", path, f"{wrong}. {_NOT_FOUND}")

    def _put_back(self, path: Path, sha256: str, size: int | None) -> str | None:
        """Find the bytes again, and say where."""
        if not self._repairs:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.unlink(missing_ok=True)
        source = None
        for landed in self._landed_of(size):
            if fingerprint(landed) == sha256:
                partial.write_bytes(landed.read_bytes())
                source = str(landed)
                break
        if source is None and self._place and self._place.fetch(sha256, partial):
            source = self._place.address
        if source is None:
            return None
        partial.chmod(READ_ONLY)
        see_onto_disk(partial)
        partial.replace(path)
        see_onto_disk(path.parent)
        return source

    def _landed_of(self, size: int | None) -> list[Path]:
        """Files of the landing folder, and fetched ones, that have a size; all of them where it is not known."""
        if self._landed is None:
            self._landed = {}
            for path in (waiting.path for waiting in waiting_files(self._settings)):
                self._landed.setdefault(path.stat().st_size, []).append(path)
        if size is None:
            return [path for paths in self._landed.values() for path in paths]
        return self._landed.get(size, [])

    def _sidecars(self, connection: DuckDBPyConnection | None) -> None:
        lacking = [path for path in archived_files(self._settings.archive) if read_sidecar(path) is None]
        written = complete_sidecars(connection, self._settings.archive) if connection and self._repairs else []
        for path in lacking:
            beside = sidecar_path(path)
            if path in written:
                self._tell("archive", beside, f"{beside} was missing or damaged. It was written from the ledger.", True)
            elif self._repairs and connection:
                # No line of the ledger: a load was ended before it wrote one.
                write_sidecar(path, path.name.partition(".")[0], path.stat().st_size, [])
                self._tell("archive", beside, f"{beside} was missing. The ledger has no line of {path.name}.", True)
            else:
                self._tell("archive", beside, f"{beside} is missing or damaged. Run icm verify without --no-repair.")
        for path in written:
            if path not in lacking:
                beside = sidecar_path(path)
                self._tell("archive", beside, f"{beside} lacked an arrival. It was added from the ledger.", True)

    # The log and the ledger

    def _ledger(self, connection: DuckDBPyConnection, told: ArchiveLog) -> None:
        """Compare what the log says of files and decisions with the ledger, and complete the log."""
        path, agree = self._settings.archive_log, True
        for kind in (RECEIVED, DECISION):
            known = told.of(kind)
            for facts in facts_of_ledger(connection, kind):
                key = next(iter(facts.values()))
                said = known.get(str(key))
                wrong = [name for name, value in facts.items() if said is not None and said.get(name) != value]
                for name in wrong:
                    agree = False
                    self._tell("ledger", self._settings.warehouse, (
                        f"{key}: the ledger has '{facts[name]}' as {name}, and the log '{(said or {}).get(name)}'. "
                        "Run icm rebuild: the ledger is made again from the log."
                        if not told.problems
                        else f"{key}: the ledger has '{facts[name]}' as {name}, and the log, which is damaged, "
                        f"'{(said or {}).get(name)}'. Put one of them back from a backup."
                    ))  # fmt: skip
        for problem in told.problems:
            if agree and self._repairs:
                kept = rewrite_log(connection, self._settings)
                self._tell(
                    "log", path, f"{problem} The log was written again from the ledger; it was kept as {kept}.", True
                )
                return
            self._tell("log", path, f"{problem} Put the log back from a backup.")
        if self._repairs and not told.problems:
            added = bring_log_up_to_date(connection, self._settings)
            if told.torn:
                self._tell("log", path, f"The last line of {path} was cut short. It was written again.", True)
            if added:
                self._tell("log", path, f"{path} lacked {in_words(added)}. This was added from the ledger.", True)

    # Releases

    def _releases(self) -> None:
        for folder in self._release_folders():
            log.info("Looking at the files of %s", folder.name)
            files = self._listed_files(folder)
            self.found.released += len(files)
            for name, sha256 in files.items():
                self._released(folder / name, sha256)

    def _listed_files(self, folder: Path) -> dict[str, str]:
        """Files of a release by its manifest, put back from a copy if need be; none where it cannot be used."""
        for was_put_back in (False, True):
            try:
                return _files_in_manifest(folder)
            except (DamagedRelease, FileNotFoundError) as error:
                manifest = manifest_path(folder)
                wrong = str(error) if isinstance(error, DamagedRelease) else f"{manifest} is missing. {_NOT_FOUND}"
                if was_put_back or not self._of_copy(manifest):
                    break
        self._tell("release", manifest, wrong)
        return {}

    def _release_folders(self) -> Iterator[Path]:
        for folder in sorted(self._settings.releases.glob("*")):
            if folder.is_dir() and not folder.is_symlink() and not folder.name.startswith("."):
                yield folder
        yield from public_editions(self._settings).values()

    def _released(self, path: Path, sha256: str) -> None:
        is_there = path.is_file()
        if is_there and self._hash_of(path) == sha256:
            return
        wrong = f"{path} was changed after it was published" if is_there else f"{path} is missing"
        source = self._put_back_released(path, sha256)
        if source:
            self._tell("release", path, f"{wrong}. It was put back from {source}.", True)
        else:
            self._tell("release", path, f"{wrong}. {_NOT_FOUND}")

    def _put_back_released(self, path: Path, sha256: str) -> str | None:
        if not (self._repairs and self._place):
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        if not self._place.fetch(sha256, partial):
            return None
        partial.chmod(READ_ONLY)
        partial.replace(path)
        see_onto_disk(path.parent)
        return self._place.address

    def _of_copy(self, path: Path) -> bool:
        """Put a file back as the latest copy has it, by its path."""
        if not (self._repairs and self._place) or not self._place.copies():
            return False
        known = self._place.read_list(self._place.copies()[-1])["files"]
        facts = known.get(path.relative_to(self._settings.workspace).as_posix())
        if facts is None or not self._put_back_released(path, facts["sha256"]):
            return False
        self._tell("release", path, f"{path} was damaged. It was put back from {self._place.address}.", True)
        return True

    def _hash_of(self, path: Path) -> str:
        """Fingerprint of a file; releases share files, which are read once."""
        facts = path.stat()
        key = (facts.st_dev, facts.st_ino)
        if key not in self._hashes:
            self._hashes[key] = fingerprint(path)
        return self._hashes[key]

    def _tell(self, part: str, path: Path, sentence: str, is_repaired: bool = False) -> None:
        self.found.damage.append(Damage(part, str(path), sentence, is_repaired))
