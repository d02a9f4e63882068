"""Rows of a force return: what is data, a total, a repeat, a footnote, another table; and how headings may stand."""

import pytest

from orchestration.intake.mapping import map_file
from orchestration.readers.sheets import ReadFile, Sheet
from orchestration.returns.description import description_of
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import PROJECT_DIR
from tests.files import headings

LISTS = read_reference_lists(PROJECT_DIR / "seeds")
WORKFORCE = description_of("workforce")
HEADINGS = headings("workforce", "functions")
ABOUT = Sheet("About", False, [["Item", "Value"], ["Return", "workforce"], ["Force", "Kent"]])


def row(heading, officers=None, staff=None):
    return [heading, officers, None, staff, *[None] * (len(HEADINGS) - 4)]


LOCAL, ROADS, SUPPORT = row("Local policing", "100.5", "20"), row("Road policing", "10", "2"), row("Support functions")


def mapped(*rows, above=(HEADINGS,), **facts):
    sheet = Sheet("Workforce", False, [list(each) for each in (*above, *rows)], **facts)
    return map_file(WORKFORCE, WORKFORCE.forms[0], ReadFile([ABOUT, sheet]), LISTS, "2022/23")


def fates(result, sheet="Workforce"):
    return {fate: count for (name, fate, _), count in result.fates.items() if name == sheet}


def codes(result):
    return [finding.rule_id for finding in result.findings]


def landed(result):
    table = next(each for each in result.tables if each.table.name == "functions")
    return [dict(zip(table.table.landed_columns, values, strict=True)) for _, _, values in table.rows]


def test_a_plain_return_has_no_finding_and_lands_text_and_value():
    result = mapped(LOCAL, ROADS, SUPPORT)
    assert codes(result) == []
    assert fates(result) == {"header": 1, "data": 3}
    assert landed(result)[0]["police_officer_fte"] == "100.5"
    assert landed(result)[0]["police_officer_fte__value"] == "100.5"


def test_a_heading_left_blank_at_the_end_is_data_and_a_note_is_a_footnote():
    result = mapped(LOCAL, SUPPORT, row("Figures are provisional."))
    assert fates(result) == {"header": 1, "data": 2, "footnote": 1}
    assert codes(result) == ["S06"]


def test_repairs_are_kept_cell_by_cell_and_told_once_a_column():
    result = mapped(row("Local policing", "1,200"), row("Road policing", "1,300"), row("Investigations", ".."))
    assert [(each.row, each.rule_id, each.given, each.value, each.missing) for each in result.repairs] == [
        (2, "C01", "1,200", "1200", None),
        (3, "C01", "1,300", "1300", None),
        (4, "C04", "..", None, "not_reported"),
    ]
    (thousands, missing) = result.findings
    assert (thousands.rule_id, thousands.cell, thousands.value, thousands.expected) == ("C01", "B2", "'1,200'", "1200")
    assert thousands.detail == "The same applies to 1 more cell in the column."
    assert (missing.rule_id, missing.cell, missing.expected) == ("C04", "B4", "not reported")
    assert landed(result)[2]["police_officer_fte__missing"] == "not_reported"


def test_a_doubtful_cell_is_asked_about_on_its_own():
    result = mapped(row("Local policing", "-"), row("Road policing", "-"))
    assert [(each.rule_id, each.cell) for each in result.findings] == [("C15", "B2"), ("C15", "B3")]


@pytest.mark.parametrize(
    "label", ["Total", "Sub-total", "Grand total", "TOTAL OFFICERS", "All functions", "Force total"]
)
def test_a_total_is_set_aside_and_checked(label):
    result = mapped(LOCAL, ROADS, row(label, "110.5", "22"))
    assert fates(result) == {"header": 1, "data": 2, "subtotal": 1}
    assert codes(result) == ["R10"]


def test_a_total_that_does_not_add_up_names_what_its_parts_are():
    result = mapped(LOCAL, ROADS, row("Total", "110.5", "25"))
    (finding,) = result.findings
    assert (finding.rule_id, finding.cell, finding.value, finding.expected) == ("R15", "D4", "'Total' of 25", "22")


def test_rounding_is_no_disagreement_and_more_than_rounding_is():
    assert codes(mapped(LOCAL, ROADS, row("Total", "110.6", "22"))) == ["R10"]
    assert codes(mapped(LOCAL, ROADS, row("Total", "110.7", "22"))) == ["R15"]


