"""How the command line prints: consoles, tables, progress, JSON.

In scope: the look of what is printed. Out of scope: commands.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

WIDTH_WITHOUT_TERMINAL = 200
LINES_LEFT_OUT, FILES_NAMED = 50, 10
# What is counted, in the names of counts.
_PLURAL = re.compile(r"\b(agreement|file|release|report|submission|table|test|view)s\b")
_COUNTING = ("Building the warehouse", "Reading %s (", "Loading %s into PostgreSQL (")


class _ForLogs(Console):
    """A console without a terminal: a sentence stays on one line, so that a log can be searched; tables are folded."""

    def print(self, *objects: Any, **options: Any) -> None:
        if all(isinstance(each, str) for each in objects):
            options.setdefault("soft_wrap", True)
        super().print(*objects, **options)


def _console(stderr: bool) -> Console:
    terminal = Console(stderr=stderr)
    return terminal if terminal.is_terminal else _ForLogs(stderr=stderr, width=WIDTH_WITHOUT_TERMINAL)


console = _console(stderr=False)
errors = _console(stderr=True)


def folding_table(*headings: str, show_header: bool = True) -> Table:
    """A table that folds long values instead of cutting them off: a path must stay whole."""
    table = Table(show_header=show_header)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def counts_in_words(counts: dict[str, int]) -> str:
    """Counts by name.

    >>> counts_in_words({"accepted_with_queries": 3, "submissions decided on": 1, "files to senders": 1})
    '3 accepted with queries, 1 submission decided on, 1 file to senders'
    """
    names = {name: _PLURAL.sub(r"\1", name) if number == 1 else name for name, number in counts.items()}
    return ", ".join(f"{number:,} {names[name].replace('_', ' ')}" for name, number in counts.items())


def print_json(facts: Any) -> None:
    """Facts for programs, on standard output."""
    sys.stdout.write(json.dumps(facts, indent=2, default=str) + "\n")


def check_file_to_write(path: Path, suffix: str) -> None:
    """Refuse a file whose name says that it is of another kind."""
    if path.suffix.lower() != suffix:
        refuse(f"{path} must end in {suffix}, for example {path.with_suffix(suffix).name}.")


def refuse(sentence: str) -> NoReturn:
    """End the command as wrong usage, with a sentence on what to do."""
    errors.print(sentence, style="red", markup=False)
    raise typer.Exit(2)


@contextmanager
def progress(quiet: bool) -> Iterator[None]:
    """Shows what the pipeline's own log says while the block runs: on a status line, or as plain lines."""
    logger = logging.getLogger("icm")
    # A log for programs wants more than is shown here.
    logger.setLevel(min(logger.level or logging.INFO, logging.INFO))
    spinner = nullcontext() if quiet or not errors.is_terminal else errors.status("Starting")
    with spinner as status:
        handler = _StatusHandler(status) if status is not None else _line_handler(quiet)
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)


class _StatusHandler(logging.Handler):
    """Shows the latest line of the pipeline's own log on the status line."""

    def __init__(self, status: Any) -> None:
        super().__init__(logging.INFO)
        self._status = status

    def emit(self, record: logging.LogRecord) -> None:
        self._status.update(record.getMessage())


def _line_handler(quiet: bool) -> logging.Handler:
    """Without a terminal, progress is plain lines; in quiet runs there is none."""
    if quiet:
        return logging.NullHandler()
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(_Thinned())
    return handler


class _Thinned(logging.Filter):
    """Lets through one in fifty of the lines that count files or tables, so that a log file stays short.

    The first of each kind is always shown, and the first ten files are all named: most loads have no more.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not isinstance(record.args, tuple) or not record.msg.startswith(_COUNTING):
            return True
        done, total = (int(str(number)) for number in record.args[-2:])
        before = self._shown.get(record.msg)
        is_first = before is None or done < before
        if (
            is_first
            or done == total
            or done - (before or 0) >= LINES_LEFT_OUT
            or (record.msg.startswith("Reading") and done <= FILES_NAMED)
        ):
            self._shown[record.msg] = done
            return True
        return False
