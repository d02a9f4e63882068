"""Children that work for a load end when it is killed, in the middle of a file or while they have nothing to do."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.readers import with_parent
from tests.files import text_bytes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")

SECONDS = 2
READS = """
import sys
from pathlib import Path
from orchestration.readers.pool import ReadingPool

with ReadingPool() as pool:
    for path, _ in pool.read_ahead((Path(name), "text") for name in sys.argv[1:]):
        print(path, flush=True)
"""


def _children(process: int) -> set[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _left_after(processes: set[int], seconds: float) -> set[int]:
    deadline = time.monotonic() + seconds
    left = processes
    while left and time.monotonic() < deadline:
        time.sleep(0.02)
        left = {process for process in left if _is_alive(process)}
    return left


def test_children_end_with_a_parent_that_is_killed(tmp_path):
    good = tmp_path / "forces.csv"
    good.write_bytes(text_bytes([["force"], ["Kent"]]))
    endless = tmp_path / "endless.csv"
    os.mkfifo(endless)  # nobody ever writes into it
    parent = subprocess.Popen(
        [sys.executable, "-c", READS, str(good), str(good), str(endless)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert parent.stdout is not None
        assert [parent.stdout.readline().strip() for _ in range(2)] == [str(good)] * 2
        children = _children(parent.pid)
        assert children and all(map(_is_alive, children))
    finally:
        parent.kill()
        parent.wait()
    assert not _left_after(children, SECONDS)


def test_a_child_whose_parent_is_gone_already_does_nothing(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    late = subprocess.run(
        [sys.executable, "-m", with_parent.__name__, str(gone.pid), "orchestration.readers.child", "0"],
        input=b"", capture_output=True, check=False,
    )  # fmt: skip
    assert late.returncode == 1
    assert f"process {gone.pid}, which started this one, is gone" in late.stderr.decode()
