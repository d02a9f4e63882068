"""Returns in every workbook format the hub takes, each as another program writes it.

In scope: the writers. Out of scope: what the returns hold, or what reading them must give.
"""

import datetime
import io
import re
import struct
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter

from tests.edge_case_files import BinaryCell, converted, ods_bytes, openpyxl_bytes, xlsb_bytes
from tests.files import zip_bytes

FORMATS = [
    "XlsxWriter xlsx", "openpyxl xlsx", "openpyxl xlsm", "LibreOffice xlsx", "LibreOffice ods", "LibreOffice xls",
    "hand-written xlsb",
]  # fmt: skip


def in_every_format(contents, folder):
    """Format to name to the bytes of the file, from the sheets of each name.

    LibreOffice is started once for each of its formats.
    """
    by = {"XlsxWriter xlsx": by_xlsxwriter, "openpyxl xlsx": by_openpyxl, "hand-written xlsb": by_hand_as_xlsb}
    made = {format_: {name: write(sheets) for name, sheets in contents.items()} for format_, write in by.items()}
    made["openpyxl xlsm"] = {name: with_macros(content) for name, content in made["openpyxl xlsx"].items()}
    sources = [folder / f"{name}.xlsx" for name in contents]
    for source in sources:
        source.write_bytes(made["openpyxl xlsx"][source.stem])
    for suffix in ("xlsx", "ods", "xls"):
        paths = converted(sources, suffix, folder)
        made[f"LibreOffice {suffix}"] = {path.stem: path.read_bytes() for path in paths}
    return made


def by_xlsxwriter(sheets):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def by_openpyxl(sheets):
    def fill(workbook):
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)

    return openpyxl_bytes(fill)


def with_macros(workbook):
    """The workbook as XLSM: the same parts, another content type, and a part that holds macros."""
    parts = parts_of(workbook)
    kinds = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = kinds.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert parts["[Content_Types].xml"] != kinds
    return zip_bytes({**parts, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"})


def by_hand_as_xlsb(sheets):
    """An XLSB workbook of several sheets, put together from workbooks of one sheet."""
    singles = [parts_of(xlsb_bytes([[binary_cell(cell) for cell in row] for row in rows])) for rows in sheets.values()]
    whole = dict(singles[0])
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    end, relations = b"</Relationships>", b""
    for number, single in enumerate(singles):
        whole[f"xl/worksheets/of{number}.bin"] = single["xl/worksheets/sheet1.bin"]
        relations += b'<Relationship Id="of%d" Type="%b" Target="worksheets/of%d.bin"/>' % (number, kind, number)
    records = [xlsb_sheet(number + 1, f"of{number}", name) for number, name in enumerate(sheets)]
    changes = {
        "xl/_rels/workbook.bin.rels": (end, relations + end),
        "xl/workbook.bin": (xlsb_sheet(1, "rId1", "Data"), b"".join(records)),
    }
    for part, (before, after) in changes.items():
        assert before in whole[part]
        whole[part] = whole[part].replace(before, after)
    return zip_bytes(whole)


def ods(sheets):
    """A workbook as ODS, below an empty sheet; text keeps its spaces and line breaks."""
    tables = []
    for name, rows in sheets.items():
        lines = (f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
        tables.append(f'</table:table><table:table table:name="{name}">{"".join(lines)}')
    return ods_bytes("".join(tables))


def ods_cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        # A run of spaces is one space in XML, and one at either end is none: ODS has an element for them.
        text = re.sub("^ +| +$|  +", lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(value))
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    number = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"


def xlsb_sheet(number, relation, name):
    """The record by which an XLSB workbook names one of its sheets."""
    content = struct.pack("<II", 0, number)
    for text in (relation, name):
        content += struct.pack("<I", len(text)) + text.encode("utf-16-le")
    return bytes([156 & 0x7F | 0x80, 156 >> 7, len(content)]) + content


def binary_cell(value):
    if value is None:
        return None
    if isinstance(value, datetime.date):
        return BinaryCell(float((value - datetime.date(1899, 12, 30)).days), is_day=True)
    return BinaryCell(value if isinstance(value, str) else float(value))


def parts_of(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}
