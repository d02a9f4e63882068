"""Running a command and counting all that it cost: every process it started, and its own start.

In scope: processor time, clock and memory of a command. Out of scope: which commands are measured, or what
the figures mean (`figures`).

The command runs below a small process of its own, which is told of every descendant that ends, also of one whose parent
has gone before. That process runs this module; what it costs itself is not counted.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.settings import PROJECT_DIR

MEGABYTE = 1024**2
# Settings of the caller's own hub must not reach the hub that is measured.
_OF_A_HUB = ("ICM_", "DBT_", "DAGSTER_")
_END_WITH_PARENT, _TAKE_IN_ORPHANS = 1, 36  # PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER of Linux
_SECONDS_BETWEEN_SAMPLES = 0.1
_SECONDS_FOR_STRAGGLERS = 10


class BenchmarkError(Exception):
    """A measurement that is worth nothing; the message says why."""


@dataclass(frozen=True)
class Cost:
    """What a command cost.

    Attributes:
        cpu: Seconds of processor time, user and system, of the command and all its descendants.
        wall: Seconds by the clock until the command itself ended.
        peak_mb: Most memory that its largest process held at once, as the system counted it.
        tree_mb: Most memory that all its processes together were seen to hold; pages that two share count twice.
        out: What it printed.
    """

    cpu: float
    wall: float
    peak_mb: float
    tree_mb: float
    out: str = ""


def environment(**added: str) -> dict[str, str]:
    """The caller's environment without the settings of a hub, and what is added.

    Python keeps what it compiles, as on a hub, also where the caller has it not: a machine for tests often has not.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OF_A_HUB)}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    # Children find the benchmarks and the project of this checkout, wherever another one is installed.
    kept["PYTHONPATH"] = os.pathsep.join([str(PROJECT_DIR), *filter(None, [kept.get("PYTHONPATH")])])
    return {**kept, **added}


def measure(command: list[str], added: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end and count what it cost.

    Args:
        command: The program and its arguments.
        added: Environment variables beside the caller's own.

    Raises:
        BenchmarkError: If it ends with an error.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "cost.json"
        ended = subprocess.run(
            [sys.executable, "-m", "benchmarks.measure", str(answer), *command],
            env=environment(**(added or {})), cwd=PROJECT_DIR, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ended.returncode != 0:
            said = f"{ended.stdout}{ended.stderr}".strip()[-2_000:]
            raise BenchmarkError(f"{' '.join(command)} ended with {ended.returncode}:\n{said}")
        return Cost(**json.loads(answer.read_text(encoding="utf-8")), out=ended.stdout)


def calling(function: str, *arguments: object) -> list[str]:
    """The command that calls a function in a process of its own.

    Args:
        function: Module below `benchmarks` and function, for example `floors:load`.
        arguments: Given to it as text.
    """
    return [sys.executable, "-m", "benchmarks.call", function, *map(str, arguments)]


def icm(*arguments: object) -> list[str]:
    """The command that a steward types."""
    return [str(Path(sys.executable).parent / "icm"), *map(str, arguments)]


def _run_and_count(command: list[str]) -> tuple[int, Cost]:
    """Run a command below this process: its exit code, and its cost once no descendant is left."""
    _process_control(_TAKE_IN_ORPHANS, 1)
    started = time.perf_counter()
    child = subprocess.Popen(command, preexec_fn=_end_with_parent).pid
    sampler = _Sampler()
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - started
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss
    until = time.monotonic() + _SECONDS_FOR_STRAGGLERS
    while time.monotonic() < until:
        try:
            found, _, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if found:
            cpu, peak = cpu + used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss)
        else:
            time.sleep(0.01)
    else:
        raise BenchmarkError(f"{' '.join(command)} left processes behind that go on running.")
    own = round(peak / 1024 if sys.platform == "linux" else peak / MEGABYTE, 1)
    tree = max(sampler.end(), own)
    return os.waitstatus_to_exitcode(status), Cost(round(cpu, 3), round(wall, 3), own, tree)


def _end_with_parent() -> None:
    """A run that is broken off leaves no load behind."""
    _process_control(_END_WITH_PARENT, signal.SIGKILL)


def _process_control(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


class _Sampler:
    """Looks ten times a second how much memory the descendants of this process hold together."""

    def __init__(self) -> None:
        self._most = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Stop looking; the most that was seen, in MB."""
        self._is_over.set()
        self._thread.join()
        return round(self._most, 1)

    def _look(self) -> None:
        while not self._is_over.wait(_SECONDS_BETWEEN_SAMPLES):
            self._most = max(self._most, sum(map(_held, _descendants(os.getpid()))) / MEGABYTE)


def _descendants(process: int) -> Iterator[int]:
    try:
        lists = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return  # it has just ended, or this system keeps no such list
    for child in (int(each) for listed in lists for each in listed.split()):
        yield child
        yield from _descendants(child)


def _held(process: int) -> int:
    """Bytes of memory that a process holds; none once it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def main() -> None:
    """Run the command given after the path of the answer, write its cost there, and end as it ended."""
    answer, command = Path(sys.argv[1]), sys.argv[2:]
    code, cost = _run_and_count(command)
    facts = asdict(cost)
    del facts["out"]
    answer.write_text(json.dumps(facts), encoding="utf-8")
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
