"""Reading a file in a child process with limits on memory and time, so that one file cannot end a load.

In scope: what a child is asked and what becomes of a file that ends it. Out of scope: starting and ending
it (`child_process`), several at once (`pool`), the child's own program (`child`), the formats.
"""

from __future__ import annotations

import logging
from pathlib import Path

from orchestration.faults import HubFault
from orchestration.readers.child import decoded
from orchestration.readers.child_process import (
    Answer,
    ChildKilled,
    ChildProcess,
    ChildStopped,
    ChildTimedOut,
    ChildUsedUp,
)
from orchestration.readers.sheets import ReadFile, UnreadableFile

log = logging.getLogger("icm.readers")

MEMORY_LIMIT_BYTES = 3 * 1024**3
TIME_LIMIT_SECONDS = 120  # of processor time: how busy the machine is says nothing about a file
MOST_WAITING = 15  # times as long by the clock; then the machine is at fault
RESIDENT_LIMIT_BYTES = 400 * 1024**2  # a child that holds more after a file is replaced before the next
ANSWER_LIMIT_BYTES = 1024**3


def read_isolated(path: Path, kind: str, memory_limit: int = MEMORY_LIMIT_BYTES) -> ReadFile:
    """Read a file in a child process of its own.

    Args:
        path: The file.
        kind: `workbook` or `text`.
        memory_limit: Bytes of address space that the child may take.

    Raises:
        UnreadableFile: What the reader met, or F13 if the child went over a limit or died.
    """
    with ReadingChild(memory_limit) as child:
        answer = child.read(path, kind)
    if isinstance(answer, UnreadableFile):
        raise answer
    return answer


class ReadingChild(ChildProcess):
    """A child process that reads one file after another, started when it is first needed and again when a file ends it.

    Args:
        memory_limit: Bytes of address space that the child may take.
        time_limit: Seconds of processor time that one file may take.
        wait_limit: Seconds by the clock after which the machine is taken to be at fault.
    """

    def __init__(
        self,
        memory_limit: int = MEMORY_LIMIT_BYTES,
        time_limit: int = TIME_LIMIT_SECONDS,
        wait_limit: float | None = None,
    ) -> None:
        waiting = MOST_WAITING * time_limit if wait_limit is None else wait_limit
        super().__init__("orchestration.readers.child", [memory_limit, time_limit], waiting)
        self._memory_limit = memory_limit
        self._processor_limit = time_limit

    def read(self, path: Path, kind: str) -> ReadFile | UnreadableFile:
        """Read a file, `workbook` or `text`. Whatever it does to the child, the next file can be read."""
        answer = self.answer(path, kind)
        return answer if isinstance(answer, UnreadableFile) else decoded(answer)

    def answer(self, path: Path, kind: str) -> bytes | UnreadableFile:
        """As `read`, with what was read still as the child wrote it, which takes a fraction of the memory.

        A child that another program ended is started once more.

        Raises:
            HubFault: If the child was ended twice, or waited too long by the clock: the file is not at fault.
        """
        try:
            return self._answer(path, kind)
        except ChildKilled as error:
            if self.is_interrupted:
                return self._given_up("the load ended")
            log.warning("Reading %s is started again: %s", path.name, error)
            self.end()
        try:
            return self._answer(path, kind)
        except ChildKilled as error:
            self.end()
            raise HubFault(
                f"The process that read {path.name} was ended twice by another program or by the system, which does "
                "so when memory runs out. Free some memory and load again. The file remains new."
            ) from error

    def _answer(self, path: Path, kind: str) -> bytes | UnreadableFile:
        try:
            answer, resident = self._received(self.ask({"path": str(path), "kind": kind}))
        except ChildKilled:
            raise
        except ChildTimedOut as error:
            self.end()
            raise HubFault(
                f"Reading {path.name} has not ended after {self.time_limit / 60:,.0f} minutes, although it took "
                "little processor time. Check the disk and whether the machine is overloaded, and load again. "
                "The file remains new."
            ) from error
        except ChildUsedUp:
            return self._given_up(f"reading took more than {self._processor_limit:,} seconds of processor time")
        except _TooMuchText as error:
            return self._given_up(str(error))
        except ChildStopped:
            limit = f"{self._memory_limit // 1024**2:,} MB"
            log.warning("Reading %s broke off%s", path, self.last_words())
            return self._given_up(f"reading needed more than {limit} of memory or broke off")
        if resident > RESIDENT_LIMIT_BYTES:
            self.end()
        return answer

    def _given_up(self, reason: str) -> UnreadableFile:
        self.end()
        return UnreadableFile("F13", reason)

    def _received(self, answer: Answer) -> tuple[bytes, int]:
        """What was read and the memory that the child then held, in bytes."""
        facts = answer.head()
        if facts["length"] > ANSWER_LIMIT_BYTES:
            raise _TooMuchText(f"it holds more than {ANSWER_LIMIT_BYTES // 1024**2:,} MB of text")
        return answer.body(facts["length"]), facts["resident"]


class _TooMuchText(Exception):
    """A file holds more text than is taken; the message says how much that is."""
