"""What a reader tells of a workbook beside its cells: errors, formulas without a value, what is hidden, its extent."""

import struct

import pytest

from orchestration.readers import workbook as workbook_reader
from orchestration.readers.sheets import UnreadableFile
from orchestration.readers.workbook import read_workbook
from orchestration.readers.workbook_metadata import is_percent_format
from tests.edge_case_files import (
    NO_VALUE_ERROR,
    BinaryCell,
    awkward_workbook,
    ods_bytes,
    openpyxl_bytes,
    with_changed_part,
    workbook_with_cells,
    xlsb_bytes,
)
from tests.files import workbook_bytes, zip_bytes
from tests.old_workbook import OldFormula, xls_bytes

SHEET = "xl/worksheets/sheet1.xml"


def read(tmp_path, content, suffix="xlsx"):
    path = tmp_path / f"file.{suffix}"
    path.write_bytes(content)
    return read_workbook(path)


def read_sheet(tmp_path, content, suffix="xlsx"):
    return read(tmp_path, content, suffix).sheets[0]


def refusal(tmp_path, content, suffix="xlsx"):
    with pytest.raises(UnreadableFile) as refused:
        read(tmp_path, content, suffix)
    return refused.value


def assert_awkward_facts(sheet):
    assert sheet.errors["A2"] == "#N/A" and sheet.rows[1][:2] == ["#N/A", "#REF!"]
    assert sheet.percents == ["D1"]
    assert sheet.merged == ["B4:E5"]
    assert sheet.hidden_rows == [6]
    assert sheet.hidden_columns == ["G"]


def test_every_fact_of_an_xlsx_workbook(tmp_path):
    content = read(tmp_path, awkward_workbook())
    sheet, other = content.sheets
    assert_awkward_facts(sheet)
    assert sheet.rows[0] == ["text", "1", "2.5", "0.125", "2013-03-31", "2013-03-31 08:30:00", "08:30:00", "30:00:00"]
    assert sheet.uncalculated == ["C2", "D2"]
    assert (other.is_hidden, other.rows[4]) == (True, [None, None, "far in"])
    assert (content.kind, content.uses_1904) == ("xlsx", False)


EMPTY_TEXT, ZERO, TWO = b"\x03\x00\x00\x00\x00\x00\xff\xff", bytes(8), struct.pack("<d", 2.0)


@pytest.mark.parametrize(
    ("result", "flags", "calculated", "waits"),
    [
        (EMPTY_TEXT, 0, False, True),  # as xlwt writes it
        (EMPTY_TEXT, 3, True, True),
        (ZERO, 3, False, True),  # as Spreadsheet::WriteExcel writes it
        (EMPTY_TEXT, 0, True, False),  # as LibreOffice writes the result of =""
        (EMPTY_TEXT, 1, True, False),  # of a formula that changes on every opening
        (ZERO, 0, False, False),
        (ZERO, 1, True, False),
        (TWO, 3, False, False),
    ],
)
def test_a_formula_that_an_old_workbook_never_calculated(tmp_path, result, flags, calculated, waits):
    formula = OldFormula(result, flags)
    content = xls_bytes({"Data": [["a", "b"], [1, formula]]}, calculated=calculated)
    assert read_sheet(tmp_path, content, "xls").uncalculated == (["B2"] if waits else [])


def test_a_plain_workbook_has_none_of_them(tmp_path):
    sheet = read_sheet(tmp_path, workbook_bytes({"Data": [["hidden", "<f>"], [1, "mergeCell"]]}))
    assert sheet.rows == [["hidden", "<f>"], ["1", "mergeCell"]]
    assert not (sheet.errors or sheet.uncalculated or sheet.percents or sheet.merged or sheet.hidden_rows)
    assert not (sheet.hidden_columns or sheet.blank_tail)


@pytest.mark.parametrize(
    ("from_text", "to_text"),
    [
        (b't="e"', b"t='e'"),
        (b"<sheetData>", b"<!-- hidden --><sheetData>"),
        (b' r="A2"', b""),
    ],
)
def test_the_facts_do_not_depend_on_how_the_xml_is_written(tmp_path, from_text, to_text):
    assert_awkward_facts(
        read_sheet(
            tmp_path, with_changed_part(awkward_workbook(), SHEET, lambda part: part.replace(from_text, to_text))
        )
    )


