"""Fetching new files from the sources into `incoming/`: only whole ones, each once, with the channel it came by.

In scope: two looks, tries with growing pauses, putting a file in its place in one step. Out of scope: the list of
sources (`sources.configuration`), the connection (`sources.places`), what a load does with a file (`intake`).

A file counts as whole once two looks some seconds apart, and one after it was copied, show the same size and stamp.
What a source could not do is a sentence; it never keeps the other sources, or a load, from their work.
"""

from __future__ import annotations

import datetime
import errno
import logging
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from filelock import FileLock, Timeout

from orchestration.faults import HubFault, hub_fault
from orchestration.settings import Settings
from orchestration.sources.configuration import Source, SourcesError, read_sources
from orchestration.sources.fetched import Fetched, note_fetched, note_problems, read_fetched
from orchestration.sources.places import Place, RemoteFile, in_words, is_final
from orchestration.warehouse.on_disk import see_onto_disk

log = logging.getLogger("icm.sources")

WAITS = (1.0, 5.0, 25.0)  # seconds before each further try
AT_ONCE = 16  # sources that are looked at together
KEPT_FREE = 1024**3  # bytes of the disk that no fetch may take
_NAME_LIMIT = 255
_ENDING = ".source.yml"  # what lies beside a file must be there before the file is
_OURS = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
_NOTHING_FETCHED = "Nothing was fetched from"
DOCTOR_SHOWS = " icm doctor shows whether that lasts."
_T = TypeVar("_T")


class SourceProblem(Exception):
    """What could not be done at a source; the message says what and why."""


@dataclass
class FetchResult:
    """What a fetch did.

    Attributes:
        fetched: Files that were fetched.
        problems: What could not be done, in sentences.
    """

    fetched: list[Fetched] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Look:
    """What one look at a source found.

    Attributes:
        source: The source.
        files: Files that have not been fetched as they are now.
        left: Files that have been, and are to be deleted there.
        problems: Files that cannot be fetched, or why nothing could be seen.
    """

    source: Source
    files: tuple[RemoteFile, ...] = ()
    left: tuple[RemoteFile, ...] = ()
    problems: tuple[str, ...] = ()


def look_at_sources(settings: Settings, waits: tuple[float, ...] = ()) -> list[Look]:
    """What waits at each source; nothing is fetched.

    Args:
        settings: The hub.
        waits: Seconds before each further try where a source does not answer.

    Raises:
        SourcesError: If the list of sources cannot be used.
    """
    sources = read_sources(settings)
    if not sources:
        return []
    known = read_fetched(settings)
    with ThreadPoolExecutor(min(AT_ONCE, len(sources))) as pool:
        return list(pool.map(lambda source: _look(source, known, waits), sources))


def fetch_from_sources(settings: Settings) -> FetchResult:
    """Fetch every whole file that was not fetched yet.

    Raises:
        HubFault: If the machine of the hub has a fault, for example a full disk.
    """
    result = FetchResult()
    try:
        if not read_sources(settings):
            note_problems(settings, [])
            return result
        settings.incoming.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.incoming / ".fetch.lock", timeout=0):
            _fetch_all(settings, result)
    except Timeout:
        log.info("Another command is fetching files; this one goes on without")
        return result
    except SourcesError as error:
        result.problems.append(str(error))
    except OSError as error:
        raise hub_fault(error) or HubFault(
            f"{settings.incoming} cannot be written ({error.strerror or type(error).__name__}). Give the hub's account "
            "the right to, and load again."
        ) from error
    for problem in result.problems:
        log.warning("%s", problem)
    note_problems(settings, result.problems)
    return result


def _fetch_all(settings: Settings, result: FetchResult) -> None:
    first = look_at_sources(settings, WAITS)
    result.problems += [problem for look in first for problem in look.problems]
    for look in (look for look in first if look.left):
        _Visit(settings, look.source, result).delete(look.left)
    waiting = [look for look in first if look.files]
    if not waiting:
        return
    time.sleep(max(look.source.settle_seconds for look in waiting))
    known = read_fetched(settings)
    for before in waiting:
        again = _look(before.source, known, WAITS)
        result.problems += [problem for problem in again.problems if problem not in result.problems]
        whole = [file for file in again.files if file in before.files]
        if moving := len(again.files) - len(whole):
            log.info("%d files at %s are still on their way; the next load fetches them", moving, before.source.name)
        if whole:
            _Visit(settings, before.source, result).fetch(whole)


def _look(source: Source, known: dict[tuple[str, str], Fetched], waits: tuple[float, ...]) -> Look:
    def listed() -> list[RemoteFile]:
        place = Place(source)
        try:
            return place.files()
        finally:
            place.close()

    try:
        files = _tried(source, listed, waits)
    except SourceProblem as error:
        return Look(source, problems=(str(error),))
    new, left, problems = [], [], []
    for file in files:
        if any(part.startswith((".", "~$")) and part not in {".", ".."} for part in file.name.split("/")):
            continue
        if not _can_be_a_name(file.name):
            problems.append(f"{source.name}: a file there has a name that cannot be used here ({file.name[:80]!r}). "
                            "Ask the sender to rename it.")  # fmt: skip
            continue
        line = known.get((source.name, file.name))
        if line is None or (line.size, line.stamp) != (file.size, file.stamp):
            new.append(file)
        elif source.delete_after_fetching:
            left.append(file)
    return Look(source, tuple(new), tuple(left), tuple(problems))


