"""Any table that any program wrote comes back as it was; no bytes at all end more than their own file."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from orchestration.intake.preflight import examine
from orchestration.readers.delimited import read_delimited
from orchestration.readers.isolated import ReadingChild
from orchestration.readers.sheets import ReadFile, UnreadableFile
from orchestration.readers.workbook import read_workbook
from tests.edge_case_files import BinaryCell, awkward_workbook, converted, xlsb_bytes
from tests.files import text_bytes, zip_bytes

WIDTH = 4

# What a spreadsheet keeps: text that XML can hold, numbers of up to 15 digits, days from 1900-03-01 on.
# No Cs, Cc, Cn: half characters, control characters, and places without a character. _x0041_ is an escape of XLSX's.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), min_size=1, max_size=12).filter(
    lambda text: "_x" not in text
)
awkward_texts = st.sampled_from(
    ["00123", "1,234", "(1,234)", "£5", "..", "n/a", "-", "TRUE", "2013-04-01", "=1+1", " both ", "two  spaces",
     "two\nlines", "a;b", 'say "so"', "\u00a012", "#N/A", "1e5", "12%"]
)  # fmt: skip
numbers = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.decimals(-(10**9), 10**9, places=4).map(float),
)
days = st.dates(datetime.date(1901, 1, 1), datetime.date(2199, 12, 31))
cells = st.one_of(st.none(), texts, awkward_texts, numbers, days)
rows = st.lists(st.lists(cells, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=8)

quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def as_text(value):
    """The cell as the reader is to give it, told without the reader's own code."""
    if value is None:
        return None
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0") if value else "0"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def wanted(table):
    """The table as text, as wide as its widest row and without empty rows at its end."""
    texts_only = [[as_text(value) for value in row] for row in table]
    while texts_only and not any(text is not None for text in texts_only[-1]):
        texts_only.pop()
    width = max((index + 1 for row in texts_only for index, text in enumerate(row) if text is not None), default=0)
    return [row[:width] for row in texts_only]