def test_a_total_adds_up_level_1_where_level_2_stands_below_it():
    parts = [row("Dealing with the public", "30", "9"), row("Front desk", "10", "4"), row("Road policing", "10", "2")]
    assert codes(mapped(*parts, row("Total", "40", "11"))) == ["R10"]
    assert codes(mapped(row("Total", "40", "11"), *parts)) == ["R10"], "a total may stand above its parts"


def test_subtotals_in_the_middle_and_a_grand_total_are_each_checked():
    result = mapped(
        LOCAL, row("Subtotal", "100.5", "20"), ROADS, row("Subtotal", "10", "2"), row("Total", "110.5", "22")
    )
    assert codes(result) == ["R10", "R10", "R10"]


def test_a_row_that_repeats_another_in_every_cell_is_set_aside():
    result = mapped(LOCAL, ROADS, LOCAL)
    assert fates(result) == {"header": 1, "data": 2, "quarantined": 1}
    (finding,) = result.findings
    assert (finding.rule_id, finding.row, finding.expected) == ("R09", 4, "2")


def test_the_same_heading_with_other_figures_is_left_to_the_key_rule():
    assert codes(mapped(LOCAL, row("Local policing", "99"))) == []


def test_titles_and_shifted_headings_are_found_and_told():
    above = [["Police workforce 2022/23"], [None], HEADINGS]
    shifted = [[None, None, *each] for each in (HEADINGS, LOCAL)]
    assert codes(mapped(LOCAL, above=above)) == ["S03"]
    result = mapped(shifted[1], above=[shifted[0]])
    assert codes(result) == []
    assert result.tables[1].places["police_officer_fte"] == ("Police officers (FTE)", "D")


def test_headings_in_two_rows_are_joined():
    top, bottom = ["POA heading"], [None]
    for heading in HEADINGS[1:]:
        name, _, unit = heading.partition(" (")
        top.append(name if name not in top else None)
        bottom.append(f"({unit}")
    result = mapped(LOCAL, above=[top, bottom], merged=["A1:A2", "B1:C1", "D1:E1", "F1:G1", "H1:I1"])
    assert codes(result) == ["S04"]
    assert fates(result) == {"header": 2, "data": 1}
    assert landed(result)[0]["police_officer_fte__value"] == "100.5"


def test_headings_that_stand_twice_stop_the_table():
    result = mapped(LOCAL, HEADINGS, ROADS)
    assert codes(result) == ["S15"]
    assert fates(result) == {"header": 1, "data": 1, "quarantined": 2}


def test_another_table_below_is_kept_aside():
    result = mapped(LOCAL, ROADS, [None], ["Grade", "Number", "Share"], ["PC", "80", "1"])
    assert codes(result) == ["S09"]
    assert fates(result) == {"header": 1, "data": 2, "blank": 1, "quarantined": 2}


def test_a_gap_in_the_table_is_no_second_table():
    result = mapped(LOCAL, [None], ROADS)
    assert codes(result) == []
    assert fates(result) == {"header": 1, "data": 2, "blank": 1}


def test_hidden_rows_and_columns_are_read_and_told():
    result = mapped(LOCAL, ROADS, hidden_rows=[3], hidden_columns=["B"])
    assert [(each.rule_id, each.value) for each in result.findings] == [("S08", "row 3"), ("S08", "column B")]
    assert codes(mapped(LOCAL, hidden_rows=[99], hidden_columns=["ZZ"])) == []


def test_a_percentage_format_in_a_count_is_asked_about():
    result = mapped(LOCAL, percents=["B2"])
    assert [(each.rule_id, each.cell) for each in result.findings] == [("C05", "B2")]


def test_empty_rows_far_below_are_counted_not_kept():
    result = mapped(LOCAL, blank_tail=5000)
    assert codes(result) == ["S07"]
    assert fates(result) == {"header": 1, "data": 1, "blank": 5000}


def test_a_workbook_that_counts_from_1904_is_told():
    sheet = Sheet("Workforce", False, [HEADINGS, LOCAL])
    content = ReadFile([ABOUT, sheet], uses_1904=True)
    assert codes(map_file(WORKFORCE, WORKFORCE.forms[0], content, LISTS, "2022/23")) == ["C11"]


def test_an_earlier_edition_has_no_volunteers():
    with_volunteers = Sheet("Workforce", False, [HEADINGS, LOCAL])
    without = Sheet("Workforce", False, [HEADINGS[:-1], LOCAL[:-1]])

    def found(sheet, year):
        return codes(map_file(WORKFORCE, WORKFORCE.forms[0], ReadFile([ABOUT, sheet]), LISTS, year))

    assert found(without, "2012/13") == []
    assert found(with_volunteers, "2012/13") == ["S10"]
    assert found(without, "2018/19") == ["S05"]
