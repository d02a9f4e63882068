"""The Home Office's table of police funding by year, in the shape that it is described in; the figures are made up."""

import csv
from decimal import Decimal

import pytest

from orchestration.settings import PROJECT_DIR
from tests.files import workbook_bytes
from tests.landed import build_models
from tests.small_hub import SmallHub

NAME = "police-funding-england-and-wales-2015-to-2026-tables.xlsx"
YEARS = [f"{start}-{(start + 1) % 100:02d}" for start in range(2015, 2026)]
KINDS = ["Government Funding", "Precept", "Total"]
with (PROJECT_DIR / "seeds" / "reference" / "forces.csv").open(encoding="utf-8", newline="") as seed:
    FORCES = [row for row in csv.DictReader(seed) if not row["valid_to"]]
REGIONS = [
    ("E12000005", "West Midlands"),
    ("E92000001", "England"),
    ("W92000004", "Wales"),
    ("K04000001", "England and Wales"),
]
GROUPED = [
    [None, None, *(year if not place else None for year in YEARS for place in range(3))],
    ["Geocode", "Police Force Area", *KINDS * 11],
]
TOLD = [["Geocode", "Police Force Area", *(f"{kind} {year} (£m)" for year in YEARS for kind in KINDS)]]


def amounts(place, name):
    government, precept = round(100 + place * 1.123456, 6), None if name == "City of London" else 50.25
    return [each for _ in YEARS for each in (government, precept, round(government + (precept or 0), 6))]


def tables(headings=GROUPED, **changes):
    rows = [
        [row["pfa_code"], row["force_name"], *amounts(place, row["force_name"])] for place, row in enumerate(FORCES)
    ]
    totals = [[code, name, *amounts(900, name)] for code, name in REGIONS]
    title = [["Table 4a: Police funding by force area, England and Wales (£ millions)"], ["Nominal terms"]]
    sheets = {"Cover": [["Police funding"]], "Table_1a": [["x", 1]], "Table_4a": [*title, *headings, *totals, *rows]}
    return workbook_bytes({**sheets, "Table_4b": [*title, *headings, *rows], **changes})


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


def codes(hub):
    return {code for (code,) in hub.ask("SELECT DISTINCT rule_id FROM ledger.findings")}


@pytest.mark.parametrize("headings", [GROUPED, TOLD], ids=["a year above three columns", "a year in each heading"])
def test_every_year_of_every_force_is_taken_and_no_region(hub, headings):
    assert hub.receive(NAME, tables(headings)) == "accepted"
    assert codes(hub) <= {"S03", "S04"}
    assert hub.ask("SELECT return_id, financial_year, edition FROM ledger.submissions") == [
        ("police_funding_by_year", None, "2026")
    ]
    build_models(hub.settings, ["force_funding_by_year"])
    counted = "SELECT count(*), count(DISTINCT force_id), min(financial_year), max(financial_year) FROM {}"
    assert hub.ask(counted.format("marts.force_funding_by_year")) == [(473, 43, "2015/16", "2025/26")]
    assert hub.ask(
        "SELECT government_funding_gbp, precept_gbp, precept_state, total_gbp, unexplained_gbp "
        "FROM marts.force_funding_by_year WHERE financial_year = '2020/21' AND force_id IN ('avon-and-somerset', "
        "'bedfordshire', 'city-of-london') ORDER BY force_id"
    ) == [
        (Decimal("100000000"), Decimal("50250000"), "reported", Decimal("150250000"), 0),
        (Decimal("101123456"), Decimal("50250000"), "reported", Decimal("151373456"), 0),
        (Decimal("104493824"), None, "not_provided", Decimal("104493824"), 0),
    ]  # fmt: skip


def test_each_cell_is_landed_or_on_a_list(hub):
    hub.receive(NAME, tables())
    landed, filled = hub.ask("SELECT count(*), count(amount_gbp_million) FROM raw.police_funding_by_year__by_year")[0]
    assert (landed, filled) == (47 * 33, 47 * 33 - 11)
    fates = dict(hub.ask("SELECT sheet, sum(row_count) FROM ledger.row_fates GROUP BY 1"))
    assert fates == {"Cover": 1, "Table_1a": 1, "Table_4a": 51, "Table_4b": 47}


def test_a_workbook_without_the_groups_is_not_taken_for_it(hub):
    content = workbook_bytes(
        {"Table_4a": [["Geocode", "Police Force Area", "Officers"], ["E23000014", "West Midlands", 1]]}
    )
    assert hub.receive("people.xlsx", content) == "unrecognised"


def test_a_force_without_its_code_and_amounts_in_pounds_are_told(hub):
    rows = [[row["pfa_code"], row["force_name"], *amounts(place, "")] for place, row in enumerate(FORCES)]
    rows[0][0] = "E2300003"
    assert hub.receive(NAME, workbook_bytes({"Table_4a": [*GROUPED, *rows]})) == "accepted_with_queries"
    assert [(given, sentence.split(" for ")[1]) for *_, given, sentence in hub.findings("R12")] == [
        (FORCES[0]["force_name"], f"{FORCES[0]['force_name']}. It should cover 43 forces.")
    ]
    assert hub.findings("V04") == []
    in_pounds = [[*row[:2], *(each * 1_000_000 for each in row[2:])] for row in rows]
    assert hub.receive(NAME, workbook_bytes({"Table_4a": [*GROUPED, *in_pounds]})) == "rejected"
    assert "must be between 0 and 100,000" in hub.findings("V04")[0][3]
