"""A child process that answers one request after another within limits, and is started again after one that ends it.

In scope: starting it, sending, receiving until a deadline, its last words, its end. Out of scope: what is
asked and answered (`readers.isolated`, `feedback.isolated`), or the programs that run in it.

A request is one line of JSON. The answer begins with one line of JSON; whether more follows is for who asks to know.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

_PIECE = 1024**2


class ChildStopped(Exception):
    """A request ended the child or took too long; the message says which, in words for a log."""


def _ended(code: int) -> ChildStopped:
    """What the way in which a child ended says of the request."""
    if code == -signal.SIGXCPU:
        return ChildUsedUp("it took more processor time than it may")
    if code in {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT}:
        return ChildKilled(f"another program ended it (signal {-code})")
    return ChildStopped("the child broke off")


class ChildUsedUp(ChildStopped):
    """A request took more processor time than it may, whatever else the machine had to do meanwhile."""


class ChildKilled(ChildStopped):
    """Somebody else ended the child: the operator, or the system when it ran out of memory."""


class ChildProcess:
    """A child that runs one of the project's modules, started when it is first needed.

    Args:
        module: Name of the module.
        arguments: What it is called with.
        time_limit: Seconds that one request may take.
    """

    def __init__(self, module: str, arguments: Sequence[object], time_limit: float) -> None:
        self._program = [module, *map(str, arguments)]
        self.time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self.is_interrupted = False
        # What the child says on its way out; it lives as long as the child.
        with contextlib.ExitStack() as opened:
            self._complaints = opened.enter_context(tempfile.TemporaryFile())
            self._kept = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """Number of the process, or None while none runs."""
        return self._process.pid if self._process else None

    def interrupt(self) -> None:
        """End the request that another thread waits for; that thread finds the child gone."""
        self.is_interrupted = True
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the child for good."""
        self.end()
        self._kept.close()

    def end(self) -> None:
        """End the child; the next request starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def ask(self, request: dict[str, Any]) -> Answer:
        """Send a request; the answer is read from what is returned.

        Raises:
            ChildStopped: If the child ends before it has taken the request.
        """
        self._complaints.seek(0)  # the child writes where this place stands: both hold the same open file
        self._complaints.truncate()
        line = json.dumps(request).encode("ascii") + b"\n"
        try:
            self._send(line)
        except BrokenPipeError:
            # It died while it had nothing to do.
            self.end()
            try:
                self._send(line)
            except BrokenPipeError as error:
                raise ChildStopped(str(error)) from error
        assert self._process is not None
        return Answer(self._process, self.time_limit)

    def last_words(self) -> str:
        """What the child said last on its way out, in brackets; nothing where it said nothing."""
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", errors="replace").strip().splitlines()
        return f" ({lines[-1][:200]})" if lines else ""

    def _send(self, line: bytes) -> None:
        if self._process is None:
            tied = [sys.executable, "-m", "orchestration.readers.with_parent", str(os.getpid())]
            self._process = subprocess.Popen(
                [*tied, *self._program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                bufsize=0,
            )
        assert self._process.stdin is not None
        view = memoryview(line)
        while view:  # a pipe without a buffer takes a piece at a time
            view = view[self._process.stdin.write(view) or 0 :]


class Answer:
    """The answer to one request, read as it comes until its time is up."""

    def __init__(self, process: subprocess.Popen[bytes], time_limit: float) -> None:
        self._process = process
        self._time_limit = time_limit
        self._deadline = time.monotonic() + time_limit
        self._received = bytearray()

    def head(self) -> dict[str, Any]:
        """The first line."""
        while b"\n" not in self._received:
            self._receive()
        line, _, rest = self._received.partition(b"\n")
        self._received = rest
        facts: dict[str, Any] = json.loads(line)
        return facts

    def body(self, length: int) -> bytes:
        """As many bytes as follow the first line."""
        while len(self._received) < length:
            self._receive()
        return bytes(self._received)

    def _receive(self) -> None:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], max(self._deadline - time.monotonic(), 0))
        if not ready:
            raise ChildTimedOut(f"it took longer than {self._time_limit:,g} seconds")
        piece = os.read(self._process.stdout.fileno(), _PIECE)
        if not piece:
            raise _ended(self._process.wait())
        self._received += piece


class ChildTimedOut(ChildStopped):
    """A request took longer than it may; the message says how long that is."""
