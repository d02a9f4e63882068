"""Every code that reading can give: a small file that has the defect gets it, one that nearly has it does not.

Belongs here: one case or more for each code with `checked_by` reader. Does not belong here: how often or where else a
code is given (the tests beside this one), or codes of the suites (`test_rules_by_sql`, `tests/hub`).
"""

import ast
import datetime
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pytest

from orchestration.illustration.defects import planters
from orchestration.intake.list_facts import describe_list, list_form_of
from orchestration.intake.preflight import RATIO_FLOOR, examine
from orchestration.intake.reading import reading_of, reading_of_list, refused, unreadable
from orchestration.readers.delimited import read_delimited
from orchestration.readers.sheets import UnreadableFile
from orchestration.readers.workbook import FORMATTED_ROWS_ALLOWED, read_workbook
from orchestration.returns.description import description_of
from orchestration.returns.reference_lists import Force, ReferenceLists, read_reference_lists
from orchestration.settings import PROJECT_DIR
from orchestration.validation.catalogue import read_catalogue
from tests.awkward_files import with_changed_part
from tests.files import headings, register_sheets, text_bytes, workbook_bytes
from tests.returns import about, expenditure, table_rows, workforce

CATALOGUE = read_catalogue(PROJECT_DIR / "seeds")
LISTS = read_reference_lists(PROJECT_DIR / "seeds")
KENT_ENDED = {**LISTS.forces, "kent": Force("kent", "Kent", "", "2020-03-31")}
MERGED = replace(LISTS, forces=KENT_ENDED, successors={"kent": ("essex",)})
PLAIN, KENT, OLD = "return.xlsx", "workforce_kent_2022-23.xlsx", "workforce_kent_2022-23.xls"
FUNDING, SPEND = "police_funding_2025_26.csv", "procurement_spend_2024-25.csv"
HEADINGS = headings("workforce", "functions")
FUNDING_HEADINGS = headings("police_funding", "grant_and_precept")
SPEND_HEADINGS = [column.header for column in description_of("procurement_spend").form("lines").tables[0].columns]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sent:
    """A file as it is sent; its bytes are made when a test asks for them."""

    make: Callable[[], bytes]
    name: str = PLAIN
    lists: ReferenceLists = LISTS


@dataclass(frozen=True)
class Case:
    """A file with a defect, what the sentence says of its place, and a file that nearly has it.

    `instead` are the codes that the second one gets, `also` those that come with the defect, with spaces between.
    """

    rule_id: str
    defect: Sent
    place: str
    near: Sent
    instead: str = ""
    also: str = ""


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


def spend_list(*lines, name=SPEND):
    """A long list of lines, each given by force, financial year, and what it holds from the amount on."""
    rows = [
        [force, year, f"L{number}", "Smith", None, "Fleet", "local", None, None, *rest]
        for number, (force, year, *rest) in enumerate(lines)
    ]
    return raw(text_bytes([SPEND_HEADINGS, *rows]), name)


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
    """A workforce return as XLS: the fewest records a reader asks for, in a compound file of one stream."""
    sheets = {"About": about("workforce"), "Workforce": [HEADINGS, LOCAL]}
    bodies = [_sheet_records(rows) for rows in sheets.values()]
    password = _record(0x2F, bytes(6)) if has_password else b""
    first = len(_globals([(name, 0) for name in sheets], password))
    starts = [first, first + len(bodies[0])]
    return raw(_compound(_globals(zip(sheets, starts, strict=True), password) + b"".join(bodies)), OLD)


def _record(number, content=b""):
    return struct.pack("<HH", number, len(content)) + content


def _globals(places, password):
    sheets = [_record(0x85, struct.pack("<IHBB", at, 0, len(name), 0) + name.encode()) for name, at in places]
    return _record(0x809, struct.pack("<HH12x", 0x600, 5)) + password + b"".join(sheets) + _record(0x0A)


def _sheet_records(rows):
    records = [_record(0x809, struct.pack("<HH12x", 0x600, 0x10))]
    for at, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<3H", at, column, 0)
            if isinstance(value, str):
                records.append(_record(0x204, place + struct.pack("<HB", len(value), 0) + value.encode()))
            elif value is not None:
                records.append(_record(0x203, place + struct.pack("<d", value)))
    return b"".join(records) + _record(0x0A)


