"""Faults of the machine that the hub runs on, as against faults of a file that it received.

In scope: telling the two apart, and the sentence for the operator. Out of scope: what a load does about it
(`pipeline.load`, `intake.receive`).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator

# What the operator can do, by the error of the system.
_REMEDIES = {
    errno.ENOSPC: "Free some space",
    errno.EDQUOT: "Raise the quota or free some space",
    errno.EIO: "Check the disk",
    errno.EROFS: "Make the file system writable",
    errno.EMFILE: "Raise the limit of open files (ulimit -n)",
    errno.ENFILE: "Close other programs, or raise the system's limit of open files",
    errno.ENOMEM: "Free some memory",
    errno.EAGAIN: "Raise the limit of processes (ulimit -u)",
    errno.ESTALE: "Check the network file system",
}
_MEMORY = ("out of memory", "cannot allocate memory", "bad_alloc")


class HubFault(Exception):
    """A fault of the machine: the load stops, and files that have no line yet stay new.

    The message is a sentence that says what happened and what to do.
    """


def hub_fault(error: BaseException) -> HubFault | None:
    """Return the fault of the machine behind an error; None if there is none, so that the error may be a file's.

    Libraries wrap errors of the system, or only quote them, as DuckDB does: the causes of the error and its text are
    both looked at.

    Args:
        error: Any error met while working on a file, a table or a release.
    """
    for each in _with_causes(error):
        if isinstance(each, HubFault):
            return each
        if isinstance(each, OSError) and each.errno in _REMEDIES:
            return _sentence(each.errno, each.filename)
        if isinstance(each, MemoryError):
            return _sentence(errno.ENOMEM)
        text = str(each)
        for number in _REMEDIES:
            if os.strerror(number) in text:
                return _sentence(number)
        if type(each).__module__.partition(".")[0] in {"duckdb", "_duckdb"} and any(
            words in text.lower() for words in _MEMORY
        ):
            return _sentence(errno.ENOMEM)
    return None


def stop_if_of_the_machine(error: Exception) -> None:
    """End the work on a fault of the machine: it is never a verdict on a file, which stays new.

    Raises:
        HubFault: If the error is one.
    """
    if fault := hub_fault(error):
        raise fault from error


def _sentence(number: int, filename: object = None) -> HubFault:
    where = f" at {os.fsdecode(filename)}" if isinstance(filename, (str, bytes)) else ""
    what = os.strerror(number)
    return HubFault(
        f"The machine of the hub reported: {what}{where}. {_REMEDIES[number]} and load again. "
        "Files that have not been received yet are unaffected, and the current release remains."
    )


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__
