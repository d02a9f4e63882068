"""A long table, written straight as XML, is to a reader what xlsxwriter writes cell by cell."""

import math

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from orchestration.publication.national_tables import worksheets
from orchestration.publication.national_tables.long_tables import FROM_ROWS
from orchestration.publication.national_tables.worksheets import WorkbookWriter, columns_of

TEXTS = (
    "Kent", "", " before", "after ", "a\nb", "a\tb", "a\rb", "A & B <C> \"D\" 'E'", "]]>", "_x0041_", "_x00e9_ x",
    "\x01 \x1f", "£ — é 漢 😀", "=1+1", "[x]", "word " * 80, "�",
)  # fmt: skip
NUMBERS = (0.0, -1.0, 1.0, 0.1, 1 / 3, 1e-7, -2.5e12, 123456789.0, 1e16, 5e-324)
HEADINGS, FORMATS = ("Text", "Number", "Both", "Count"), ("", "#,##0.00", "#,##0", "0")


def rows(count):
    return [
        (
            TEXTS[place % len(TEXTS)],
            NUMBERS[place % len(NUMBERS)],
            "[z]" if place % 3 else NUMBERS[place % len(NUMBERS)],
            float(place),
        )
        for place in range(count)
    ]


def written(path, table):
    writer = WorkbookWriter({"title": "T"})
    writer.cover("Cover", "T", [("What", "It holds.")])
    writer.table("First", "T", ["One."], HEADINGS, columns_of(table), FORMATS)
    writer.table("Second", "T", [], HEADINGS, columns_of(table[::-1]), FORMATS)
    writer.save(path)
    return path


def looks(cell):
    font, alignment = cell.font, cell.alignment
    return (
        cell.data_type, cell.number_format, font.b, font.sz, alignment.horizontal, alignment.vertical,
        alignment.wrap_text, alignment.indent,
    )  # fmt: skip


def value_of(cell):
    """The value; openpyxl undoes the escape of an underline in shared texts only, where xlsxwriter puts them."""
    return cell.value.replace("_x005F_", "_") if isinstance(cell.value, str) else cell.value


def sheets(path):
    """Everything of each sheet that a reader shows."""
    return {
        sheet.title: (
            sheet.dimensions,
            sheet.freeze_panes,
            sheet.tables.items(),
            {row: given.height for row, given in sheet.row_dimensions.items() if given.height},
            {column: given.width for column, given in sheet.column_dimensions.items()},
            [[(value_of(cell), looks(cell)) for cell in row] for row in sheet.iter_rows()],
        )
        for sheet in openpyxl.load_workbook(path)
    }


@pytest.mark.parametrize("count", [FROM_ROWS - 1, FROM_ROWS, FROM_ROWS * 3])
def test_a_reader_sees_what_xlsxwriter_writes(tmp_path, monkeypatch, count):
    table = rows(count)
    ours = written(tmp_path / "ours.xlsx", table)
    monkeypatch.setattr(worksheets, "FROM_ROWS", math.inf)
    theirs = written(tmp_path / "theirs.xlsx", table)
    assert sheets(ours) == sheets(theirs)
    both = [CalamineWorkbook.from_path(str(path)) for path in (ours, theirs)]
    for name in both[0].sheet_names:
        assert both[0].get_sheet_by_name(name).to_python() == both[1].get_sheet_by_name(name).to_python()


def test_numbers_keep_every_digit(tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path / "book.xlsx", rows(FROM_ROWS)))["First"]
    (table,) = sheet.tables.values()
    assert [row[1].value for row in sheet[table.ref][1:]] == [row[1] for row in rows(FROM_ROWS)]


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_no_cell_can_hold_is_refused(tmp_path, value):
    table = [*rows(FROM_ROWS), ("Kent", value, 1.0, 1.0)]
    with pytest.raises(ValueError, match="Column B of a sheet has a number that is not finite"):
        written(tmp_path / "book.xlsx", table)