def _compound(stream):
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    count = 8  # 4,096 bytes: shorter streams live in small sectors
    head = OLE + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    numbers = [table, end, *range(3, 2 + count), end]
    entries = _entry("Root Entry", 5, 1, end, 0) + _entry("Workbook", 2, free, 2, count * 512)
    sectors = struct.pack("<128I", *numbers, *[free] * (128 - len(numbers))) + entries.ljust(512, b"\x00")
    return head + sectors + stream.ljust(count * 512, b"\x00")


def _entry(name, kind, child, start, size):
    words = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(words) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return words.ljust(64, b"\x00") + links + bytes(36) + struct.pack("<IQ", start, size)


TOP = ["POA heading", *[None if "people" in text else text.partition(" (")[0] for text in HEADINGS[1:9]], *HEADINGS[9:]]
BROKEN_LINES = [text.replace(" ", "\n") for text in HEADINGS]
BOTTOM = [None, *[f"({text.partition(' (')[2]}" for text in HEADINGS[1:9]], None, None]
NOTE, PLAIN_FORMULA = row("Figures are provisional."), b'<c r="B2" t="str"><f>A1</f><v></v></c>'
END_OF_MARCH = datetime.date(2013, 3, 31)
LAST_ALLOWED, ONE_TOO_FAR, FAR = f"A{FORMATTED_ROWS_ALLOWED + 3}", f"A{FORMATTED_ROWS_ALLOWED + 4}", "XFD1048576"
LOCKED = raw(OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), PLAIN)
SHEET, B2, C2 = "Sheet 'Workforce'", "Sheet 'Workforce', cell B2", "Sheet 'Response', cell C2"
FORCE, YEAR = "Sheet 'About', cell B3", "Sheet 'About', cell B4"
LONG_NAME = "workforce_avon-and-somerset-constabulary_2022-23.xlsx"

