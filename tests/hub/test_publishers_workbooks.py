"""Publishers' workbooks, read as they are: made-up ones of their shapes, and what is wrong with some."""

import csv
import random

import pytest

from tests.files import workbook_bytes
from tests.formats import ods
from tests.old_workbook import xls_bytes
from tests.projects import own_project
from tests.small_hub import FORCES, SmallHub

NAME = "HMIC-VFM-2016-open-data-POA.xlsx"
LINES = ("TOTAL LOCAL POLICING*", "Human Resources", "Fleet Services", "Level 2 Summary")
LABELS = ("return_id", "from_financial_year", "to_financial_year", "label_key")
NOTES = [[None, "Notes on the data"], [None, "The data are a reflection of 2016/17 estimates of POA data."]]


def amount(force, line, factor=1):
    return (1000 + 10 * FORCES.index(force) + LINES.index(line)) * factor


def sheet(forces=FORCES, lines=LINES, factor=1, written=lambda force: force, below=(), title="POA, £000s"):
    rows = [[line, *(amount(force, line, factor) for force in forces)] for line in lines]
    return [[title], [], ["POA category", *map(written, forces)], *rows, *below]


def poa(notes=NOTES, **sheets):
    named = {"10_NRE": sheet(), "8_GRE": sheet(), "9_Earned_Income": sheet(), **sheets}
    return workbook_bytes({"Notes_and_sources": notes, **named})


def cells(hub, return_id="value_for_money_poa", *columns):
    names = columns or ("financial_year", "sheet", "sheet_row", "label", "force_name", "amount__value")
    return hub.ask(f"SELECT {', '.join(names)} FROM raw.{return_id}__cells ORDER BY ALL")


def rules(hub):
    return {rule for (rule,) in hub.ask("SELECT DISTINCT rule_id FROM ledger.findings")}


def of_sheet(found, name):
    return [each for each in found if each[1] == name]


def test_every_cell_is_landed_with_its_sheet_and_row(hub):
    assert hub.receive(NAME, poa()) == "accepted"
    assert cells(hub) == sorted(
        ("2016/17", name, str(4 + row), line, force, str(amount(force, line)))
        for name in ("10_NRE", "8_GRE", "9_Earned_Income")
        for row, line in enumerate(LINES)
        for force in FORCES
    )
    places = hub.ask("SELECT DISTINCT _column FROM raw.value_for_money_poa__cells WHERE force_name = 'Cambridgeshire'")
    assert places == [("D",)]
    assert hub.ask("SELECT form_id, financial_year, variant, edition FROM ledger.submissions") == [
        ("poa_workbook", "2016/17", "value_for_money_poa", "2016")
    ]


def test_every_row_has_a_fate(hub):
    hub.receive(NAME, poa(Spare=[["Nobody", 1], [], ["asked"]]))
    fates = dict(hub.ask("SELECT sheet, sum(row_count) FROM ledger.row_fates GROUP BY sheet"))
    assert fates == {"10_NRE": 7, "8_GRE": 7, "9_Earned_Income": 7, "Notes_and_sources": 2, "Spare": 3}
    spare = hub.ask("SELECT DISTINCT fate, reason FROM ledger.row_fates WHERE sheet = 'Spare' AND fate <> 'blank'")
    assert spare == [("quarantined", "The hub does not use this sheet.")]


def test_order_spelling_and_footnotes_of_forces_change_nothing(hub, tmp_path):
    shuffled = random.Random(1).sample(FORCES, len(FORCES))
    other = sheet(shuffled, written=lambda force: f"{force.replace(' and ', ' & ')}7, 8 ")
    assert hub.receive(NAME, poa(**{"10_NRE": other})) == "accepted"
    names = {force.replace(" and ", " & "): force for force in FORCES}
    found = [(*each[:4], names[each[4]], each[5]) for each in of_sheet(cells(hub), "10_NRE")]
    (tmp_path / "plain").mkdir()
    plain = SmallHub(tmp_path / "plain")
    plain.receive(NAME, poa())
    assert sorted(found) == of_sheet(cells(plain), "10_NRE")


