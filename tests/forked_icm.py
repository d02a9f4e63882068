"""`icm` in a process of its own without its libraries being read anew for each command, which takes seconds.

Every command is forked from one process that has only imported them, and sees what a new process would: its own
arguments, environment, folder and empty standard input. What is killed, or serves, is started as users start it.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "great_expectations", "pandas", "xlsxwriter", "openpyxl", "orchestration.cli.app",
        "orchestration.pipeline.check", "orchestration.intake.receive", "orchestration.validation.validate",
        "orchestration.validation.cross_return", "orchestration.publication.publish", "orchestration.feedback.write",
        "orchestration.steward_report.write", "tests.templates_ready", __name__,
    ]
)  # fmt: skip


def run_forked(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, seconds: float
) -> tuple[int, str, str]:
    """Run `icm`.

    Args:
        arguments: Words behind `icm`.
        environment: Its environment, whole.
        folder: Folder that it runs in.
        seconds: Time after which it is killed.

    Returns:
        Its exit code, or the number of the signal that ended it, negative; its output; its errors.

    Raises:
        TimeoutError: If it was killed.
    """
    with tempfile.TemporaryDirectory() as told:
        out, err = Path(told, "out"), Path(told, "err")
        out.touch()
        err.touch()
        process = _FORKS.Process(target=_command, args=(list(arguments), dict(environment), folder, out, err))
        process.start()
        process.join(seconds)
        if process.is_alive():
            process.kill()
            process.join()
            raise TimeoutError(f"icm {' '.join(arguments)} took more than {seconds} seconds:\n{err.read_text()}")
        return process.exitcode or 0, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")


def _command(arguments: list[str], environment: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY), (2, err, os.O_WRONLY),
    ):  # fmt: skip
        os.dup2(os.open(path, flags), number)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    sys.argv = ["icm", *arguments]
    from orchestration.cli import main

    try:
        main()
    finally:
        atexit._run_exitfuncs()
