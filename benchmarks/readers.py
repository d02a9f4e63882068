"""People who read a release: how long twenty questions take, with nothing else going on and while a load runs.

In scope: readers, each a process of its own that asks one question after another. Out of scope: the
questions (`queries.sql`).

A reader opens the release as a BI program does, read only, asks everything once, and then goes on asking without a
pause: more readers than cores wait for one another, load or no load. Loads run into workspaces of their own,
one after the other: what readers feel of them is the machine and not a lock.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.hubs import KINDS, Bench
from benchmarks.measure import BenchmarkError, calling, environment, icm
from orchestration.settings import PROJECT_DIR

READERS = (1, 4, 8)
SECONDS = 8  # of asking
_TO_START = 4  # until every reader has opened the release and the load is at work
QUERIES = Path(__file__).with_name("queries.sql")


def readers(bench: Bench, size: str) -> Iterator[Figure]:
    """The time below which 95 of 100 answers stay, with a load running and, as its floor, without."""
    kind = KINDS[size]
    database = bench.hub(kind).settings.current / "icm_marts.duckdb"
    for count in READERS:
        alone = _p95(bench, database, count)
        with _loads_running(bench, kind):
            beside = _p95(bench, database, count)
        people = f"{count} reader{'s' if count > 1 else ''}, {kind}"
        yield Figure(f"{people}, p95", alone, None, "nothing: the release alone", "ms")
        yield Figure(f"{people}, p95 with a load", beside, alone, "the same without a load", "ms")


def read(database: str, begin: str, end: str, answer: str) -> None:
    """Ask the questions again and again.

    Args:
        database: The release.
        begin: Moment, in seconds since 1970, from which on answers count.
        end: Moment at which to stop.
        answer: File to write the milliseconds of each answer to, as JSON.
    """
    import duckdb

    questions = [each for each in QUERIES.read_text(encoding="utf-8").split(";") if "SELECT" in each]
    taken = []
    with duckdb.connect(database, read_only=True) as connection:
        for question in questions:
            connection.execute(question).fetchall()
        time.sleep(max(0.0, float(begin) - time.time()))
        while time.time() < float(end):
            for question in questions:
                started = time.perf_counter()
                connection.execute(question).fetchall()
                taken.append((time.perf_counter() - started) * 1000)
    Path(answer).write_text(json.dumps(taken), encoding="utf-8")


def load_again_and_again(landing: str, folder: str) -> None:
    """Load the same files into one empty workspace after another until somebody ends it."""
    for number in itertools.count():
        workspace = Path(folder) / str(number)
        command = icm("load", "--landing", landing, "--workspace", workspace)
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode != 0:
            raise SystemExit(f"{ended.stdout}{ended.stderr}")
        shutil.rmtree(workspace)


def _p95(bench: Bench, database: Path, count: int) -> float:
    bench.say(f"  {count} readers")
    folder = bench.new_folder("readers")
    begin = time.time() + _TO_START
    answers = [folder / f"{number}.json" for number in range(count)]
    running = [
        subprocess.Popen(
            calling("readers:read", database, begin, begin + SECONDS, answer), env=environment(), cwd=PROJECT_DIR
        )
        for answer in answers
    ]
    codes = [reader.wait() for reader in running]
    if any(codes):
        raise BenchmarkError("A reader could not ask its questions.")
    taken: list[float] = [each for answer in answers for each in json.loads(answer.read_text(encoding="utf-8"))]
    return round(statistics.quantiles(taken, n=20)[-1], 2)


@contextmanager
def _loads_running(bench: Bench, kind: str) -> Iterator[None]:
    """Loads of the same files into empty workspaces, one after the other, for as long as the block lasts."""
    folder = bench.new_folder("loads beside readers")
    # In a session of its own, so that the load that runs at the end is ended with what started it.
    loads = subprocess.Popen(
        calling("readers:load_again_and_again", bench.landing(kind), folder),
        env=environment(), cwd=PROJECT_DIR, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield
        if loads.poll() is not None:
            raise BenchmarkError("A load beside the readers failed: nothing was measured.")
    finally:
        os.killpg(loads.pid, signal.SIGKILL)
        loads.wait()