def test_a_list_and_a_workbook_of_the_same_year_replace_each_other(hub):
    rows = [("2016", "2016/17", "10_NRE", 4, "Level 2 Summary", "", force, 1) for force in FORCES]
    listed = [("Edition", "Financial year", "Sheet", "Sheet row", "Label", "Detail", "Force", "Amount"), *rows]
    text = "\n".join(",".join(map(str, row)) for row in listed).encode()
    assert hub.receive("list.csv", text) == "accepted"
    assert hub.receive(NAME, poa()) == "accepted"
    assert hub.ask("SELECT file_name, status FROM ledger.submissions ORDER BY 1") == [
        (NAME, "accepted"), ("list.csv", "superseded"),
    ]  # fmt: skip


def test_the_blocks_of_a_sheet_are_told_apart_even_where_their_heading_has_zeros(hub):
    rows = [["NRE (excluding national)"], ["Other", *range(43)], ["Staff", *[0] * 43], ["Other", *range(43)]]
    split = {"17_Split_of_NRE,_staff": [["Split"], [], [None, *FORCES], *rows]}
    assert hub.receive(NAME, poa(**split)) == "accepted"
    found = {each[1:] for each in cells(hub, "value_for_money_poa", "sheet", "sheet_row", "label", "detail") if each[3]}
    assert found == {("5", "Other", "NRE (excluding national)"), ("7", "Other", "Staff")}


def test_the_edition_of_2012_has_two_labels(hub):
    rows = [
        ["Finance", " Net Expenditure", *range(43)],
        ["Finance", "FTEs", *range(43)],
        ["The note of the publisher."],
    ]
    content = ods({"POA_data": [[None, None, *FORCES], *rows], "Joiners": [["Force"], *[[each] for each in FORCES]]})
    assert hub.receive("value-for-money-profile-data-2012.ods", content) == "accepted"
    found = set(cells(hub, "value_for_money_poa", "financial_year", "label", "trim(detail)"))
    assert found == {("2012/13", "Finance", "Net Expenditure"), ("2012/13", "Finance", "FTEs")}


def test_the_edition_of_2010_has_forces_down_and_groups_across(hub):
    head = [
        [None, None, "Income + Expenditure", None, "Rate per head"],
        [None, None, "2009-10 Estimates"],
        ["Police Force", "Population", "Police officers", "PCSO", "PCSO"],
    ]
    rows = [[force, 7.0, 100.0 + at, 200.0 + at, 9.0] for at, force in enumerate(FORCES[:12])]
    content = xls_bytes({"Section 1. Income & Expenditure": [*head, *rows]})
    assert hub.receive("value-for-money-2010.xls", content) == "accepted_with_queries"
    assert rules(hub) == {"F04", "R12"}
    found = cells(hub, "value_for_money_poa", "financial_year", "label", "detail", "sheet_row", "_column", "amount")
    assert ("2009/10", "Police officers", "Income + Expenditure", "4", "C", "100") in found
    assert ("2009/10", "PCSO", "Income + Expenditure", "15", "D", "211") in found
    assert len(found) == 24


def functions(year, title="Police officer functions1 (full-time equivalents), as at 31 March {}", total="Total"):
    rows = [[1, "Local Policing", *range(1, 44), 946], ["1a", "Neighbourhood Policing", *range(43), 903]]
    return [[title.format(year)], [], [None, None, *FORCES, total], *rows, [], [None, "Total2", *range(1, 44), 946]]


