"""Recognition and fates: what a file is taken for, and that no row is lost whatever stands in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.intake.mapping import keep_all
from orchestration.intake.mapping import map_file as map_content
from orchestration.intake.recognition import NotRecognised, recognise, recognise_by_name
from orchestration.readers.sheets import ReadFile, Sheet
from orchestration.returns.description import description_of
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import PROJECT_DIR
from tests.files import headings

LISTS = read_reference_lists(PROJECT_DIR / "seeds")
WORKFORCE = description_of("home_office_workforce").forms[0]
HEADINGS = headings("home_office_workforce", "data")
ROW = ["2013", "E23000032", "Kent", "South East", "Male", "Constable", "Police Officer", "10", "9.5"]


def workbook(**sheets):
    return ReadFile([Sheet(name.replace("_", " "), False, rows) for name, rows in sheets.items()])


def map_file(form, content):
    return_id = "home_office_workforce" if form is WORKFORCE else "ons_population"
    return map_content(description_of(return_id), form, content, LISTS)


def codes(mapped):
    return [finding.rule_id for finding in mapped.findings]


def test_a_return_is_recognised_by_its_headings_whatever_it_is_called():
    found = recognise(workbook(Data=[HEADINGS, ROW]), "anything.xlsx", LISTS)
    assert found.description.return_id == "home_office_workforce"


def test_a_register_is_recognised_by_its_about_sheet():
    about = [["Item", "Value"], ["Return", "collaboration_register"], ["Register", "North"], ["As at", "2020-07"]]
    found = recognise(workbook(About=about), "x.xlsx", LISTS)
    assert found.description.return_id == "collaboration_register"
    assert (found.identity.variant, found.identity.edition) == ("North", "2020-07")


def test_the_edition_and_the_year_come_from_the_file_name_where_the_content_has_none():
    assert recognise_by_name("police-workforce-open-data-2023-07-26.ods", LISTS).identity.edition == "2023-07-26"
    assert recognise_by_name("police_funding_extract_2025_26.csv", LISTS).identity.financial_year == "2025/26"


def test_what_is_like_no_return_is_not_guessed():
    found = recognise(
        ReadFile([Sheet("", False, [["colour", "shape"], ["red", "round"]])], encoding="utf-8"), "x.csv", LISTS
    )
    assert isinstance(found, NotRecognised)
    assert "Police workforce open data table" in found.sentence


def test_a_near_return_is_named():
    rows = [["force", "formula_grant_gbp", "colour", "shape"], ["Kent", "1", "red", "round"]]
    found = recognise(ReadFile([Sheet("", False, rows)], encoding="utf-8"), "x.csv", LISTS)
    assert isinstance(found, NotRecognised)
    assert "closest is 'Police funding by force (Home Office)'" in found.sentence


def test_rows_above_and_below_the_table_get_their_fates():
    rows = [
        ["Police workforce"] + [None] * 8, [None] * 9, HEADINGS, ROW, [None] * 9, ROW,
        ["Source: Home Office"] + [None] * 8,
    ]  # fmt: skip
    mapped = map_file(WORKFORCE, workbook(Data=rows, Notes=[["A note"], [None]]))
    fates = {(sheet, fate): count for (sheet, fate, _), count in mapped.fates.items()}
    assert fates == {
        ("Data", "title"): 1, ("Data", "blank"): 2, ("Data", "header"): 1, ("Data", "data"): 2,
        ("Data", "footnote"): 1, ("Notes", "footnote"): 1, ("Notes", "blank"): 1,
    }  # fmt: skip
    assert [row for row, _, _ in mapped.tables[0].rows] == [4, 6]
    assert mapped.tables[0].places["total_fte"] == ("Total (FTE)", "I")


def test_columns_may_stand_in_any_order_and_case():
    order = [8, 0, 2, 1, 3, 4, 5, 6, 7]
    rows = [[HEADINGS[i].upper() for i in order], [ROW[i] for i in order]]
    mapped = map_file(WORKFORCE, workbook(Data=rows))
    assert mapped.tables[0].rows[0][2][: len(ROW)] == ROW
    assert mapped.findings == []


def test_a_column_family_is_landed_one_row_a_year():
    form = description_of("ons_population").form("mid_year_estimates")
    rows = [["Code", "Name", "Geography", "Mid-2023", "Mid-2022"], ["E06000001", "Hartlepool", "Unitary", "93", "92"]]
    mapped = map_file(form, workbook(MYE4=rows))
    table = mapped.tables[0].table
    landed = [
        (letter, dict(zip(table.landed_columns, values, strict=True))) for _, letter, values in mapped.tables[0].rows
    ]
    family = table.column_family
    assert [
        (letter, row[family.label], row[family.value], row[f"{family.value}__value"]) for letter, row in landed
    ] == [
        ("D", "Mid-2023", "93", "93"),
        ("E", "Mid-2022", "92", "92"),
    ]
    assert sum(mapped.fates.values()) == 2


@pytest.mark.parametrize(
    ("sheets", "code", "words"),
    [
        ({"Dta": [HEADINGS, ROW]}, "S01", "The nearest known name is 'Dta'."),
        ({"Data": [HEADINGS[:-1], ROW[:-1]]}, "S05", ""),
        ({"Data": [[*HEADINGS[:-1], "Total FTE1"], ROW]}, "S10", "The nearest known name is 'Total (FTE)'."),
        ({"Data": [[*HEADINGS, "Colour"], [*ROW, "red"]]}, "S10", ""),
        ({"Data": [[*HEADINGS, None], [*ROW, "red"]]}, "S10", ""),
        ({"Data": [[*HEADINGS, "Sex"], [*ROW, "Male"]]}, "S11", ""),
        ({"Data": [["x", "y"], ["1", "2"]]}, "S13", "The headings are: As at 31 March..."),
        ({"Data": [HEADINGS]}, "S14", ""),
        ({"Data": [HEADINGS, ROW], "Extra": [["1"]]}, "S12", ""),
    ],
)
def test_sheet_codes(sheets, code, words):
    mapped = map_file(WORKFORCE, workbook(**sheets))
    finding = next(finding for finding in mapped.findings if finding.rule_id == code)
    assert words in finding.detail


def test_a_hidden_sheet_is_read_and_told():
    mapped = map_file(WORKFORCE, ReadFile([Sheet("Data", True, [HEADINGS, ROW])]))
    assert codes(mapped) == ["S02"]
    assert len(mapped.tables[0].rows) == 1


def test_a_good_workbook_has_no_finding():
    assert codes(map_file(WORKFORCE, workbook(Data=[HEADINGS, ROW], Notes=[["note"]]))) == []


any_cell = st.one_of(st.none(), st.just(""), st.just(" "), st.sampled_from(HEADINGS), st.text(max_size=4))
any_sheet = st.integers(1, 12).flatmap(
    lambda width: st.lists(st.lists(any_cell, min_size=width, max_size=width), max_size=12)
)


@settings(max_examples=200)
@given(sheets=st.dictionaries(st.sampled_from(["Data", "Notes", "Data ", "Other"]), any_sheet, max_size=3))
def test_every_row_of_every_sheet_gets_exactly_one_fate(sheets):
    content = ReadFile([Sheet(name, False, rows) for name, rows in sheets.items()])
    held = sum(len(rows) for rows in sheets.values())
    mapped = map_file(WORKFORCE, content)
    assert sum(mapped.fates.values()) == held
    kept = {(other.sheet, other.row) for other in mapped.other_rows}
    landed = {(table.sheet, row) for table in mapped.tables for row, _, _ in table.rows}
    assert not kept & landed
    blank = sum(count for (_, fate, _), count in mapped.fates.items() if fate == "blank")
    assert len(kept) + len(landed) + blank == held
    assert sum(keep_all(content, "reason").fates.values()) == held


@pytest.mark.parametrize(
    "drifted", ["Total FTE", "Total (FTE) [note 2]", "* Total (FTE)", "Total\u00a0(FTE)[notes 1, 2]"]
)
def test_a_heading_with_a_note_or_without_brackets_is_the_same(drifted):
    headings = [drifted if each == "Total (FTE)" else each for each in HEADINGS]
    assert codes(map_file(WORKFORCE, workbook(Data=[headings, ROW]))) == []


@pytest.mark.parametrize("other", ["Total", "Total (FTE) note 2", "Total (WTE)", "Total (FTE) [provisional]"])
def test_a_heading_that_is_nearly_the_same_is_unknown(other):
    headings = [other if each == "Total (FTE)" else each for each in HEADINGS]
    assert sorted(codes(map_file(WORKFORCE, workbook(Data=[headings, ROW])))) == ["S05", "S10"]


def test_a_year_with_a_note_is_a_column_of_the_family():
    headed = ["Code", "Name", "Geography", "Mid-2022 [note 1]", "mid 2023"]
    form = description_of("ons_population").form("mid_year_estimates")
    mapped = map_file(form, workbook(MYE4=[headed, ["E06000001", "Hartlepool", "Unitary", "5", "6"]]))
    at = mapped.tables[0].table.landed_columns.index("mid_year")
    assert [values[at] for _, _, values in mapped.tables[0].rows] == ["Mid-2022", "mid 2023"]