def put(workbook_sheet, table):
    """Write a table with openpyxl, text as text whatever it looks like."""
    for row, values in enumerate(table, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                cell = workbook_sheet.cell(row, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"


def openpyxl_workbook(tables):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, table in enumerate(tables):
        put(workbook.create_sheet(f"Table {number}"), table)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


@quick
@given(table=rows)
def test_a_table_written_by_openpyxl_comes_back_equal(tmp_path, table):
    path = tmp_path / "table.xlsx"
    path.write_bytes(openpyxl_workbook([table]))
    assert read_workbook(path).sheets[0].rows == wanted(table)


@quick
@given(table=rows)
def test_a_table_written_by_xlsxwriter_comes_back_equal(tmp_path, table):
    import xlsxwriter

    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet, day = workbook.add_worksheet(), workbook.add_format({"num_format": "dd/mm/yyyy"})
        for row, values in enumerate(table):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(row, column, value, day)
                elif value is not None:
                    sheet.write_number(row, column, value)
    assert read_workbook(path).sheets[0].rows == wanted(table)


@quick
@given(
    table=st.lists(st.lists(st.one_of(texts, awkward_texts), min_size=3, max_size=3), min_size=1, max_size=8),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
)
def test_a_table_written_as_text_comes_back_equal(tmp_path, table, separator, encoding):
    content = [["Headings of plain English", "tell the", "separator"], *table]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(content)
    try:
        encoded = buffer.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return  # Windows-1252 has no such character
    path = tmp_path / "table.csv"
    path.write_bytes(encoded)
    facts = examine(path, path.name)
    read = read_delimited(path)
    assert facts.kind == "text"
    # Bytes of Windows-1252 that happen to be UTF-8 are read as that: nobody can tell.
    if encoding != "cp1252" or read.encoding == "cp1252" or encoded.isascii():
        assert read.sheets[0].rows == content


@settings(max_examples=2, derandomize=True, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(tables=st.lists(rows, min_size=25, max_size=25))
def test_tables_written_by_libreoffice_come_back_equal(tmp_path_factory, tables):
    assume(any(value is not None for table in tables for row in table for value in row))  # the first is always empty
    # One conversion of many tables: starting LibreOffice takes longer than reading all of them.
    folder = tmp_path_factory.mktemp("libreoffice")
    source = folder / "tables.xlsx"
    source.write_bytes(openpyxl_workbook(tables))
    for suffix in ("ods", "xls", "xlsx"):
        (path,) = converted([source], suffix, folder)
        read = read_workbook(path)
        assert read.kind == suffix
        for table, sheet in zip(tables, read.sheets, strict=True):
            assert sheet.rows == wanted(table), f"{sheet.name} as {suffix}"


@pytest.fixture(scope="module")
def awkward_folder(tmp_path_factory):
    """One awkward workbook in every format."""
    folder = tmp_path_factory.mktemp("awkward")
    source = folder / "awkward.xlsx"
    source.write_bytes(awkward_workbook())
    paths = {suffix: converted([source], suffix, folder)[0] for suffix in ("ods", "xls", "xlsx")}
    paths["xlsb"] = folder / "awkward.xlsb"
    paths["xlsb"].write_bytes(xlsb_bytes([[BinaryCell("a"), BinaryCell(0.125, is_percent=True)]], merged=(0, 0, 0, 1)))
    paths["csv"] = folder / "list.csv"
    paths["csv"].write_bytes(text_bytes([["force", "fte"], ["Kent", "1,234"]]))
    return paths


@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsx"])
def test_every_format_tells_the_same_facts(awkward_folder, suffix):
    content = read_workbook(awkward_folder[suffix])
    sheet, other = content.sheets
    assert content.kind == suffix
    assert sheet.errors == {"A2": "#N/A", "B2": "#REF!", "C2": "#DIV/0!"}
    assert sheet.rows[1] == ["#N/A", "#REF!", "#DIV/0!", "2", None, None, None, None]
    assert (sheet.percents, sheet.merged, sheet.uncalculated) == (["D1"], ["B4:E5"], [])
    assert (sheet.hidden_rows, sheet.hidden_columns) == ([6], ["G"])
    assert (other.is_hidden, other.rows[4]) == (True, [None, None, "far in"])


def test_dates_from_1904_are_read_in_the_old_format(tmp_path):
    source = tmp_path / "days.xlsx"
    source.write_bytes(awkward_workbook())
    workbook = load_workbook(source)
    workbook.epoch = datetime.datetime(1904, 1, 1)
    workbook.save(source)
    (path,) = converted([source], "xls", tmp_path)
    content = read_workbook(path)
    assert content.uses_1904
    assert content.sheets[0].rows[0][4] == "2013-03-31"


@pytest.fixture(scope="module")
def child():
    with ReadingChild(time_limit=20) as running:
        yield running


def read_or_refused(child, path):
    """The file goes through examination and reading; whatever it is, the outcome has words."""
    facts = examine(path, path.name)
    if facts.kind is None:
        assert facts.findings
        return
    answer = child.read(path, facts.kind)
    assert isinstance(answer, ReadFile | UnreadableFile)
    if isinstance(answer, UnreadableFile):
        assert answer.rule_id in {"F02", "F03", "F05", "F13"} and answer.detail


broken = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
SUFFIXES = ["xlsx", "ods", "xls", "xlsb", "csv"]
STARTS = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"%PDF"]


@broken
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=1200), suffix=st.sampled_from(SUFFIXES))
def test_any_bytes_are_read_or_refused(tmp_path, child, start, rest, suffix):
    path = tmp_path / f"any.{suffix}"
    path.write_bytes(start + rest)
    read_or_refused(child, path)


@broken
@given(data=st.data(), suffix=st.sampled_from(SUFFIXES))
def test_a_file_with_changed_bytes_is_read_or_refused(tmp_path, child, awkward_folder, data, suffix):
    content = changed(awkward_folder[suffix].read_bytes(), data)
    path = tmp_path / f"changed.{suffix}"
    path.write_bytes(content)
    read_or_refused(child, path)


@broken
@given(data=st.data(), suffix=st.sampled_from(["xlsx", "ods", "xlsb"]))
def test_a_workbook_with_a_changed_part_is_read_or_refused(tmp_path, child, awkward_folder, data, suffix):
    # Changed within its parts, so that the archive is whole and the readers of the parts meet the change.
    with zipfile.ZipFile(awkward_folder[suffix]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    path = tmp_path / f"changed.{suffix}"
    path.write_bytes(zip_bytes({**parts, name: changed(parts[name], data)}))
    read_or_refused(child, path)


def changed(content, data):
    """The bytes with a few of them changed, and perhaps cut short."""
    whole = bytearray(content)
    for _ in range(data.draw(st.integers(1, 5))):
        if whole:
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    return bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))] if data.draw(st.booleans()) else whole)