def test_functions_keep_the_printed_total_and_each_year_of_the_file(hub):
    content = ods({"Table_F1": functions(2015), "Table_F4": functions("20164", total="England and Wales2")})
    assert hub.receive("police-workforce-tabs-jul16.ods", content) == "accepted"
    names = ("as_at_31_march", "worker_type", "framework", "function_code", "label", "force_name", "fte__value")
    found = cells(hub, "home_office_functions", *names)
    assert len(found) == 2 * 3 * 44
    for year in ("2015", "2016"):
        assert (year, "Police officer", "poa", "1", "Local Policing", "England and Wales", "946") in found
        assert (year, "Police officer", "poa", None, "Total2", "Kent", "20") in found
    assert hub.ask("SELECT financial_year, variant FROM ledger.submissions") == [("2015/16", "poa")]


def test_a_sheet_without_a_date_is_set_aside_and_the_others_are_taken(hub):
    content = ods({"Table_F1": functions(2017), "Table_F2": functions("", title="Police staff functions")})
    assert hub.receive("police-workforce-tabs.ods", content) == "accepted_with_queries"
    assert {each[0] for each in cells(hub, "home_office_functions", "sheet")} == {"Table_F1"}
    ((place, *_),) = hub.findings("S20")
    assert place == "Table_F2"


@pytest.mark.parametrize(("gap", "is_stacked"), [(3, False), (4, True)])
def test_a_block_below_the_first_is_set_aside_with_its_place(hub, gap, is_stacked):
    below = [*[[]] * (gap - 1), ["A note."], ["Human Resources", *[5] * 43], ["Level 2 Summary", *[5] * 43]]
    state = hub.receive(NAME, poa(**{"10_NRE": sheet(below=below)}))
    assert state == ("accepted_with_queries" if is_stacked else "accepted")
    assert len(of_sheet(cells(hub), "10_NRE")) == 43 * (4 if is_stacked else 6)
    if is_stacked:
        assert [each[:3] for each in hub.findings("S09")] == [("10_NRE", str(8 + gap), "2 rows")]


def test_a_force_that_stands_twice_stops_its_sheet_alone(hub):
    twice = [*FORCES, "Kent"]
    assert hub.receive(NAME, poa(**{"10_NRE": sheet(twice)})) == "accepted_with_queries"
    assert {each[1] for each in cells(hub)} == {"8_GRE", "9_Earned_Income"}
    ((place, cell, value, _),) = hub.findings("S21")
    assert (place, cell, value) == ("10_NRE", "AS3", "Kent")


def test_a_sheet_without_figures_stops_alone_but_not_all_of_them(hub):
    empty = sheet(lines=())
    assert hub.receive(NAME, poa(**{"10_NRE": empty})) == "accepted_with_queries"
    assert [each[0] for each in hub.findings("S20")] == ["10_NRE"]
    none = dict.fromkeys(("10_NRE", "8_GRE", "9_Earned_Income"), empty)
    assert hub.receive("none_2016.xlsx", poa(**none)) == "rejected"
    assert hub.findings("S14")


def test_a_force_missing_from_one_sheet_is_named(hub):
    assert hub.receive(NAME, poa(**{"10_NRE": sheet(FORCES[1:])})) == "accepted_with_queries"
    assert [each[::2] for each in hub.findings("S22")] == [("10_NRE", "Avon and Somerset")]
    assert rules(hub) == {"S22"}


def test_a_name_that_is_no_force_is_rejected_with_its_cell(hub):
    misspelt = sheet(written=lambda force: "Kemt" if force == "Kent" else force)
    assert hub.receive(NAME, poa(**{"10_NRE": misspelt})) == "rejected"
    assert hub.findings("R02")[0][:3] == ("10_NRE", "U4", "Kemt")


def test_an_error_of_the_publisher_is_not_reported_and_never_nil(hub):
    failed = sheet()
    failed[3][1] = "#VALUE!"
    assert hub.receive(NAME, poa(**{"10_NRE": failed})) == "accepted"
    missing = hub.ask("SELECT amount__value FROM raw.value_for_money_poa__cells WHERE amount__missing IS NOT NULL")
    assert missing == [(None,)]