def test_the_facts_do_not_depend_on_the_encoding_of_the_xml(tmp_path):
    from orchestration.readers.xlsx_metadata import scan_xlsx

    path = tmp_path / "utf16.xlsx"
    path.write_bytes(with_changed_part(awkward_workbook(), SHEET, lambda part: part.decode().encode("utf-16")))
    assert scan_xlsx(path, 100).sheets["Data"].errors == {"A2": "#N/A", "B2": "#REF!"}


def test_a_formula_whose_result_is_an_empty_text_was_calculated(tmp_path):
    formula = workbook_with_cells({"A1": "=B1"})
    calculated = with_changed_part(
        formula, SHEET, lambda part: part.replace(b'<c r="A1">', b'<c r="A1" t="str">').replace(b"<v />", b"<v></v>")
    )
    assert read_sheet(tmp_path, formula).uncalculated == ["A1"]
    assert read_sheet(tmp_path, calculated).uncalculated == []


@pytest.mark.parametrize(
    ("code", "is_percent"),
    [
        ("0%", True),
        ("0.0%;[Red]-0.0%", True),
        ('0" % of all"', False),
        ("0\\\\%", False),
        ("#,##0", False),
        ("[<1]0.0;0", False),
        ("General", False),
    ],
)
def test_a_number_format_is_a_percentage(code, is_percent):
    assert is_percent_format(code.replace("\\\\", "\\")) is is_percent


def test_dates_from_1904_are_read_accordingly(tmp_path):
    import datetime

    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def fill(workbook):
        workbook.epoch = CALENDAR_MAC_1904
        workbook.active["A1"] = datetime.date(2013, 3, 31)

    content = read(tmp_path, openpyxl_bytes(fill))
    assert content.uses_1904
    assert content.sheets[0].rows == [["2013-03-31"]]
    assert content.sheets[0].date_serial_epoch == "1904-01-01"


def test_an_xlsb_workbook_with_its_facts(tmp_path):
    rows = [
        [BinaryCell("text"), BinaryCell(1.5), BinaryCell(NO_VALUE_ERROR, is_error=True)],
        [BinaryCell(0.125, is_percent=True), None, BinaryCell(41364, is_day=True)],
    ]
    content = read(tmp_path, xlsb_bytes(rows, hidden_row=1, hidden_column=0, merged=(0, 0, 0, 1)), "xlsb")
    sheet = content.sheets[0]
    assert sheet.rows == [["text", "1.5", "#N/A"], ["0.125", None, "2013-03-31"]]
    assert (sheet.errors, sheet.percents, sheet.merged) == ({"C1": "#N/A"}, ["A2"], ["A1:B1"])
    assert (sheet.hidden_rows, sheet.hidden_columns, content.kind) == ([2], ["A"], "xlsb")


def test_an_xlsb_workbook_with_dates_from_1904(tmp_path):
    content = read(tmp_path, xlsb_bytes([[BinaryCell(41364 - 1462, is_day=True)]], uses_1904=True), "xlsb")
    assert (content.uses_1904, content.sheets[0].rows) == (True, [["2013-03-31"]])


NUMBER = '<table:table-cell office:value-type="{}" office:value="0.5"><text:p>50</text:p></table:table-cell>'
NO_VALUE = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string"{}><text:p>#N/A</text:p></table:table-cell>'
)


def test_an_ods_workbook_with_its_facts(tmp_path):
    sheet = read_sheet(
        tmp_path,
        ods_bytes(
            '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
            f"<table:table-row>{NUMBER.format('percentage')}{NUMBER.format('float')}{NUMBER.format('float')}</table:table-row>"
            '<table:table-row table:visibility="filter" table:number-rows-repeated="2">'
            + NO_VALUE.format(' office:string-value="" calcext:value-type="error"')
            + NO_VALUE.format("")
            + '<table:table-cell table:formula="of:=1+1"/></table:table-row>'
            '<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string">'
            "<text:p>merged</text:p></table:table-cell><table:covered-table-cell/></table:table-row>"
        ),
        "ods",
    )
    assert sheet.rows[0] == ["0.5", "0.5", "0.5"]
    assert [row[:2] for row in sheet.rows[1:3]] == [["#N/A", "#N/A"]] * 2
    assert sheet.errors == dict.fromkeys(["A2", "B2", "A3", "B3"], "#N/A")
    assert (sheet.uncalculated, sheet.percents, sheet.merged) == (["C2", "C3"], ["A1"], ["A4:B4"])
    assert (sheet.hidden_rows, sheet.hidden_columns) == ([2, 3], ["C"])


