"""Several files read at once, each in a child process, a few ahead of who takes them.

In scope: how many children there are and in what order their answers come. Out of scope: one child and its
limits (`isolated`).
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from orchestration.readers.child import decoded
from orchestration.readers.isolated import MEMORY_LIMIT_BYTES, TIME_LIMIT_SECONDS, ReadingChild
from orchestration.readers.sheets import ReadFile, UnreadableFile

AHEAD = 6  # files read and waiting for each child: enough to keep it busy, few enough to stay small

Reading = tuple[Path, ReadFile | UnreadableFile]
_Waiting = tuple[Path, "Future[bytes | UnreadableFile]"]


class ReadingPool:
    """Children that read files one after another; to be used in a `with` block, which ends them.

    Args:
        workers: Number of children.
        memory_limit: Bytes of address space that a child may take.
        time_limit: Seconds of processor time that one file may take.
    """

    def __init__(
        self, workers: int = 2, memory_limit: int = MEMORY_LIMIT_BYTES, time_limit: int = TIME_LIMIT_SECONDS
    ) -> None:
        self._workers = workers
        self._children = [ReadingChild(memory_limit, time_limit) for _ in range(workers)]
        self._idle: queue.SimpleQueue[ReadingChild] = queue.SimpleQueue()
        for child in self._children:
            self._idle.put(child)
        # A thread waits for its child and does no work of its own.
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="reading")

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.interrupt()
        self._threads.shutdown(wait=True)
        for child in self._children:
            child.close()

    def read_ahead(self, items: Iterable[tuple[Path, str]]) -> Iterator[Reading]:
        """Read files and give them back in the order given.

        Args:
            items: Path and kind, `workbook` or `text`, of each file. They are taken only as far ahead as is read.

        Yields:
            The path and what was read, or why it could not be: a file never raises and never keeps back the next.

        Raises:
            HubFault: If the machine is at fault and not a file.
        """
        waiting: deque[_Waiting] = deque()
        for path, kind in items:
            waiting.append((path, self._threads.submit(self._answer, path, kind)))
            if len(waiting) >= self._workers * (1 + AHEAD):
                yield _first(waiting)
        while waiting:
            yield _first(waiting)

    def _answer(self, path: Path, kind: str) -> bytes | UnreadableFile:
        child = self._idle.get()
        try:
            return child.answer(path, kind)
        finally:
            self._idle.put(child)


def _first(waiting: deque[_Waiting]) -> Reading:
    path, reading = waiting.popleft()
    answer = reading.result()
    return path, answer if isinstance(answer, UnreadableFile) else decoded(answer)
