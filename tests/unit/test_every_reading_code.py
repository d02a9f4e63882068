"""Every code that reading can give: a small file that has the defect gets it, one that nearly has it does not.

In scope: one case or more for each code with `checked_by` reader. Out of scope: how often or where else a
code is given (the tests beside this one), or codes of the suites (`test_rules_by_sql`, `tests/hub`).
"""

import ast
import datetime
from dataclasses import dataclass, replace
from functools import partial

import pytest

from orchestration.findings.catalogue import read_catalogue
from orchestration.intake.large_file_profile import describe_list, list_form_of
from orchestration.intake.preflight import RATIO_FLOOR, examine
from orchestration.intake.reading import classify_file, reading_of_list, refused, unreadable
from orchestration.readers.delimited import read_delimited
from orchestration.readers.sheets import UnreadableFile
from orchestration.readers.workbook import FORMATTED_ROWS_ALLOWED, read_workbook
from orchestration.returns.reference_lists import Force
from orchestration.settings import PROJECT_DIR
from orchestration.synthetic_data.defects import planters
from tests.files import text_bytes
from tests.old_workbook import COMPOUND_FILE
from tests.published_lists import NAMELESS, month_rows
from tests.returns import expenditure, workforce
from tests.sent_files import (
    FUNDING,
    FUNDING_HEADINGS,
    HEADINGS,
    KENT,
    LISTS,
    LOCAL,
    OLD,
    PLAIN,
    ROADS,
    SPEND,
    Sent,
    changed,
    crime,
    edited,
    filled,
    funding,
    funding_text,
    hidden,
    officers,
    old_workbook,
    payments,
    put,
    raw,
    register,
    row,
    sheet,
    spend,
    spend_dated,
    spend_list,
    with_column,
    with_part,
)

CATALOGUE = read_catalogue(PROJECT_DIR / "seeds")
KENT_ENDED = {**LISTS.forces, "kent": Force("kent", "Kent", "", "2020-03-31")}
MERGED = replace(LISTS, forces=KENT_ENDED, successors={"kent": ("essex",)})


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


