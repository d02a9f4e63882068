"""The processes of a hub that runs by itself: code server, daemon and web server, started and ended together.

In scope: starting them, noticing that one has ended, ending all. Out of scope: options and messages of the command
(`cli.serve`), and what the processes do.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from orchestration.dagster_hub.web import NAMES
from orchestration.settings import Settings

_LOOK_EVERY_SECONDS = 0.5
_TIME_TO_END_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1
CODE_SERVER, DAEMON, WEB_SERVER = "code server", "daemon", "web server"


@dataclass(frozen=True)
class Ended:
    """Why the processes were ended.

    Attributes:
        process: The one that ended by itself; empty where the operator or the system asked for the end.
        code: Its exit code.
    """

    process: str = ""
    code: int = 0


def commands(settings: Settings, port: int, socket: Path, *, may_change: bool) -> dict[str, list[str]]:
    """Return the command line of each process.

    Args:
        settings: The hub.
        port: Port of the web server on the loopback address.
        socket: Socket of the code server, which daemon and web server share, so that the code is loaded once.
        may_change: Whether the pages may start and stop runs; otherwise they only show.
    """
    python, location = sys.executable, ["--grpc-socket", str(socket)]
    web = ["-h", "127.0.0.1", "-p", str(port), *location]
    return {
        CODE_SERVER: [python, "-m", "dagster", "code-server", "start", "-m", "orchestration.definitions",
                      "--socket", str(socket)],
        DAEMON: [str(Path(python).parent / "dagster-daemon"), "run", *location],
        WEB_SERVER: [python, "-m", "orchestration.dagster_hub.web", *web, *([] if may_change else ["--read-only"])],
    }  # fmt: skip


def run_until_ended(
    settings: Settings, port: int, names: list[str], *, may_change: bool, started: Callable[[], None]
) -> Ended:
    """Run the processes until one ends, or this one is asked to by SIGTERM or SIGINT; then end the others.

    Args:
        settings: The hub, with its Dagster home prepared.
        port: Port of the web server.
        names: Names that it answers to besides those of this machine.
        may_change: Whether the pages may start and stop runs.
        started: Called once all are started.
    """
    asked: list[int] = []
    before = {number: signal.signal(number, _remember(asked)) for number in (signal.SIGTERM, signal.SIGINT)}
    running: dict[str, subprocess.Popen[bytes]] = {}
    environment = {**os.environ, **settings.environment(), NAMES: ",".join(names)}
    # The path of a socket may have about 100 characters; a workspace may lie deeper.
    with tempfile.TemporaryDirectory(prefix="icm-") as folder:
        socket = Path(folder) / "code"
        try:
            for name, command in commands(settings, port, socket, may_change=may_change).items():
                running[name] = _start(command, environment, settings.project)
                if name == CODE_SERVER:
                    _wait_for(socket, running[name], asked)
            started()
            while not asked:
                for name, process in running.items():
                    if (code := process.poll()) is not None:
                        return Ended(name, code)
                time.sleep(_LOOK_EVERY_SECONDS)
            return Ended()
        finally:
            _end(list(running.values()))
            for number, handler in before.items():
                signal.signal(number, handler)


def _remember(asked: list[int]) -> Callable[[int, FrameType | None], None]:
    return lambda number, _frame: asked.append(number)


def _start(command: list[str], environment: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl+C at the terminal reaches this process only, which then ends the others in order.
    return subprocess.Popen(command, env=environment, cwd=folder, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """Have the system end the process when this one is killed, which then cannot end it itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _wait_for(socket: Path, process: subprocess.Popen[bytes], asked: list[int]) -> None:
    """Wait until the code server listens: the others look for it when they start."""
    while not socket.exists() and process.poll() is None and not asked:
        time.sleep(_LOOK_EVERY_SECONDS)


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    """End processes with all that they started; those that do not end in time are killed."""
    for process in reversed(running):
        _signal_group(process, signal.SIGTERM)
    deadline = time.monotonic() + _TIME_TO_END_SECONDS
    for process in reversed(running):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        _signal_group(process, signal.SIGKILL)
        process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
