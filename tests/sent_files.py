"""Files as a force or publisher sends them, each nearly right: one row, one cell or one part is as a test wants it.

In scope: what makes such a file. Out of scope: which rule it breaks (the test that sends it).
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from orchestration.returns.description import description_of
from orchestration.returns.reference_lists import ReferenceLists, read_reference_lists
from orchestration.settings import PROJECT_DIR
from tests.edge_case_files import with_changed_part
from tests.files import headings, register_sheets, text_bytes, workbook_bytes
from tests.old_workbook import xls_bytes
from tests.published_lists import LANCASHIRE, month_rows, months
from tests.returns import about, table_rows, workforce

LISTS = read_reference_lists(PROJECT_DIR / "seeds")
PLAIN, KENT, OLD = "return.xlsx", "workforce_kent_2022-23.xlsx", "workforce_kent_2022-23.xls"
FUNDING, SPEND = "police_funding_2025_26.csv", "procurement_spend_2024-25.csv"
HEADINGS = headings("workforce", "functions")
FUNDING_HEADINGS = headings("police_funding", "grant_and_precept")
SPEND_HEADINGS = [column.header for column in description_of("procurement_spend").form("lines").tables[0].columns]


@dataclass(frozen=True)
class Sent:
    """A file as it is sent; its bytes are made when a test asks for them."""

    make: Callable[[], bytes]
    name: str = PLAIN
    lists: ReferenceLists = LISTS


def raw(content, name):
    return Sent(lambda: content, name)


def filled(name=PLAIN, lists=LISTS, **items):
    """A workforce return with those items on its sheet About."""
    return Sent(partial(workforce, **items), name, lists)


def row(heading, officers=None, people=None, staff=None):
    return [heading, officers, people, staff, *[None] * (len(HEADINGS) - 4)]


LOCAL, ROADS = row("Local policing", 100.5, None, 20), row("Road policing", 10, None, 2)


def sheet(*rows, year="2022/23", hidden=(), name=PLAIN, called="Workforce", **others):
    """A workforce return whose sheet holds just those rows."""
    return Sent(lambda: workbook_bytes({"About": about("workforce", year=year), called: rows, **others}, hidden), name)


def officers(value):
    """A workforce return with that in cell B2."""
    return sheet(HEADINGS, row("Local policing", value))


def edited(file, name, change):
    """The file with one sheet changed by openpyxl, which can format, hide and leave formulas without a result."""

    def make():
        from openpyxl import load_workbook

        workbook, saved = load_workbook(io.BytesIO(file.make())), io.BytesIO()
        change(workbook[name])
        workbook.save(saved)
        return saved.getvalue()

    return Sent(make, file.name)


def put(address, value=None, number_format="General"):
    """A workforce return of two rows with a value, or only a format, in one cell more."""

    def change(worksheet):
        worksheet[address].value = value
        worksheet[address].number_format = number_format

    return edited(sheet(HEADINGS, LOCAL, ROADS), "Workforce", change)


def hidden(row=None, column=None):
    """A workforce return of two rows with a row or column hidden."""

    def change(worksheet):
        place = worksheet.row_dimensions[row] if row else worksheet.column_dimensions[column]
        place.hidden = True

    return edited(sheet(HEADINGS, LOCAL, ROADS), "Workforce", change)


def changed(file, part, before, after):
    """The file with the first such bytes of a part replaced."""

    def change(old):
        assert before in old, f"{part} holds no {before!r}"
        return old.replace(before, after, 1)

    return Sent(lambda: with_changed_part(file.make(), part, change), file.name)


def with_part(file, name, size_of_all=None):
    """The file with one more part; with as many noughts as make it unpack to that size."""

    def make():
        content = io.BytesIO(file.make())
        with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as parts:
            unpacked = sum(entry.file_size for entry in parts.infolist())
            parts.writestr(name, bytes(size_of_all - unpacked) if size_of_all else b"made up")
        return content.getvalue()

    return Sent(make, file.name)


def crime(as_at="2013-03-31", assessment="not_met"):
    """An organised crime return with that date in cell C2 and that assessment in cell B2."""
    figure = {"figure_name": "Groups mapped", "figure": 3, "as_at": as_at}
    criterion = {"criterion": "Activity to manage them", "assessment": assessment}
    sheets = {
        "About": about("organised_crime", Regional_model="virtual_taskforce"),
        "Response": table_rows("organised_crime", "response", [figure]),
        "Functionality": table_rows("organised_crime", "functionality", [criterion]),
    }
    return Sent(lambda: workbook_bytes(sheets))


def spend(**cells):
    """A procurement workbook of one line."""
    line = {"line_id": "L1", "supplier_name": "Smith", "category": "Fleet", "contract_route": "local", "amount_gbp": 5}
    rows = table_rows("procurement_spend", "lines", [{**line, **cells}])
    return Sent(lambda: workbook_bytes({"About": about("procurement_spend"), "Lines": rows}))


def spend_dated(*dates):
    """A procurement workbook of 2022/23 with one line for each date, from cell G2 on."""
    line = {"supplier_name": "Smith", "category": "Fleet", "contract_route": "none", "amount_gbp": 5}
    lines = [{**line, "line_id": f"L{number}", "invoice_date": each} for number, each in enumerate(dates)]
    sheets = {"About": about("procurement_spend"), "Lines": table_rows("procurement_spend", "lines", lines)}
    return Sent(lambda: workbook_bytes(sheets))


def spend_list(*lines, name=SPEND):
    """A long list of lines, each given by force, financial year, and what it holds from the amount on."""
    rows = [
        [force, year, f"L{number}", "Smith", None, "Fleet", "local", None, None, *rest]
        for number, (force, year, *rest) in enumerate(lines)
    ]
    return raw(text_bytes([SPEND_HEADINGS, *rows]), name)


def payments(name=LANCASHIRE, **changed_sheets):
    """A published list of a year, with those sheets changed or added, as Apr_22 for `Apr 22`."""
    sheets = {**months(), **{key.replace("_", " "): rows for key, rows in changed_sheets.items()}}
    return Sent(lambda: workbook_bytes(sheets), name)


def with_column(heading, value):
    """The payments of April with one column more."""
    first, *rest = month_rows(0)
    return [[*first, heading], *([*row, value] for row in rest)]


def funding(*line, encoding="utf-8"):
    """A funding table of one line; it is of no force."""
    return raw(text_bytes([FUNDING_HEADINGS, line], encoding=encoding), FUNDING)


def funding_text(*lines):
    """A funding table from lines of text as they stand."""
    return raw("\n".join([",".join(FUNDING_HEADINGS), *lines]).encode(), FUNDING)


def register(share):
    """A register with that share in cell F2 of the contributions."""
    contribution = ["em-x", "Kent", "2014/15", "agreed", None, share]
    return Sent(lambda: workbook_bytes(register_sheets(agreements=[["em-x", "X"]], contributions=[contribution])))


def old_workbook(has_password=False):
    """A workforce return as XLS."""
    return raw(xls_bytes({"About": about("workforce"), "Workforce": [HEADINGS, LOCAL]}, has_password), OLD)