def test_the_text_of_a_comment_is_not_the_text_of_its_cell(tmp_path):
    comment = "<office:annotation><text:p>#N/A</text:p></office:annotation>"
    cell = f'<table:table-cell table:formula="of:=A2" office:value-type="float" office:value="1">{comment}'
    sheet = read_sheet(
        tmp_path, ods_bytes(f"<table:table-row>{cell}<text:p>1</text:p></table:table-cell></table:table-row>"), "ods"
    )
    assert sheet.errors == {}


def test_a_cell_far_away_is_refused_with_its_address(tmp_path):
    found = refusal(tmp_path, workbook_with_cells({"A1": "a", "XFD1048576": "far away"}))
    assert found.rule_id == "F13"
    assert "sheet 'Data' reaches to cell XFD1048576" in found.detail


def far_ods(rows_between):
    gap = '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="16384"/>'
    cells = '<table:table-cell table:number-columns-repeated="16383"/>' + NUMBER.format("float")
    return ods_bytes(gap.format(rows_between) + f"</table:table-row><table:table-row>{cells}</table:table-row>")


def test_a_cell_far_away_is_refused_in_ods_and_in_xlsb(tmp_path, monkeypatch):
    assert "XFD1048576" in refusal(tmp_path, far_ods(1_048_575), "ods").detail
    assert read_sheet(tmp_path, far_ods(3), "ods").rows[3][16383] == "0.5"
    monkeypatch.setattr(workbook_reader, "AREA_LIMIT", 3)
    assert "B2" in refusal(tmp_path, xlsb_bytes([[None], [None, BinaryCell("x")]]), "xlsb").detail


def test_a_run_of_filled_cells_is_counted_in_full(tmp_path):
    repeated = NUMBER.format("float").replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"'
    )
    row = f'<table:table-row table:number-rows-repeated="1048576">{repeated}</table:table-row>'
    assert refusal(tmp_path, ods_bytes(row), "ods").rule_id == "F13"


def test_a_formatted_cell_far_away_is_no_harm(tmp_path):
    def fill(workbook):
        workbook.active["A1"] = "a"
        workbook.active["XFD1048576"].number_format = "0%"

    sheet = read_sheet(tmp_path, openpyxl_bytes(fill))
    assert sheet.rows == [["a"]]
    assert sheet.blank_tail == 1_048_575


def test_blank_rows_that_a_template_prepares_are_not_told(tmp_path):
    def fill(workbook):
        workbook.active["A1"] = "a"
        for row in range(2, 900):
            workbook.active.cell(row, 1).number_format = "0%"

    assert read_sheet(tmp_path, openpyxl_bytes(fill)).blank_tail == 0


def test_rows_of_white_space_below_the_table_are_cut_off_and_counted(tmp_path):
    sheet = read_sheet(tmp_path, workbook_with_cells({"A1": "a", **{f"A{row}": " " for row in range(2, 202)}}))
    assert (len(sheet.rows), sheet.blank_tail) == (51, 150)


@pytest.mark.parametrize("suffix", ["xlsx", "xlsb", "ods", "xls"])
def test_a_damaged_workbook_is_refused_in_words(tmp_path, suffix):
    parts = {"xl/workbook.xml": b"<a", "xl/workbook.bin": b"\x9c", "content.xml": b"<a"}
    kept = {"xlsx": ["xl/workbook.xml"], "xlsb": ["xl/workbook.bin"], "ods": ["content.xml"]}
    content = zip_bytes({name: parts[name] for name in kept[suffix]}) if suffix in kept else OLD_AND_CUT
    assert refusal(tmp_path, content, suffix).rule_id == "F05"


def test_a_damage_that_makes_calamine_panic_is_one_like_any_other(tmp_path):
    content = xlsb_bytes([[BinaryCell("a")]])
    relations = "xl/_rels/workbook.bin.rels"
    damaged = with_changed_part(content, relations, lambda part: part.replace(b'"rId1"', b'"rId7"'))
    assert refusal(tmp_path, damaged, "xlsb").rule_id == "F05"


OLD_AND_CUT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
