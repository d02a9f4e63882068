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
        (datetime.time(8, 30), "08:30:00"),
        (datetime.timedelta(hours=30, seconds=5), "30:00:05"),
        (-datetime.timedelta(minutes=90), "-01:30:00"),
        (12, "12"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
        (1e15, "1000000000000000"),
        (12345678901234567890.0, "12345678901234567000"),
        (1e300, "1e+300"),
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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zeros(encoding):
    assert decoded("force;£\nDyfed-Powys;1\n".encode(encoding)) == ("force;£\nDyfed-Powys;1\n", encoding)


@pytest.mark.parametrize(
    "content", [b"force,\x00\x01", "force,\x00".encode("utf-16"), b"\xff\xfe\x00", b"caf\x81", b"\xef\xbb\xbf\x81"]
)
def test_bytes_that_are_no_text_are_refused(content):
    with pytest.raises(UnreadableFile) as refused:
        decoded(content)
    assert refused.value.rule_id == "F02"


def read_text(tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    return read_delimited(path).sheets[0]


def test_a_line_with_more_values_than_headings_keeps_them_all(tmp_path):
    sheet = read_text(tmp_path, b"supplier,amount,year\nAcme,\xa31,234,2012/13\nBest,99,2012/13\n")
    assert sheet.rows == [
        ["supplier", "amount", "year", None],
        ["Acme", "£1", "234", "2012/13"],
        ["Best", "99", "2012/13", None],
    ]


def test_a_value_may_hold_lines_and_be_very_long(tmp_path):
    long = "x" * 200_000
    sheet = read_text(tmp_path, f'a,b\r\n"one\r\ntwo",{long}\r\n'.encode())
    assert sheet.rows == [["a", "b"], ["one\r\ntwo", long]]


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_line(tmp_path):
    with pytest.raises(UnreadableFile, match="opened in line 3 is never closed"):
        read_text(tmp_path, b'a,b\n1,2\n3,"four\n5,6\n')
    assert read_text(tmp_path, b'a,b\n1,2\n3,"four"\n5,6').rows[-1] == ["5", "6"]


def test_the_separator_is_that_of_the_table_not_of_its_title(tmp_path):
    long = "".join(f"force {number};{number},5\n" for number in range(3000))
    sheet = read_text(tmp_path, b"Officers, staff, PCSOs\n\nforce;fte\n" + long.encode())
    assert sheet.rows[2] == ["force", "fte"]
    assert sheet.rows[-1] == ["force 2999", "2999,5"]


def test_blank_lines_at_the_end_are_counted_beyond_fifty(tmp_path):
    assert read_text(tmp_path, b"a,b\n" + b",\n" * 50).blank_tail == 0
    sheet = read_text(tmp_path, b"a,b\n" + b" ,\n" * 1000)
    assert (len(sheet.rows), sheet.blank_tail) == (51, 950)


SMALL_WORKBOOK = workbook_bytes({"Data": [["a", "b"], [1, "x"], [2.5, "y"]]})

cells = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_the_isolated_reader_gives_what_the_reader_gives(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(text_bytes([["force", "value"], ["Kent", "1"]]))
    assert read_isolated(path, "text") == read_delimited(path)


def test_an_open_mark_that_a_later_line_closes_swallows_no_lines(tmp_path):
    lines = ["force,note", 'Kent,"as published', "Essex,so", 'Surrey,"so, too"', "Sussex,so"]
    with pytest.raises(UnreadableFile, match="opened in line 2 is closed in line 4 within a value"):
        read_text(tmp_path, "\n".join(lines).encode())


@pytest.mark.parametrize("line", ['Kent,"a 5" pipe"', 'Kent,a 5" pipe', 'Kent,"two\nlines"', 'Kent,"so ""named"""'])
def test_other_marks_do_no_harm(tmp_path, line):
    assert len(read_text(tmp_path, f"force,note\n{line}\nEssex,so\n".encode()).rows) == 3
