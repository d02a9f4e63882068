"""The open data table of workforce by function: what is taken, and what force returns are compared with."""

from decimal import Decimal

import pytest

from tests.files import workbook_bytes
from tests.open_functions import CUSTODY, HEADINGS, PRINTED, row, table
from tests.returns import whole_workforce
from tests.small_hub import FORCES, SmallHub

NAME = "open-data-table-police-workforce-functions-280126.xlsx"
PEOPLE = (
    "SELECT force_id, financial_year, heading_id, worker_type, people FROM intermediate.int_national_tables__functions "
    "WHERE force_id IN ('hampshire', 'city-of-london') ORDER BY ALL"
)


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


def codes(hub):
    return {code for (code,) in hub.ask("SELECT DISTINCT rule_id FROM ledger.findings")}


def test_the_table_is_taken_with_the_names_and_letters_of_every_year(hub):
    assert hub.receive(NAME, table()) == "accepted"
    assert hub.ask("SELECT return_id, form_id, force_id, rows_data FROM ledger.submissions") == [
        ("home_office_workforce_functions", "open_data_table", None, len(FORCES) * 8)
    ]
    assert codes(hub) <= {"C18"}
    hub.compare()
    whole, half = Decimal("19.5"), Decimal("9.75")
    assert hub.ask(PEOPLE) == [
        (force, year, heading, "police_officer", people)
        for force in ("city-of-london", "hampshire")
        for year in ("2023/24", "2024/25")
        for heading, people in (
            ("all-functions", whole),
            ("criminal-justice-arrangements", half),
            ("criminal-justice-arrangements/custody", half),
            ("road-policing", half),
            ("road-policing/traffic-units", half),
        )
    ]


def test_headings_of_earlier_editions_and_a_missing_force(hub):
    headings = [
        "Geo code" if text == "Geocode" else f"{text}..." if text.startswith("As at") else text for text in HEADINGS
    ]
    assert hub.receive(NAME, table(forces=FORCES[1:], headings=headings)) == "accepted_with_queries"
    assert codes(hub) - {"C18"} == {"R12"}


def test_two_rows_of_one_key_are_told_and_rows_of_two_ethnicities_are_not(hub):
    assert hub.receive(NAME, table(row("Kent", fte=1, ethnicity="Asian"))) == "accepted"
    assert hub.receive(NAME, table(row("Kent", fte=1, sex="Male"))) == "rejected"
    assert "R08" in codes(hub)


def test_an_unknown_function_counts_in_its_wider_function_and_is_told_once(hub):
    drones = ("5z", "Drones", "4", "Road policing")
    further = [row("Kent", drones, 2, sex=sex) for sex in ("Male", "Female")] + [
        row("Kent", ("9", "Space", "9", "Orbit"), 1)
    ]
    hub.receive_all({NAME: table(*further)})
    told = [(sheet, cell, value) for sheet, cell, value, _ in hub.findings("XR07")]
    first = len(FORCES) * 8 + 2
    assert told == [("Data", f"J{first}", "Drones"), ("Data", f"L{first + 2}", "Orbit")]
    people = hub.ask(
        "SELECT heading_id, people FROM intermediate.int_national_tables__functions WHERE force_id = 'kent' "
        "AND financial_year = '2024/25' AND level < 2 ORDER BY people"
    )
    assert people == [
        ("criminal-justice-arrangements", Decimal("9.75")),
        ("road-policing", Decimal("13.75")),
        ("all-functions", Decimal("24.5")),
    ]


def test_a_return_that_differs_is_asked_about(hub):
    content = table(row("Kent", fte=200, sex="Not stated"), row("Kent", CUSTODY, 90.25, sex="Not stated"))
    files = {NAME: content, "workforce_kent_2024-25.xlsx": whole_workforce(force="Kent", year="2024/25")}
    hub.receive_all(files)
    ((_, _, value, sentence),) = hub.findings("XR06")
    assert value == "100" and "209.8" in sentence, "criminal justice agrees: 9.75 and 90.25"


def test_the_newer_headings_of_the_workforce_table_are_taken(hub):
    headings = [
        "As at 31 March", "Geocode", "Force name", "Region", "Sex", "Rank", "Worker type", "Total (Headcount)",
        "Total (FTE)",
    ]  # fmt: skip
    rows = [
        [2025, "E23000001", PRINTED.get(force, force), "South East", "Male", "Constable", "Police Officer", 10, 9.5]
        for force in (*FORCES, "British Transport Police")
    ]
    content = workbook_bytes({"Cover sheet": [["Police workforce"]], "Data": [headings, *rows]})
    assert hub.receive("open-data-table-police-workforce-280126.xlsx", content) == "accepted"
    assert hub.ask("SELECT return_id, rows_data FROM ledger.submissions") == [("home_office_workforce", len(rows))]
    assert codes(hub) == set()
