"""A dense sheet gives the bytes that the worksheet of xlsxwriter gives."""

import io
import zipfile

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from orchestration.publication.national_tables.dense_sheet import DenseSheet

ROWS = [
    ["Kent", 1.0, "[x]", -0.25],
    ["=1+1 & <b>", 1 / 3, "", 123456789.123456789],
    ["x" * 20_000, 0.0, "\U0001f600" * 17_000, 1e300],
]


def row_by_row(sheet, place, row, texts, numbers):
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(place, column, cell, texts[column])
        else:
            sheet.write_number(place, column, cell, numbers[column])


def parts(kind, write):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        texts = [book.add_format({"indent": 1}), book.add_format(), *[book.add_format({"bold": True})] * 2]
        numbers = [book.add_format({"num_format": "0.0"})] * 4
        sheet = book.add_worksheet("Sheet", kind)
        sheet.write_string(0, 0, "Without a format")
        for place, row in enumerate(ROWS, start=2):
            write(sheet, place, row, texts, numbers)
        sheet.set_row(3, 40)
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def test_bytes_are_those_of_the_worksheet():
    assert parts(DenseSheet, DenseSheet.write_cells) == parts(Worksheet, row_by_row)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(number):
    with xlsxwriter.Workbook(io.BytesIO()) as book, pytest.raises(TypeError):
        book.add_worksheet("Sheet", DenseSheet).write_cells(0, [number], [None], [None])
