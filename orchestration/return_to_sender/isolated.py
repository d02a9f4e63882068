"""Marking a workbook in a child process with limits on memory and time, so that one workbook costs only itself.

Belongs here: the child and what becomes of it. Does not belong here: the child's own program (`child`), the marks.
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

from orchestration.return_to_sender.page import Page

MEMORY_LIMIT_BYTES = 2 * 1024**3
FILE_LIMIT_BYTES = 512 * 1024**2
TIME_LIMIT_SECONDS = 60.0
RESIDENT_LIMIT_BYTES = 500 * 1024**2  # a child that ever held more is replaced before the next workbook
_PIECE = 65_536


class NotMarked(Exception):
    """A workbook that could not be marked within the limits; the message says why, for the hub's log."""


class MarkingChild:
    """A child process that marks one workbook after another, started when it is first needed and after each failure.

    Args:
        memory_limit: Bytes of address space that the child may take.
        time_limit: Seconds that one workbook may take.
    """

    def __init__(self, memory_limit: int = MEMORY_LIMIT_BYTES, time_limit: float = TIME_LIMIT_SECONDS) -> None:
        self._memory_limit = memory_limit
        self._time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child

    def __enter__(self) -> MarkingChild:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._complaints.close()

    def mark(self, source: Path, target: Path, page: Page) -> None:
        """Write the workbook with the findings marked in it.

        Raises:
            NotMarked: If the child went over a limit or could not make sense of the workbook; the next one can be
                marked all the same.
        """
        self._complaints.seek(0)
        self._complaints.truncate()
        request = {"source": str(source), "target": str(target), "page": page.as_plain()}
        process = self._running()
        try:
            _send(process, json.dumps(request).encode("ascii") + b"\n")
            resident = self._answer(process)
        except (NotMarked, BrokenPipeError) as error:
            self._end()
            raise NotMarked(f"{error}{self._last_words()}") from error
        if resident > RESIDENT_LIMIT_BYTES:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            module = "orchestration.return_to_sender.child"
            command = [sys.executable, "-m", module, str(self._memory_limit), str(FILE_LIMIT_BYTES)]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, bufsize=0
            )
        return self._process

    def _answer(self, process: subprocess.Popen[bytes]) -> int:
        """Memory in bytes that the child held at most."""
        assert process.stdout is not None
        deadline = time.monotonic() + self._time_limit
        answer = b""
        while not answer.endswith(b"\n"):
            ready, _, _ = select.select([process.stdout], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                raise NotMarked(f"it took longer than {self._time_limit:,g} seconds")
            piece = os.read(process.stdout.fileno(), _PIECE)
            if not piece:
                process.wait()
                raise NotMarked("the child broke off")
            answer += piece
        return int(json.loads(answer)["resident"])

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


def _send(process: subprocess.Popen[bytes], request: bytes) -> None:
    assert process.stdin is not None
    view = memoryview(request)
    while view:  # a pipe without a buffer takes a piece at a time
        view = view[process.stdin.write(view) or 0 :]
