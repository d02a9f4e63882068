"""Bytes to text: what a reader gives back is what stood in the file."""

import csv
import datetime
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.intake.preflight import examine
from orchestration.readers.delimited import SEPARATORS, decoded, read_delimited
from orchestration.readers.isolated import read_isolated
from orchestration.readers.sheets import ReadFile, UnreadableFile, cell_text, column_letter
from orchestration.readers.workbook import read_workbook
from tests.files import text_bytes, workbook_bytes


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2007.0, "2007"),
        (672.76, "672.76"),
        (-0.5, "-0.5"),
        ("", None),
        (None, None),
        (" 12 ", " 12 "),
        (True, "TRUE"),
        (datetime.date(2013, 3, 31), "2013-03-31"),
        (datetime.datetime(2013, 3, 31), "2013-03-31"),
        (datetime.datetime(2013, 3, 31, 8, 30), "2013-03-31 08:30:00"),
    ],
)
def test_a_cell_becomes_text(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16383, "XFD")])
def test_columns_are_lettered_as_in_a_spreadsheet(index, letters):
    assert column_letter(index) == letters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_its_encoding(encoding):
    text, found = decoded("force;£\nDyfed-Powys;é\n".encode(encoding))
    assert "£" in text and "é" in text
    assert found == encoding


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(UnreadableFile) as refused:
        decoded(b"force,\x00\x01")
    assert refused.value.rule_id == "F02"


SMALL_WORKBOOK = workbook_bytes({"Data": [["a", "b"], [1, "x"], [2.5, "y"]]})

cells = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8),
    separator=st.sampled_from(SEPARATORS),
)
def test_any_table_written_as_text_comes_back_equal(tmp_path, rows, separator):
    # A cell that holds another separator makes the file's separator ambiguous: the heading row decides it here.
    content = [["one", "two", "three"], *rows]
    path = tmp_path / "table.csv"
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(content)
    path.write_bytes(buffer.getvalue().encode("utf-8"))
    assert read_delimited(path).sheets[0].rows == content


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(-(10**9), 10**9),
                st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 4)),
                st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8).map("t{}".format),
            ),
            min_size=4,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_table_written_as_a_workbook_comes_back_equal(tmp_path, rows):
    path = tmp_path / "table.xlsx"
    path.write_bytes(workbook_bytes({"Data": [["a", "b", "c", "d"], *rows]}))
    read = read_workbook(path).sheets[0].rows[1:]
    wanted = [[cell_text(float(v)) if isinstance(v, int | float) else cell_text(v) for v in row] for row in rows]
    while wanted and not any(wanted[-1]):
        wanted.pop()
    assert read == wanted


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".xlsx", ".xls", ".ods", ".txt", ".doc"]))
def test_no_bytes_break_the_examination_or_the_text_reader(tmp_path, content, suffix):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    facts = examine(path, path.name)
    assert facts.kind or facts.findings
    if facts.kind == "text":
        try:
            assert isinstance(read_delimited(path), ReadFile)
        except UnreadableFile as refused:
            assert refused.rule_id in {"F02", "F05"}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_mutated_workbook_never_breaks_the_load(tmp_path, data):
    whole = bytearray(SMALL_WORKBOOK)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "mutated.xlsx"
    path.write_bytes(bytes(whole))
    facts = examine(path, path.name)
    if facts.kind is None:
        assert facts.findings
        return
    try:
        assert read_isolated(path, facts.kind).sheets is not None
    except UnreadableFile as refused:
        assert refused.rule_id in {"F03", "F05", "F13"}


def test_a_reader_that_needs_too_much_memory_ends_its_file_only(tmp_path):
    # One cell in the last corner makes the reader ask for hundreds of gigabytes.
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.active["A1"] = "a"
    workbook.active["XFD1048576"] = "far away"
    path = tmp_path / "far.xlsx"
    workbook.save(path)
    with pytest.raises(UnreadableFile) as refused:
        read_isolated(path, "workbook")
    assert refused.value.rule_id == "F13"


def test_the_isolated_reader_gives_what_the_reader_gives(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(text_bytes([["force", "value"], ["Kent", "1"]]))
    assert read_isolated(path, "text") == read_delimited(path)
