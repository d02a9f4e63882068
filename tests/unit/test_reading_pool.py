"""Children that read: the same as the readers give, in the order given, whatever a file does to its child."""

import os
import signal

import pytest

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
    endless = tmp_path / "endless.csv"
    os.mkfifo(endless)  # nobody ever writes into it
    with ReadingChild(time_limit=3) as child:
        refused = child.read(endless, "text")
        assert isinstance(refused, UnreadableFile)
        assert (refused.rule_id, refused.detail) == ("F13", "reading took longer than 3 seconds")
        assert isinstance(child.read(good, "workbook"), ReadFile)


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
