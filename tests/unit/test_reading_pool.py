"""Children that read: the same as the readers give, in the order given, whatever a file does to its child."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from orchestration.faults import HubFault
from orchestration.readers import isolated
from orchestration.readers.delimited import read_delimited
from orchestration.readers.isolated import ReadingChild, read_isolated
from orchestration.readers.pool import AHEAD, ReadingPool
from orchestration.readers.sheets import ReadFile, UnreadableFile
from orchestration.readers.workbook import read_workbook
from tests.edge_case_files import awkward_workbook, workbook_with_cells
from tests.files import text_bytes, workbook_bytes


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.xlsx"
    path.write_bytes(awkward_workbook())
    return path


@pytest.fixture
def list_of_forces(tmp_path):
    path = tmp_path / "forces.csv"
    path.write_bytes(text_bytes([["force", "£"], ["Kent", "é 😀\n"]]))
    return path


def test_a_child_gives_what_the_readers_give(good, list_of_forces):
    with ReadingChild() as child:
        assert child.read(good, "workbook") == read_workbook(good)
        process = child.process_id
        assert child.read(list_of_forces, "text") == read_delimited(list_of_forces)
        assert child.process_id == process
    assert read_isolated(good, "workbook") == read_workbook(good)


def test_files_come_back_in_order_whatever_some_of_them_do(tmp_path, good):
    paths = []
    for number in range(12):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(b"damaged" if number % 4 == 1 else workbook_bytes({"Data": [[f"file {number}"]]}))
        paths.append(path)
    with ReadingPool() as pool:
        answers = list(pool.read_ahead((path, "workbook") for path in paths))
    assert [path for path, _ in answers] == paths
    for number, (_, answer) in enumerate(answers):
        if number % 4 == 1:
            assert isinstance(answer, UnreadableFile) and answer.rule_id == "F05"
        else:
            assert isinstance(answer, ReadFile) and answer.sheets[0].rows == [[f"file {number}"]]


def test_only_a_few_files_are_taken_ahead(good):
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield good, "workbook"

    with ReadingPool(workers=1) as pool:
        next(pool.read_ahead(items()))
    assert len(taken) <= 1 + AHEAD


def test_a_file_that_needs_too_much_memory_ends_itself_only(tmp_path, good):
    path = tmp_path / "tall.xlsx"
    path.write_bytes(workbook_with_cells({"A1": "a", "R1000000": "b"}))
    with ReadingChild(memory_limit=300 * 1024**2) as child:
        refused = child.read(path, "workbook")
        assert isinstance(refused, UnreadableFile)
        assert refused.rule_id == "F13" and "more than 300 MB of memory or broke off" in refused.detail
        assert isinstance(child.read(good, "workbook"), ReadFile)


def test_a_file_that_takes_too_long_ends_itself_only(tmp_path, good):
    long = tmp_path / "long.csv"
    long.write_text("a,b,c,d\n" * 8_000_000, encoding="ascii")
    with ReadingChild(time_limit=1) as child:
        refused = child.read(long, "text")
        assert isinstance(refused, UnreadableFile)
        assert (refused.rule_id, refused.detail) == ("F13", "reading took more than 1 seconds of processor time")
        assert isinstance(child.read(good, "workbook"), ReadFile)


def test_the_limit_of_one_file_does_not_grow_less_with_the_files_before(good):
    with ReadingChild(time_limit=1) as child:
        answers = [child.read(good, "workbook") for _ in range(100)]
        first = child.process_id
        assert all(isinstance(answer, ReadFile) for answer in answers)
        assert isinstance(child.read(good, "workbook"), ReadFile) and child.process_id == first


def test_a_disk_that_does_not_answer_is_not_the_fault_of_the_file(tmp_path, good):
    endless = tmp_path / "endless.csv"
    os.mkfifo(endless)  # nobody ever writes into it
    with ReadingChild(wait_limit=1) as child:
        with pytest.raises(HubFault, match=r"Reading endless\.csv has not ended"):
            child.read(endless, "text")
        assert isinstance(child.read(good, "workbook"), ReadFile)


def test_a_child_that_is_killed_once_reads_the_file_again(tmp_path, good):
    slow = tmp_path / "slow.csv"
    os.mkfifo(slow)
    with ReadingChild() as child, ThreadPoolExecutor(1) as beside:
        child.read(good, "workbook")
        answer = beside.submit(child.read, slow, "text")
        kill_while_reading(child, slow)
        with os.fdopen(once_read(slow), "wb") as pipe:
            pipe.write(text_bytes([["force"], ["Kent"]]))
        read = answer.result(timeout=60)
    assert isinstance(read, ReadFile) and read.sheets[0].rows == [["force"], ["Kent"]]


def test_a_child_that_is_killed_again_stops_the_load_and_gives_no_verdict(tmp_path, good):
    slow = tmp_path / "slow.csv"
    os.mkfifo(slow)
    with ReadingChild() as child, ThreadPoolExecutor(1) as beside:
        child.read(good, "workbook")
        answer = beside.submit(child.read, slow, "text")
        kill_while_reading(child, slow)
        kill_while_reading(child, slow)
        with pytest.raises(HubFault, match=r"slow\.csv was ended twice"):
            answer.result(timeout=60)


def once_read(pipe):
    """The writing end of a pipe, as soon as somebody reads it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.01)
    raise AssertionError(f"nobody reads {pipe}")


def kill_while_reading(child, pipe):
    """End the process that reads a pipe, as the system does when memory runs out."""
    writing, process = once_read(pipe), child.process_id
    os.kill(process, signal.SIGKILL)
    os.close(writing)
    deadline = time.monotonic() + 60
    while child.process_id == process and time.monotonic() < deadline:
        time.sleep(0.01)


def test_last_words_of_a_reader_are_for_the_log_and_not_for_the_sender(tmp_path, good, caplog):
    with ReadingChild() as child:
        refused = child.read(tmp_path / "is not there.csv", "text")
        assert isinstance(refused, UnreadableFile)
        assert refused.rule_id == "F13" and refused.detail.endswith("of memory or broke off")
        assert "FileNotFoundError" in caplog.text
        assert isinstance(child.read(good, "workbook"), ReadFile)


def test_a_child_that_died_while_idle_costs_no_file(good):
    with ReadingChild() as child:
        child.read(good, "workbook")
        os.kill(child.process_id, signal.SIGKILL)
        os.waitid(os.P_PID, child.process_id, os.WEXITED | os.WNOWAIT)
        assert isinstance(child.read(good, "workbook"), ReadFile)


def test_a_child_that_stays_large_is_replaced(good, monkeypatch):
    monkeypatch.setattr(isolated, "RESIDENT_LIMIT_BYTES", 1)
    with ReadingChild() as child:
        assert isinstance(child.read(good, "workbook"), ReadFile)
        assert child.process_id is None
        assert isinstance(child.read(good, "workbook"), ReadFile)


def test_leaving_the_pool_leaves_no_child_and_waits_for_none(tmp_path, good):
    endless = tmp_path / "endless.csv"
    os.mkfifo(endless)
    with ReadingPool() as pool:
        answers = pool.read_ahead([(good, "workbook"), (endless, "text"), (good, "workbook"), (good, "workbook")])
        next(answers)
        children = [child.process_id for child in pool._children]
    for process in filter(None, children):
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