@pytest.mark.parametrize(
    ("name", "notes", "state", "found"),
    [
        ("poa.xlsx", [["Notes"]], "rejected", {"R17"}),
        ("poa-data-2016.xlsx", [["Notes"]], "accepted", set()),
        ("poa.xlsx", NOTES, "accepted", set()),
        ("poa.xlsx", [*NOTES, [None, "2015/16 estimates"]], "rejected", {"R17"}),
    ],
)
def test_an_edition_needs_one_year(hub, name, notes, state, found):
    assert hub.receive(name, poa(notes)) == state
    assert rules(hub) == found


def test_the_annual_data_return_is_kept_and_not_used(hub):
    content = workbook_bytes({"Data": [["Home Office ADR data"], [], [None, *FORCES], ["Joiners", *range(43)]]})
    assert hub.receive("HMIC-VFM-2016-open-data-ADR.xlsx", content) == "accepted"
    reasons = hub.ask("SELECT DISTINCT fate, reason FROM ledger.row_fates WHERE fate <> 'blank'")
    assert reasons == [("quarantined", "The hub does not use the annual data return.")]


@pytest.fixture
def hub_with_lines(tmp_path):
    """A hub that knows the lines of the editions."""
    (tmp_path / "project").mkdir()
    project = own_project(tmp_path / "project")
    with (project / "seeds" / "reference" / "national_table_labels.csv").open(
        "w", encoding="utf-8", newline=""
    ) as file:
        lines = [("value_for_money_poa", "2015/16", "2016/17", line.lower().rstrip("*")) for line in LINES]
        csv.writer(file).writerows([LABELS, *lines])
    (tmp_path / "hub").mkdir()
    return SmallHub(tmp_path / "hub", project=project)


def test_an_unknown_line_is_told_with_its_cell(hub_with_lines):
    unknown = sheet()
    unknown[4][0] = "Human  resources9 "  # the same words
    unknown[5][0] = "Fleet"
    assert hub_with_lines.receive(NAME, poa(**{"10_NRE": unknown})) == "accepted_with_queries"
    ((place, cell, value, sentence),) = hub_with_lines.findings("S23")
    assert (place, cell, value) == ("10_NRE", "A6", "Fleet") and "fleet services" in sentence


def test_an_edition_after_those_listed_has_the_lines_of_the_last(hub_with_lines):
    notes = [["2018/19 estimates"]]
    assert hub_with_lines.receive("poa.xlsx", poa(notes)) == "accepted"
    assert hub_with_lines.receive("poa_2.xlsx", poa(notes, **{"10_NRE": sheet(lines=LINES[:3])})) == "accepted"


EARLIER = [["2015/16 estimates"]]


@pytest.mark.parametrize(("factor", "value"), [(1.4, None), (1000, "172 of 172"), (0.0012, "172 of 172"), (400, None)])
def test_a_sheet_in_another_unit_is_told(hub, factor, value):
    assert hub.receive("poa_1.xlsx", poa(EARLIER)) == "accepted"
    state = hub.receive("poa_2.xlsx", poa(**{"10_NRE": sheet(factor=factor)}))
    assert state == ("accepted_with_queries" if value else "accepted")
    assert [each[::2] for each in hub.findings("S24")] == ([("10_NRE", value)] if value else [])


def test_one_force_in_another_unit_is_told_alone(hub):
    hub.receive("poa_1.xlsx", poa(EARLIER))
    slipped = sheet()
    at = 1 + FORCES.index("Kent")
    for row in slipped[3:6]:
        row[at] *= 1000
    assert hub.receive("poa_2.xlsx", poa(**{"10_NRE": slipped})) == "accepted_with_queries"
    assert hub.ask("SELECT natural_key FROM ledger.findings") == [("sheet=10_NRE; force_name=Kent",)]
