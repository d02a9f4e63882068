"""Every fault leaves the last release whole, and the next load ends where an undisturbed one would.

In scope: kills at the end of each stage and at random, a full disk at every size, a load and icm serve on a fresh home.
They take an hour, so they run only with --faults (make faults). Out of scope: the faults that cost little, in the other
folders.
"""

import json
import os
import random
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager

import pytest

from orchestration.warehouse.loads import STAGE_NAMES
from tests.conftest import ICM
from tests.faults.faulty_hub import kill, load, make_hubs, processes_of, said, start

KILLS_AT_RANDOM = 53
SEED = 20261201
TRIES_OF_SERVE = 20
KIBIBYTE = 1024
# Kibibytes beyond what the hub has already: each write of a load meets the end of the disk at one of them or another.
ROOM = (0, 16, 64, 256, 512, *range(1024, 16_385, 1024), 20_480, 32_768, 49_152)
ROOM_FOR_A_FIRST_LOAD = (64, 512, 1024, 3072, 6144, 12_288, 24_576)


@pytest.fixture(scope="module")
def hubs(tmp_path_factory):
    return make_hubs(tmp_path_factory.mktemp("hubs"))


@pytest.fixture(scope="module")
def seconds_of_a_load(hubs, tmp_path_factory):
    workspace = hubs.copy(tmp_path_factory.mktemp("measured") / "hub")
    began = time.monotonic()
    assert load(workspace) == 0
    return time.monotonic() - began


@pytest.fixture
def workspace(hubs, tmp_path):
    yield hubs.copy(tmp_path / "hub")
    shutil.rmtree(tmp_path / "hub")


@pytest.mark.parametrize("stage", STAGE_NAMES)
def test_a_load_killed_at_the_end_of_a_stage(hubs, workspace, stage):
    log = workspace / "load.log"
    process = start(workspace, "--log-file", log)
    while process.poll() is None and not (
        log.is_file() and f"Stage {stage} is done" in log.read_text(encoding="utf-8")
    ):
        time.sleep(0.002)
    kill(process)
    hubs.check_release(workspace)
    assert processes_of(workspace) == []
    hubs.check_recovery(workspace)


@pytest.mark.parametrize("number", range(KILLS_AT_RANDOM))
def test_a_load_killed_at_random(hubs, workspace, seconds_of_a_load, number):
    moment = random.Random(SEED + number).uniform(0, seconds_of_a_load)
    process = start(workspace)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        kill(process)
    hubs.check_release(workspace)
    assert processes_of(workspace) == []
    hubs.check_recovery(workspace)


@contextmanager
def small_disk(folder, kibibytes):
    """A file system of that size in memory; gives a way to make it larger."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"this account may not mount a file system: {mounted.stderr}")

    def grow():
        subprocess.run(["mount", "-o", "remount,size=1g", folder], check=True)

    try:
        yield grow
    finally:
        subprocess.run(["umount", folder], check=True)


def allocated(folder):
    """Kibibytes that a folder takes in memory, a page at the least for each file."""
    size = sum(-(-path.lstat().st_size // 4096) * 4 for path in folder.rglob("*") if path.is_file())
    return size + 64


@pytest.mark.parametrize("room", ROOM)
def test_a_load_on_a_disk_that_gets_full(hubs, tmp_path, room):
    probe = hubs.copy(tmp_path / "probe")
    needed = allocated(probe)
    with small_disk(tmp_path / "disk", needed + room) as grow:
        workspace = tmp_path / "disk" / "hub"
        shutil.move(probe, workspace)
        code = load_on(workspace)
        hubs.check_release(workspace)
        check_sentence(workspace, code)
        grow()
        hubs.check_recovery(workspace)


@pytest.mark.parametrize("room", ROOM_FOR_A_FIRST_LOAD)
def test_a_first_load_on_a_disk_that_gets_full(hubs, tmp_path, room):
    with small_disk(tmp_path / "disk", room) as grow:
        workspace = tmp_path / "disk" / "hub"
        shutil.copytree(hubs.undisturbed / "landing", workspace / "landing")
        code = load_on(workspace)
        if "was published" in check_sentence(workspace, code):
            hubs.check_release(workspace)
        grow()
        hubs.check_first_load(workspace)


def load_on(workspace):
    """A load; what it says is kept off the small disk."""
    environment = {name: each for name, each in os.environ.items() if not name.startswith(("ICM_", "DBT_", "DAGSTER_"))}
    with (workspace.parents[1] / "said").open("wb") as told:
        return subprocess.run(
            [ICM, "load", "--workspace", workspace], stdout=told, stderr=told, env=environment, timeout=600
        ).returncode  # fmt: skip


def check_sentence(workspace, code):
    """What a load on a full disk said: the reason once, and what became of the release; empty if it succeeded."""
    if code == 0:
        return ""
    told = (workspace.parents[1] / "said").read_text(encoding="utf-8")
    assert "Traceback" not in told and "No space left on device. Free some space" in told, told
    ended = [each for each in ("Nothing was published", "was published before that, and is whole") if each in told]
    assert len(ended) == 1, told
    return ended[0].replace("Nothing was published", "")


@pytest.mark.parametrize("number", range(TRIES_OF_SERVE))
def test_a_load_and_icm_serve_on_a_fresh_home(hubs, tmp_path, number):
    workspace = tmp_path / "hub"
    shutil.copytree(hubs.base / "landing", workspace / "landing")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pause = random.Random(SEED + number).uniform(0, 3)
    with (tmp_path / "serve.log").open("wb") as log:
        served = subprocess.Popen(
            [ICM, "serve", "--workspace", workspace, "--port", str(port)],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        time.sleep(pause)
        assert load(workspace) == 0, said(workspace)
        hubs.check_release(workspace)
        assert _answers(port, served), (tmp_path / "serve.log").read_text(encoding="utf-8")[-2000:]
    finally:
        served.terminate()
        served.wait(60)
    assert processes_of(workspace) == []
    assert "Traceback" not in (tmp_path / "serve.log").read_text(encoding="utf-8")


def _answers(port, served):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and served.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=10) as answer:
                return bool(json.loads(answer.read()))
        except OSError:
            time.sleep(0.5)
    return False
