"""Reading a file in a child process with limits on memory and time, so that one file cannot end a load.

Belongs here: one child and what becomes of it. Does not belong here: several at once (`pool`), the child's own program
(`child`), the formats.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from orchestration.readers.child import decoded
from orchestration.readers.sheets import ReadFile, UnreadableFile

MEMORY_LIMIT_BYTES = 3 * 1024**3
TIME_LIMIT_SECONDS = 120
RESIDENT_LIMIT_BYTES = 400 * 1024**2  # a child that holds more after a file is replaced before the next
ANSWER_LIMIT_BYTES = 1024**3
_PIECE = 1024**2


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


class ReadingChild:
    """A child process that reads one file after another, started when it is first needed and again when a file ends it.

    Args:
        memory_limit: Bytes of address space that the child may take.
        time_limit: Seconds that one file may take.
    """

    def __init__(self, memory_limit: int = MEMORY_LIMIT_BYTES, time_limit: float = TIME_LIMIT_SECONDS) -> None:
        self._memory_limit = memory_limit
        self._time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child

    def __enter__(self) -> ReadingChild:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """Number of the process, or None while none runs."""
        return self._process.pid if self._process else None

    def read(self, path: Path, kind: str) -> ReadFile | UnreadableFile:
        """Read a file, `workbook` or `text`. Whatever it does to the child, the next file can be read."""
        answer = self.answer(path, kind)
        return answer if isinstance(answer, UnreadableFile) else decoded(answer)

    def answer(self, path: Path, kind: str) -> bytes | UnreadableFile:
        """As `read`, with what was read still as the child wrote it, which takes a fraction of the memory."""
        request = json.dumps({"path": str(path), "kind": kind}).encode("ascii") + b"\n"
        try:
            answer, resident = self._received(self._asked(request))
        except _BrokenOff as error:
            self._end()
            return UnreadableFile("F13", str(error))
        if resident > RESIDENT_LIMIT_BYTES:
            self._end()
        return answer

    def interrupt(self) -> None:
        """End the file that another thread is reading; that thread finds its child gone."""
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the child."""
        self._end()
        self._complaints.close()

    def _asked(self, request: bytes) -> subprocess.Popen[bytes]:
        """The child, with the request in its hands; a new one if the last died while it had nothing to do."""
        self._forget_complaints()
        try:
            _send(self._running(), request)
        except BrokenPipeError:
            self._end()
            _send(self._running(), request)
        assert self._process is not None
        return self._process

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = [sys.executable, "-m", "orchestration.readers.child", str(self._memory_limit)]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, bufsize=0
            )
        return self._process

    def _received(self, process: subprocess.Popen[bytes]) -> tuple[bytes, int]:
        """The answer and the memory that the child then held, in bytes."""
        deadline = time.monotonic() + self._time_limit
        received = bytearray()
        while b"\n" not in received:
            received += self._piece(process, deadline)
        head, _, answer = received.partition(b"\n")
        facts = json.loads(head)
        if facts["length"] > ANSWER_LIMIT_BYTES:
            raise _BrokenOff(f"it holds more than {ANSWER_LIMIT_BYTES // 1024**2:,} MB of text")
        while len(answer) < facts["length"]:
            answer += self._piece(process, deadline)
        return bytes(answer), facts["resident"]

    def _piece(self, process: subprocess.Popen[bytes], deadline: float) -> bytes:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise _BrokenOff(f"reading took longer than {self._time_limit:,g} seconds")
        piece = os.read(process.stdout.fileno(), _PIECE)
        if not piece:
            process.wait()
            limit = f"{self._memory_limit // 1024**2:,} MB"
            raise _BrokenOff(f"reading needed more than {limit} of memory or broke off{self._last_words()}")
        return piece

    def _last_words(self) -> str:
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", errors="replace").strip().splitlines()
        return f" ({lines[-1][:200]})" if lines else ""

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _forget_complaints(self) -> None:
        self._complaints.seek(0)  # the child writes where this place stands: both hold the same open file
        self._complaints.truncate()


def _send(process: subprocess.Popen[bytes], request: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(request)


class _BrokenOff(Exception):
    """Reading a file ended the child or went on for too long; the message says which."""
