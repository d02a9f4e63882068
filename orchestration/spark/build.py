"""Building the models on Spark or Sail: dbt in an environment of its own, which this package is not part of.

In scope: running dbt there, starting Sail's server for it, and what both cost. Out of scope: what they read
(`spark.hand_over`) and whether it is right (`spark.compare`).
"""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import HANDED_OVER_VARIABLE, Settings
from orchestration.warehouse.models import variables_for_dbt

SAIL, SPARK = "sail", "spark"
# Where both write tables, below the folder that they are started in.
WAREHOUSE = "spark-warehouse"
_SECONDS_TO_START = 60
_REASONS, _LONGEST_REASON = 3, 600
# Tables of one nation are small: as many parts as two cores can use, and no page that nobody opens. The memory is for a
# hundred million lines.
_ON_ONE_MACHINE = "--driver-memory 4g --conf spark.sql.shuffle.partitions=4 --conf spark.ui.enabled=false pyspark-shell"
# A unit test gives its rows as texts in the words of DuckDB, and no row of a hub.
_COMMAND = ("build", "--exclude", "resource_type:unit_test")


class SparkError(Exception):
    """Something that stops a build on Spark; the message says what, and what to do."""


@dataclass(frozen=True)
class Built:
    """What a build left, and what it cost.

    Attributes:
        warehouse: Folder of the engine's tables.
        outcome: dbt's last line: how many passed, failed and were left out.
        seconds: How long it took.
        seconds_by_kind: How much of it went into seeds, models and tests.
        memory_mib: Memory of the process that used most.
        models: The models built, as dbt's manifest names them.
    """

    warehouse: Path
    outcome: str
    seconds: float
    seconds_by_kind: Mapping[str, float]
    memory_mib: int
    models: frozenset[str]


def build(
    settings: Settings, environment: Path, engine: str, handed_over: Path, folder: Path, only: Sequence[str] = ()
) -> Built:
    """Build seeds, models and tests of the project.

    Args:
        settings: The hub.
        environment: Folder of the Python environment with dbt-spark (`make .venv-spark/installed`).
        engine: `sail` or `spark`.
        handed_over: What the models read.
        folder: Folder for everything that is written; new, or that of a build before, whose tables Spark keeps.
        only: Models to build, in dbt's words; they alone, without tests.

    Raises:
        SparkError: If dbt is not there, the server does not start, or a model or test fails.
    """
    dbt = environment / "bin" / "dbt"
    if not dbt.is_file():
        raise SparkError(f"There is no dbt in {environment}. Run: make .venv-spark/installed")
    folder.mkdir(parents=True, exist_ok=True)
    variables = {
        **os.environ,
        **settings.environment(),
        HANDED_OVER_VARIABLE: str(handed_over.resolve()),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "TZ": "UTC",
        "PYSPARK_SUBMIT_ARGS": _ON_ONE_MACHINE,
    }
    command = [
        str(dbt), "--no-use-colors", *_COMMAND, *(("resource_type:test", "--select", *only) if only else ()),
        "--target", engine,
        "--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project),
        "--vars", variables_for_dbt(settings),
    ]  # fmt: skip
    began = time.monotonic()
    with _server(environment, engine, folder) as (address, memory_of_server):
        done = subprocess.run(
            command, cwd=folder, env={**variables, **address}, capture_output=True, text=True, check=False
        )
        memory = max(memory_of_server(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
    seconds = time.monotonic() - began
    (folder / "dbt.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode != 0:
        lines = [line for line in done.stdout.splitlines() if "PASS=" not in line]
        failed = [line for line in lines if "ERROR" in line or "FAIL" in line][:10]
        told = (failed or [done.stderr[-2000:]]) + _reasons(folder / "target" / "run_results.json")
        raise SparkError(f"dbt could not build everything on {engine}:\n" + "\n".join(told))
    outcome = next((line for line in reversed(done.stdout.splitlines()) if "PASS=" in line), "")
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    seconds_by_kind: dict[str, float] = {}
    for each in results:
        kind = each["unique_id"].split(".")[0]
        seconds_by_kind[kind] = seconds_by_kind.get(kind, 0) + each["execution_time"]
    return Built(
        folder / WAREHOUSE,
        outcome[outcome.find("PASS=") :],
        seconds,
        seconds_by_kind,
        memory,
        frozenset(each["unique_id"] for each in results if each["unique_id"].startswith("model.")),
    )


def _reasons(run_results: Path) -> list[str]:
    """What the engine said of the first models and tests that failed; nothing where dbt did not get that far."""
    if not run_results.is_file():
        return []
    results = json.loads(run_results.read_text(encoding="utf-8"))["results"]
    failed = [each for each in results if each.get("status") in {"error", "fail"} and each.get("message")]
    return [f"{each['unique_id']}: {each['message'].strip()[:_LONGEST_REASON]}" for each in failed[:_REASONS]]


@contextmanager
def _server(environment: Path, engine: str, folder: Path) -> Iterator[tuple[Mapping[str, str], _Memory]]:
    """Sail's server while it is needed, and how dbt finds it; real Spark runs in dbt's own process."""
    if engine == SPARK:
        yield {}, _Memory(None)
        return
    port = _free_port()
    command = [str(environment / "bin" / "sail"), "spark", "server", "--port", str(port)]
    with (folder / "sail.txt").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(server, port, folder / "sail.txt")
            yield {"SPARK_REMOTE": f"sc://127.0.0.1:{port}"}, _Memory(server.pid)
        finally:
            server.terminate()
            server.wait()


@dataclass(frozen=True)
class _Memory:
    """Most memory that a process has had so far, in MiB."""

    pid: int | None

    def __call__(self) -> int:
        if self.pid is None:
            return 0
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SparkError(f"Sail's server did not start: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