TOP = ["POA heading", *[None if "people" in text else text.partition(" (")[0] for text in HEADINGS[1:9]], *HEADINGS[9:]]
BROKEN_LINES = [text.replace(" ", "\n") for text in HEADINGS]
BOTTOM = [None, *[f"({text.partition(' (')[2]}" for text in HEADINGS[1:9]], None, None]
EXCHANGED = [f"2022-{month:02d}-05" for month in range(6, 11)]
TWO_ENCODINGS = text_bytes([FUNDING_HEADINGS, ["Kent", 1, 2, 3, "é"]]) + b"Essex,1,2,3,a\xe9\r\n"
NOTE, PLAIN_FORMULA = row("Figures are provisional."), b'<c r="B2" t="str"><f>A1</f><v></v></c>'
END_OF_MARCH = datetime.date(2013, 3, 31)
LAST_ALLOWED, ONE_TOO_FAR, FAR = f"A{FORMATTED_ROWS_ALLOWED + 3}", f"A{FORMATTED_ROWS_ALLOWED + 4}", "XFD1048576"
LOCKED = raw(COMPOUND_FILE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), PLAIN)
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
    Case(
        "F31", raw(TWO_ENCODINGS, FUNDING), f"{FUNDING}, row 3", raw(TWO_ENCODINGS[:-3], FUNDING),
    ),
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
        sheet(HEADINGS, LOCAL, called="workforce by Function"),
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
    Case(
        "S51", payments(Apr_22=with_column("VAT", 2)), "Sheet 'Apr 22', cell E1",
        payments(Apr_22=with_column("VAT", None)),
    ),
    Case("S52", payments(Apr_2022=month_rows(0)), "Apr 22", payments(Apr_2022=month_rows(0)[:3])),
    # The cell
    Case("C01", officers("1,234"), B2, officers("1,23")),
    Case("C02", officers("£5"), B2, put("B2", 5, '"£"0')),
    Case("C03", officers("(5)"), B2, officers("(5")),
    Case("C04", officers(".."), B2, officers(".")),
    Case("C04", officers("N/A"), B2, officers("N/A yet")),
    Case("C04", officers("[low]"), B2, officers("[lower]")),
    Case("C05", put("B2", 0.5, "0%"), B2, put("B2", 0.5, '0" % of all"')),
    Case("C06", put("B2", "#N/A"), B2, officers("N/A#")),
    Case("C06", officers(" #Ref! "), B2, officers("Ref!")),
    Case("C06", spend(supplier_name="NULL"), "cell B2", spend(supplier_name="Nullify Ltd")),
    Case(
        "C07", put("B2", "=1+1"), B2,
        changed(officers(777), "xl/worksheets/sheet2.xml", b'<c r="B2"><v>777</v></c>', PLAIN_FORMULA),
    ),
    Case("C08", officers("5\u00a0"), B2, officers("5")),
    Case("C09", crime("31/03/2013"), C2, crime("2013-03-31")),
    Case("C10", crime(41364), C2, edited(crime(), "Response", lambda each: each.cell(2, 3, END_OF_MARCH))),
    Case("C10", crime("20000"), C2, crime("19999"), also="C44"),
    Case(
        "C11", changed(crime(), "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"'), PLAIN,
        changed(crime(), "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="0"'),
    ),
    Case("C12", crime("03/04/2013"), C2, crime("13/04/2013"), instead="C09"),
    Case("C12", crime("04/03/2013"), C2, crime("04/04/2013"), instead="C09"),
    Case("C41", crime("2013-03-31 14:35"), C2, crime("2013-03-31")),
    Case("C42", crime("03/31/2013"), C2, crime("31/03/2013"), instead="C09"),
    Case("C42", spend_dated("05/13/2022", "05/04/2022"), "'Lines', cell G2", spend_dated("13/05/2022"), instead="C09"),
    Case(
        "C43", spend_dated("13/05/2022", "05/13/2022", "05/04/2022"), "'Lines', cell G3",
        spend_dated("13/05/2022", "05/04/2022"), instead="C09", also="C09",
    ),
    Case(
        "C45", spend_dated(*(f"{day}/05/2022" for day in range(13, 19)), *EXCHANGED), "'Lines', cell G8",
        spend_dated(*(f"{day}/05/2022" for day in range(13, 19)), *EXCHANGED, "2022-05-13"), instead="C09", also="C09",
    ),
    Case("C44", spend_dated("2022-04-01", "2022-03-31"), "'Lines', cell G3", spend_dated("2022-04-01", "2023-03-31")),
    Case("C44", crime("1989-12-31"), C2, crime("1990-01-01")),
    Case("C44", crime("2099-01-01"), C2, crime(END_OF_MARCH.isoformat())),
    Case("C13", spend(supplier_number=1234567), "Sheet 'Lines', cell C2", spend(supplier_number=12345678)),
    Case("C14", spend(contract_reference=1234567890123450), "cell F2", spend(contract_reference=123456789012345)),
    Case("C14", spend(amount_gbp="1234567890123456"), "cell H2", spend(amount_gbp="123456789012345.6")),
    Case("C15", officers("-"), B2, officers("0")),
    Case("C16", register("12.5%"), "Sheet 'Contributions', cell F2", register("12.5")),
    Case("C17", filled(year="2022-23"), YEAR, filled(year="2022/23")),
    Case("C18", crime(assessment="Not_Met"), "Sheet 'Functionality', cell B2", crime(assessment="not met")),
    Case("C22", officers("3 [p]"), B2, officers("3 [q]")),
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
    Case("R51", payments(name=NAMELESS), NAMELESS, payments()),
    Case(
        "R52", payments(Mar_23=[]), "March 2023", payments(Mar_23=month_rows(11)[:2]),
    ),
    Case("R19", filled(lists=MERGED, year="2020/21"), FORCE, filled(lists=MERGED, year="2019/20")),
]  # fmt: skip

# What only the ledger, the landing folder or a child process knows: the test that proves it.
NEEDS_A_HUB = {
    "C24": "hub/test_placeholders.py::test_placeholders_are_one_query_per_column_with_count_and_first_row",
    "C46": "hub/test_garbled_letters.py::test_garbled_letters_are_one_query_per_column_in_every_format",
    "C25": "hub/test_planted_defects.py::test_every_planted_defect_is_found_and_no_other",
    "F20": "unit/test_large_file_load.py::test_text_that_is_not_utf_8_is_refused_with_its_columns",
    "S27": "hub/test_planted_defects.py::test_every_planted_defect_is_found_and_no_other",
    "R23": "hub/test_sources.py::test_a_force_sends_only_its_own_files",
    "F10": "hub/test_planted_defects.py::test_every_planted_defect_is_found_and_no_other",
    "F13": "unit/test_reading_pool.py::test_a_file_that_needs_too_much_memory_ends_itself_only",
    "F14": "hub/test_submissions.py::test_a_source_note_that_does_not_fit_is_a_query",
    "F16": "hub/test_submissions.py::test_an_unusable_source_note_does_not_stop_the_file",
    "F17": "hub/test_submissions.py::test_a_file_that_cannot_be_opened_gets_a_line_and_holds_up_no_other",
    "S20": "hub/test_publishers_workbooks.py::test_a_sheet_without_a_date_is_set_aside_and_the_others_are_taken",
    "S21": "hub/test_publishers_workbooks.py::test_a_force_that_stands_twice_stops_its_sheet_alone",
    "S22": "hub/test_publishers_workbooks.py::test_a_force_missing_from_one_sheet_is_named",
    "S23": "hub/test_publishers_workbooks.py::test_an_unknown_line_is_told_with_its_cell",
    "S24": "hub/test_publishers_workbooks.py::test_a_sheet_in_another_unit_is_told",
    "S31": "hub/test_lists_as_sheets.py::test_a_table_that_ends_at_the_last_row_of_a_spreadsheet_is_asked_about",
    "R06": "hub/test_resubmissions.py::test_a_return_after_its_date_is_told",
    "R07": "hub/test_resubmissions.py::test_a_correction_supersedes_and_lists_every_cell_that_changed",
    "R20": "hub/test_thresholds.py::test_a_return_of_which_too_much_is_in_question_is_turned_away",
    "R11": "hub/test_resubmissions.py::test_thousands_instead_of_pounds_are_asked_about",
    "R13": "hub/test_resubmissions.py::test_a_correction_supersedes_and_lists_every_cell_that_changed",
    "R14": "hub/test_resubmissions.py::test_an_older_version_that_arrives_late_does_not_overwrite",
    "R21": "hub/test_many_failing_rows.py::test_rows_beyond_those_listed_are_counted_and_said",
    "R22": "hub/test_going_back.py::test_an_earlier_file_sent_again_is_current_again_whatever_its_date",
    "R31": "hub/test_listed_rows.py::test_a_heading_without_figures_is_asked_about",
    "R32": "hub/test_listed_rows.py::test_a_heading_that_is_gone_is_asked_about",
    "R33": "hub/test_listed_rows.py::test_a_row_in_thousands_is_asked_about",
    "R34": "hub/test_listed_rows.py::test_a_return_in_thousands_is_asked_about_once",
    "S33": "hub/test_wrong_kind_of_file.py::test_a_sheet_saved_as_text_is_named_with_force_and_year",
    "S34": "hub/test_answers.py::test_an_explanation_is_recorded_as_the_command_does_and_once",
    "S32": "hub/test_answers.py::test_an_explanation_of_nobody_is_asked_about",
    "C31": "hub/test_answers.py::test_a_corrected_value_is_used_and_told",
    "C32": "hub/test_answers.py::test_a_cell_that_was_changed_as_well_is_asked_about",
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
    return classify_file(content, facts, file.name, file.lists)


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