CASES = [
    # The file
    Case("F01", raw(b"", "kent.csv"), "kent.csv", raw(b"a", "kent.csv"), instead="F15"),
    Case("F02", filled(OLD), OLD, filled("workforce_kent_2022-23.xlsm")),
    Case("F03", old_workbook(has_password=True), OLD, old_workbook(), instead="F04"),
    Case("F03", LOCKED, PLAIN, filled(Completed_by="EncryptedPackage")),
    Case("F04", old_workbook(), OLD, sheet(HEADINGS, LOCAL, name=KENT)),
    Case("F05", Sent(lambda: workforce()[:-1], KENT), KENT, Sent(lambda: workforce() + b"\n", KENT)),
    Case(
        "F05", funding_text('Kent,1,2,3,"as published', "Essex,1,2,3,so"), "line 2",
        funding_text('Kent,1,2,3,"as published', 'Essex"'),
    ),
    Case("F06", with_part(filled(), "xl/a", RATIO_FLOOR + 1), PLAIN, with_part(filled(), "xl/a", RATIO_FLOOR)),
    Case(
        "F07", changed(filled(), "xl/sharedStrings.xml", b"<sst ", b"<!DOCTYPE sst><sst "), "xl/sharedStrings.xml",
        filled(Completed_by="<!DOCTYPE sst><sst "),
    ),
    Case("F08", funding("Kent", 1, 2, 3, "é", encoding="cp1252"), FUNDING, funding("Kent", 1, 2, 3, "é")),
    Case("F09", funding("Kent", 1, 2, 3, "é", encoding="utf-8-sig"), "UTF-8", funding("Kent", 1, 2, 3, "é")),
    Case("F09", funding("Kent", 1, 2, 3, "é", encoding="utf-16"), "UTF-16", funding("Kent", 1, 2, 3, "é")),
    Case("F11", with_part(filled(), "xl/vbaProject.bin"), PLAIN, with_part(filled(), "xl/vbaProject.txt")),
    Case("F12", filled("workforce_kent_2022-23.xltx"), ".xltx", filled(KENT)),
    Case("F13", put(FAR, "x"), FAR, put(FAR, None, "0%"), instead="S07"),
    Case(
        "F15", raw(b"force,precept_gbp,grant\nKent,1,2\n", "kent.csv"), "kent.csv",
        raw(b"force,precept_gbp,formula_grant_gbp\nKent,1,2\n", "kent.csv"), instead="S05",
    ),
    Case("F18", filled("expenditure_kent.xlsx"), "expenditure_kent", filled("expenditure and workforce return.xlsx")),
    # The sheet
    Case(
        "S01", sheet(HEADINGS, LOCAL, called="Workforse"), "no sheet called 'Workforce'",
        sheet(HEADINGS, LOCAL, called="workforce by Function"), also="S12",
    ),
    Case(
        "S02", sheet(HEADINGS, LOCAL, hidden=["Workforce"]), SHEET,
        sheet(HEADINGS, LOCAL, hidden=["Forces"], Forces=[["Kent"]]),
    ),
    Case("S03", sheet(["Workforce"], [], HEADINGS, LOCAL), f"{SHEET}, row 3", sheet([None, *HEADINGS], [None, *LOCAL])),
    Case("S04", sheet(TOP, BOTTOM, LOCAL), f"{SHEET}, row 1", sheet(BROKEN_LINES, LOCAL)),
    Case(
        "S05", sheet(HEADINGS[:-1], LOCAL[:-1], year="2018/19"), f"{SHEET}, row 1",
        sheet(HEADINGS[:-1], LOCAL[:-1], year="2017/18"),
    ),
    Case("S06", sheet(HEADINGS, LOCAL, NOTE), f"{SHEET}, row 3", sheet(HEADINGS, LOCAL, row("Support functions"))),
    Case("S07", put(ONE_TOO_FAR, None, "0%"), f"{SHEET}, row 4", put(LAST_ALLOWED, None, "0%")),
    Case("S08", hidden(row=3), "hidden row 3", hidden(row=4)),
    Case("S08", hidden(column="B"), "hidden column B", hidden(column="L")),
    Case(
        "S09", sheet(HEADINGS, LOCAL, [], ["Grade", "Number"], ["PC", 80]), f"{SHEET}, row 4",
        sheet(HEADINGS, LOCAL, [], ROADS, ["Mounted band", 80]),
    ),
    Case(
        "S10", sheet(["Colour", *HEADINGS], ["red", *LOCAL]), f"{SHEET}, cell A1",
        sheet([None, *HEADINGS], [" ", *LOCAL]),
    ),
    Case(
        "S11", sheet([*HEADINGS, "Officers (FTE)"], LOCAL), f"{SHEET}, cell L1",
        sheet([HEADINGS[0], "Officers (FTE)", *HEADINGS[2:]], LOCAL),
    ),
    Case("S12", sheet(HEADINGS, LOCAL, Costs=[["x"]]), "Sheet 'Costs'", sheet(HEADINGS, LOCAL, Costs=[[" "]])),
    Case("S13", sheet(["Local policing", 100]), SHEET, sheet(["POA heading"], ["Local policing"]), instead="S05"),
    Case("S14", sheet(HEADINGS), SHEET, sheet(HEADINGS, row("Local policing"))),
    Case(
        "S15", sheet(HEADINGS, LOCAL, [*HEADINGS[:6], *[None] * 5], ROADS), f"{SHEET}, row 3",
        sheet(HEADINGS, LOCAL, [*HEADINGS[:5], *[None] * 6], ROADS),
    ),
    Case("S18", funding_text("Kent,1,2,345,3,so"), "row 2", funding_text('Kent,1,"2,345",3,so'), instead="C01"),
    Case("S18", spend_list(("Kent", "2024/25", 1, 234, "no")), "row 2", spend_list(("Kent", "2024/25", "1,234", "no"))),
    # The cell
    Case("C01", officers("1,234"), B2, officers("1,23")),
    Case("C02", officers("£5"), B2, put("B2", 5, '"£"0')),
    Case("C03", officers("(5)"), B2, officers("(5")),
    Case("C04", officers(".."), B2, officers(".")),
    Case("C04", officers("N/A"), B2, officers("N/A yet")),
    Case("C05", put("B2", 0.5, "0%"), B2, put("B2", 0.5, '0" % of all"')),
    Case("C06", put("B2", "#N/A"), B2, officers("#N/A")),
    Case(
        "C07", put("B2", "=1+1"), B2,
        changed(officers(777), "xl/worksheets/sheet2.xml", b'<c r="B2"><v>777</v></c>', PLAIN_FORMULA),
    ),
    Case("C08", officers("5\u00a0"), B2, officers("5")),
    Case("C09", crime("31/03/2013"), C2, crime("2013-03-31")),
    Case("C10", crime(41364), C2, edited(crime(), "Response", lambda each: each.cell(2, 3, END_OF_MARCH))),
    Case("C10", crime("20000"), C2, crime("19999")),
    Case(
        "C11", changed(crime(), "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"'), PLAIN,
        changed(crime(), "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="0"'),
    ),
    Case("C12", crime("03/04/2013"), C2, crime("13/04/2013"), instead="C09"),
    Case("C12", crime("04/03/2013"), C2, crime("04/04/2013"), instead="C09"),
    Case("C13", spend(supplier_number=1234567), "Sheet 'Lines', cell C2", spend(supplier_number=12345678)),
    Case("C14", spend(contract_reference=1234567890123450), "cell F2", spend(contract_reference=123456789012345)),
    Case("C14", spend(amount_gbp="1234567890123456"), "cell H2", spend(amount_gbp="123456789012345.6")),
    Case("C15", officers("-"), B2, officers("0")),
    Case("C16", register("12.5%"), "Sheet 'Contributions', cell F2", register("12.5")),
    Case("C17", filled(year="2022-23"), YEAR, filled(year="2022/23")),
    Case("C18", crime(assessment="Not_Met"), "Sheet 'Functionality', cell B2", crime(assessment="not met")),
    # The force and the year
    Case("R01", filled(force="Kent Police"), FORCE, filled(force=" KENT")),
    Case("R03", filled(force="Norfolk and Suffolk"), FORCE, filled(force="Avon and Somerset")),
    Case(
        "R03", spend_list(("Kent", "2024/25"), ("Essex", "2024/25")), "Essex and Kent",
        spend_list(("Kent", "2024/25"), ("Kent Police", "2024/25")), instead="R01",
    ),
    Case("R04", filled(KENT, force="Avon and Somerset"), KENT, filled(LONG_NAME, force="Avon and Somerset")),
    Case("R04", filled("workforce_essex.xlsx"), "Essex", filled("workforce_wessex.xlsx")),
    Case("R05", filled("workforce_2021-22.xlsx"), "2021/22", filled("workforce_20210122.xlsx")),
    Case(
        "R09", sheet(HEADINGS, LOCAL, ROADS, LOCAL), f"{SHEET}, row 4",
        sheet(HEADINGS, LOCAL, ROADS, row("Local policing", 100.5, None, 21)),
    ),
    Case(
        "R10", sheet(HEADINGS, LOCAL, ROADS, row("Total", 110.6, None, 22)), f"{SHEET}, cell B4",
        sheet(HEADINGS, LOCAL, ROADS, row("Total", 110.61, None, 22)), instead="R15",
    ),
    Case(
        "R15", sheet(HEADINGS, LOCAL, ROADS, row("Total", 110.5, None, 22.11)), f"{SHEET}, cell D4",
        sheet(HEADINGS, LOCAL, ROADS, row("Total", 110.5, None, 22.1)), instead="R10",
    ),
    Case("R16", filled(force=" "), FORCE, filled(force=" Kent ")),
    Case("R16", spend_list((None, "2024/25")), SPEND, spend_list((None, "2024/25"), name="procurement_spend_kent.csv")),
    Case("R17", filled(year="2022/24"), YEAR, filled(year="2022/2023"), instead="C17"),
    Case(
        "R17", spend_list(("Kent", "2023/24"), ("Kent", "2024/25")), "2023/24 and 2024/25",
        spend_list(("Kent", "2024/25"), ("Kent", "2024-25")),
    ),
    Case(
        "R18", Sent(partial(expenditure, basis="outurn")), "Sheet 'About', cell B5",
        Sent(partial(expenditure, basis="Outturn ")),
    ),
    Case("R19", filled(lists=MERGED, year="2020/21"), FORCE, filled(lists=MERGED, year="2019/20")),
]  # fmt: skip

# What only the ledger, the landing folder or a child process knows: the test that proves it.
NEEDS_A_HUB = {
    "F10": "hub/test_planted_defects.py::test_every_planted_defect_is_found_and_no_other",
    "F13": "unit/test_reading_pool.py::test_a_file_that_needs_too_much_memory_ends_itself_only",
    "F14": "hub/test_submissions.py::test_a_source_note_that_does_not_fit_is_a_query",
    "F16": "hub/test_submissions.py::test_an_unusable_source_note_does_not_stop_the_file",
    "F17": "hub/test_submissions.py::test_a_file_that_cannot_be_opened_gets_a_line_and_holds_up_no_other",
    "R06": "hub/test_resubmissions.py::test_a_return_after_its_date_is_told",
    "R07": "hub/test_resubmissions.py::test_a_correction_supersedes_and_lists_every_cell_that_changed",
    "R11": "hub/test_resubmissions.py::test_thousands_instead_of_pounds_are_asked_about",
    "R13": "hub/test_resubmissions.py::test_a_correction_supersedes_and_lists_every_cell_that_changed",
    "R14": "hub/test_resubmissions.py::test_an_older_version_that_arrives_late_does_not_overwrite",
    "H01": "hub/test_submissions.py::test_a_rule_that_breaks_is_neither_a_pass_nor_a_failure",
    "H02": "hub/test_submissions.py::test_a_fault_of_the_hub_costs_one_file_and_is_told_as_such",
}


def findings(folder, file):
    """What reading finds in a file, with neither hub nor child."""
    path = folder / file.name
    path.write_bytes(file.make())
    reading = reading_by_content(path, file)
    if reading.listed:
        reading.listed.discard()
    return [*reading.findings, *reading.mapped.findings]


def reading_by_content(path, file):
    facts = examine(path, file.name)
    if facts.kind is None:
        return refused(file.name, list(facts.findings), file.lists)
    try:
        if facts.kind == "text" and (form := list_form_of(path, "text")):
            listed = describe_list(path, "text", *form, path.parent / "scratch")
            return reading_of_list(listed, facts.findings, file.name, file.lists)
        content = read_workbook(path) if facts.kind == "workbook" else read_delimited(path)
    except UnreadableFile as error:
        return unreadable(file.name, error, file.lists)
    return reading_of(content, facts, file.name, file.lists)


def codes(found):
    return {finding.rule_id for finding in found}


def of_code(case):
    return f"{case.rule_id} {case.place}"


@pytest.mark.parametrize("case", CASES, ids=of_code)
def test_the_defect_gets_its_code_and_a_sentence_that_names_the_place(tmp_path, case):
    found = findings(tmp_path, case.defect)
    assert codes(found) == {case.rule_id, *case.also.split()}
    for finding in found:
        sentence = finding.sentence(CATALOGUE[finding.rule_id], case.defect.name)
        assert sentence.endswith(".") and not sentence.endswith(".."), sentence
        assert (finding.sheet or case.defect.name) in sentence, sentence
        if finding.cell:
            kind = "cell" if finding.row and finding.column_letter else "row" if finding.row else "column"
            assert f"{kind} {finding.cell}" in sentence, sentence
        assert finding.rule_id != case.rule_id or case.place in sentence, sentence


@pytest.mark.parametrize("case", CASES, ids=of_code)
def test_what_nearly_has_the_defect_does_not_get_its_code(tmp_path, case):
    assert codes(findings(tmp_path, case.near)) == set(case.instead.split())


def test_no_code_that_reading_can_give_is_left_out():
    by_reader = {rule.rule_id for rule in CATALOGUE if rule.checked_by == "reader"}
    assert {case.rule_id for case in CASES} | set(NEEDS_A_HUB) == by_reader


@pytest.mark.parametrize("rule_id", NEEDS_A_HUB)
def test_a_code_that_needs_a_hub_has_the_test_that_is_named(rule_id):
    file, _, name = NEEDS_A_HUB[rule_id].partition("::")
    source = (PROJECT_DIR / "tests" / file).read_text(encoding="utf-8")
    tests = [each for each in ast.parse(source).body if isinstance(each, ast.FunctionDef) and each.name == name]
    assert tests, f"{rule_id}: tests/{file} has no {name}"
    # The test of planted defects names no codes: it holds what was found to what was planted.
    planted = {planter.rule_id for planter in planters()} if "planted" in name else set()
    body = ast.get_source_segment(source, tests[0]) or ""
    assert rule_id in planted or f'"{rule_id}"' in body, f"{rule_id}: {name} says nothing of it"
