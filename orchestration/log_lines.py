"""A log for programs: one JSON object per line, through Python's own logging, where ICM_LOG_FILE asks for it.

In scope: the lines and the file. Out of scope: what is logged, and what people see of it on a terminal (`cli.output`).

A line has `time` (UTC), `level`, `logger`, `message`, `run_id`, and what the call gave besides: `stage`, `load_id`,
`submission_id`, counts. The file may be moved away while the hub runs, as logrotate does: it is then made again.
"""

from __future__ import annotations

import datetime
import json
import logging
import logging.handlers
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

LOG_VARIABLE = "ICM_LOG_FILE"
_OF_EVERY_RECORD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
_run_id: ContextVar[str | None] = ContextVar("run_id", default=None)


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what JSON has no form for is written as text."""
        facts = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "run_id": _run_id.get(),
            "process": record.process,
            **{name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD},
        }
        if record.exc_info:
            facts["error"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in facts.items() if value is not None}, default=str)


def write_log_lines(path: Path | None = None) -> None:
    """Append what the hub logs to a file as JSON lines, from now on; does nothing where no file is asked for.

    Args:
        path: The file; by default the one that ICM_LOG_FILE names.

    Raises:
        OSError: If the file cannot be opened.
    """
    named = path or (Path(os.environ[LOG_VARIABLE]) if os.environ.get(LOG_VARIABLE) else None)
    logger = logging.getLogger("icm")
    if named is None or any(_writes_to(each, named) for each in logger.handlers):
        return
    named.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.WatchedFileHandler(named, encoding="utf-8")
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)


def _writes_to(handler: logging.Handler, path: Path) -> bool:
    return isinstance(handler, logging.FileHandler) and Path(handler.baseFilename) == path.absolute()


@contextmanager
def run_of_log(run_id: str | None = None) -> Iterator[None]:
    """Have every line that is logged in the block carry the ID of a run; by default time and process."""
    given = run_id or f"{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
    token = _run_id.set(given)
    try:
        yield
    finally:
        _run_id.reset(token)
