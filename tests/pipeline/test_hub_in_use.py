"""Commands beside another process that has the hub: readers never wait, and a load says who is in its way."""

import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.conftest import run_icm

A_LOAD = """
import sys
from pathlib import Path
from orchestration.settings import Settings
from orchestration.warehouse.holding import holding
workspace = Path(sys.argv[1])
with holding(Settings(workspace=workspace, landing=workspace / "landing")) as connection:
    connection.begin()
    connection.execute("DELETE FROM ledger.findings")
    print("holds it", flush=True)
    sys.stdin.read()
    connection.rollback()
"""
ANOTHER_PROGRAM = """
import sys, duckdb
with duckdb.connect(sys.argv[1] + "/warehouse.duckdb"):
    print("holds it", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by(script, settings):
    """A process of its own that has the hub until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(settings.workspace)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "holds it\n"
        yield process
    finally:
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def readers(module_hub):
    """What the commands that only read answer before a load, and while one is at work that waits for their answers."""
    workspace = ("--workspace", module_hub.settings.workspace)
    commands = {
        "status": ("status", *workspace, "--json"),
        "status in words": ("status", *workspace),
        "releases": ("releases", *workspace, "--json"),
        "position": ("position", "kent", *workspace, "--json"),
        "heading": ("heading", "Intelligence", *workspace, "--json"),
        "picture": ("picture", *workspace, "--json"),
    }
    before = {name: run_icm(*command) for name, command in commands.items()}
    with held_by(A_LOAD, module_hub.settings) as load:
        during = {name: run_icm(*command) for name, command in commands.items()}
        assert load.poll() is None
    return before, during, load.pid


@pytest.mark.parametrize("name", ["status", "releases", "position", "heading", "picture"])
def test_a_reader_answers_during_a_load_as_before_it(readers, name):
    before, during, _ = readers
    assert before[name].code == 0, before[name].err
    assert (during[name].code, during[name].out) == (0, before[name].out)


def test_status_names_the_process_at_work(readers):
    before, during, process = readers
    assert "at work" not in before["status in words"].out
    words = " ".join(during["status in words"].out.split())
    assert f"Another load (process {process}, since" in words
    assert "is at work: this is the hub as it was left before." in words


def test_a_load_names_the_program_with_the_file_open(module_hub):
    with held_by(ANOTHER_PROGRAM, module_hub.settings) as program:
        result = module_hub.load("--recheck")
    assert result.code == 1
    (problem,) = result.facts["problems"]
    assert problem.startswith(f"Process {program.pid} (") and f"has {module_hub.settings.warehouse} open" in problem
    assert "Traceback" not in result.out + result.err
    assert module_hub.load().code == 0, "once the program has let go"


def test_status_answers_while_a_program_has_the_file_open(module_hub):
    with held_by(ANOTHER_PROGRAM, module_hub.settings):
        result = run_icm("status", "--workspace", module_hub.settings.workspace, "--json")
    assert result.code == 0
    assert len(result.facts["submissions"]) == len(module_hub.first_load.facts["submissions"])