def _can_be_a_name(name: str) -> bool:
    parts = name.split("/")
    return all(
        part not in {"", ".", ".."} and "\0" not in part and len(part.encode(errors="replace")) <= _NAME_LIMIT
        for part in parts
    )


def _tried(source: Source, work: Callable[[], _T], waits: Iterable[float], failed: str = _NOTHING_FETCHED) -> _T:
    """What some work at a source gives, tried again after each pause.

    Raises:
        HubFault: If the machine of the hub has a fault.
        SourceProblem: If it cannot be done.
    """
    pauses = [*waits]
    for number in range(len(pauses) + 1):
        try:
            return work()
        except SourceProblem:
            raise
        except Exception as error:
            # Other faults of a file system may be those of a folder that is far away.
            if isinstance(error, OSError) and error.errno in _OURS and (fault := hub_fault(error)):
                raise fault from error
            log.debug("A try at %s failed: %s", source.name, type(error).__name__)
            if is_final(error) or number == len(pauses):
                tries = f" after {number + 1} tries" if number else ""
                raise SourceProblem(
                    f"{failed} the source {source.name}{tries}: {in_words(error)}.{DOCTOR_SHOWS}"
                ) from error
            time.sleep(pauses[number])
    raise AssertionError("every try ends above")


class _Visit:
    """Fetching from one source over one connection, which is made again where it broke."""

    def __init__(self, settings: Settings, source: Source, result: FetchResult) -> None:
        self._settings = settings
        self._source = source
        self._result = result
        self._place: Place | None = None
        self._partial = settings.incoming / f".{source.name}.partial"

    def fetch(self, files: list[RemoteFile]) -> None:
        """Fetch some files, those that belong beside others first; the first fault of the source ends it."""
        try:
            for file in sorted(files, key=lambda each: not each.name.endswith(_ENDING)):
                try:
                    self._fetch_one(file)
                except (FileExistsError, IsADirectoryError, NotADirectoryError):
                    self._result.problems.append(
                        f"{self._source.name}: {file.shown} cannot be kept, because a file and a folder there have one "
                        "name. Ask the sender to rename one."
                    )
        except SourceProblem as error:
            self._result.problems.append(str(error))
        finally:
            self._close()
            self._partial.unlink(missing_ok=True)

    def delete(self, files: Iterable[RemoteFile]) -> None:
        """Delete files that were fetched earlier, by a command that was ended before it could."""
        try:
            for file in files:
                self._delete(file)
        finally:
            self._close()

    def _fetch_one(self, file: RemoteFile) -> None:
        if shutil.disk_usage(self._settings.incoming).free - file.size < KEPT_FREE:
            raise SourceProblem(
                f"{self._source.name}: {file.shown} has {file.size:,} bytes, and the disk of the hub has too little "
                "room for it. Free some space and load again."
            )
        if not _tried(self._source, lambda: self._copied(file), WAITS):
            log.info("%s of %s changed while it was copied; the next load fetches it", file.shown, self._source.name)
            return
        moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        done = Fetched(self._source.name, file.name, file.size, file.stamp, self._source.force, moment)
        target = done.path(self._settings)
        target.parent.mkdir(parents=True, exist_ok=True)
        see_onto_disk(self._partial)
        self._partial.replace(target)
        see_onto_disk(target.parent)
        note_fetched(self._settings, done)
        self._result.fetched.append(done)
        log.info("Fetched %s from %s", file.shown, self._source.name)
        if self._source.delete_after_fetching:
            self._delete(file)

    def _delete(self, file: RemoteFile) -> None:
        try:
            _tried(self._source, lambda: self._removed(file), WAITS, f"{file.shown} was fetched, but not deleted at")
        except SourceProblem as error:
            self._result.problems.append(str(error))

    def _copied(self, file: RemoteFile) -> bool:
        """Whether the copy is the file that was seen twice."""
        place = self._connected()
        try:
            place.fetch(file, self._partial)
            return self._partial.stat().st_size == file.size and place.is_as_it_was(file)
        except Exception:
            self._close()
            raise

    def _removed(self, file: RemoteFile) -> None:
        """Delete a file at the sender, unless it is another one by now."""
        place = self._connected()
        try:
            if place.is_as_it_was(file):
                place.remove(file)
        except FileNotFoundError:
            log.debug("%s is gone from %s already", file.shown, self._source.name)
        except Exception:
            self._close()
            raise

    def _connected(self) -> Place:
        if self._place is None:
            self._place = Place(self._source)
        return self._place

    def _close(self) -> None:
        if self._place is not None:
            self._place.close()
        self._place = None
