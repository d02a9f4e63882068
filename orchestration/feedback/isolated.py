"""Marking a workbook in a child process with limits on memory and time, so that one workbook costs only itself.

In scope: what the child is asked, and its limits. Out of scope: starting and ending it
(`readers.child_process`), the child's own program (`child`), the marks.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.feedback.page import Page
from orchestration.readers.child_process import ChildProcess, ChildStopped

MEMORY_LIMIT_BYTES = 2 * 1024**3
FILE_LIMIT_BYTES = 512 * 1024**2
TIME_LIMIT_SECONDS = 60.0
RESIDENT_LIMIT_BYTES = 500 * 1024**2  # a child that ever held more is replaced before the next workbook


class MarkingError(Exception):
    """A workbook that could not be marked within the limits; the message says why, for the hub's log."""


class MarkingChild(ChildProcess):
    """A child process that marks one workbook after another, started when it is first needed and after each failure.

    Args:
        memory_limit: Bytes of address space that the child may take.
        time_limit: Seconds that one workbook may take.
    """

    def __init__(self, memory_limit: int = MEMORY_LIMIT_BYTES, time_limit: float = TIME_LIMIT_SECONDS) -> None:
        super().__init__("orchestration.feedback.child", [memory_limit, FILE_LIMIT_BYTES], time_limit)

    def mark(self, source: Path, target: Path, page: Page) -> None:
        """Write the workbook with the findings marked in it.

        Raises:
            MarkingError: If the child went over a limit or could not make sense of the workbook; the next one can be
                marked all the same.
        """
        try:
            answer = self.ask({"source": str(source), "target": str(target), "page": page.as_plain()})
            resident = answer.head()["resident"]
        except ChildStopped as error:
            self.end()
            raise MarkingError(f"{error}{self.last_words()}") from error
        if resident > RESIDENT_LIMIT_BYTES:
            self.end()
