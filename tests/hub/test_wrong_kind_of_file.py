"""The right table in the wrong kind of file: it is said what it is and whose, and it is taken where nothing is lost."""

import duckdb
import pytest

from orchestration.returns.description import description_of
from tests.files import funding_rows, headings, text_bytes, workbook_bytes
from tests.returns import table_rows
from tests.small_hub import FORCES, SmallHub

NAME = "workforce_avon-and-somerset_2022-23"


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


def lines(hub):
    return hub.ask("SELECT return_id, force_id, financial_year, status FROM ledger.submissions ORDER BY submission_id")


def rows(*cells):
    return table_rows("workforce", "functions", [{"heading_name": "Custody", "police_officer_fte": 3}, *cells])


def test_a_sheet_saved_as_text_is_named_with_force_and_year(hub):
    assert hub.receive(f"{NAME}.csv", text_bytes(rows())) == "rejected"
    assert lines(hub) == [("workforce", "avon-and-somerset", "2022/23", "rejected")]
    ((*_, sentence),) = hub.findings("S33")
    for words in ("'Police workforce by function'", "accepted as a workbook", "2022/23", "Avon"):
        assert words in sentence


def test_what_is_wrong_in_its_table_is_told_as_well(hub):
    content = text_bytes(rows({"heading_name": "Custdy", "police_officer_fte": "lots"}))
    assert hub.receive(f"{NAME}.csv", content) == "rejected"
    assert hub.findings("V02") and hub.findings("V03")


def test_a_sheet_under_a_name_that_says_nothing_is_named_without_force(hub):
    assert hub.receive("sheet1.csv", text_bytes(rows())) == "rejected"
    assert lines(hub) == [("workforce", None, None, "rejected")]
    assert "does not show both the force and the year" in hub.findings("S33")[0][3]


def test_a_sheet_in_parquet_is_named(hub, tmp_path):
    table = rows()
    path = tmp_path / "x.parquet"
    columns = ", ".join(f"'{cell or ''}' AS \"{heading}\"" for heading, cell in zip(table[0], table[1], strict=True))
    duckdb.sql(f"COPY (SELECT {columns}) TO '{path}' (FORMAT parquet)")
    assert hub.receive(f"{NAME}.parquet", path.read_bytes()) == "rejected"
    assert lines(hub) == [("workforce", "avon-and-somerset", "2022/23", "rejected")]
    assert "a Parquet file" in hub.findings("S33")[0][3]


def test_a_published_table_of_one_sheet_is_taken_as_text(hub):
    table = [
        headings("home_office_workforce", "data"),
        *[[2013, "E23000001", force, "South East", "Male", "Constable", "Police Officer", 10, 9.5] for force in FORCES],
    ]
    assert hub.receive("police-workforce-open-data-2023-07-26.csv", text_bytes(table)) == "accepted"
    assert hub.ask("SELECT count(*) FROM raw.home_office_workforce__data") == [(len(FORCES),)]


def test_a_published_list_is_taken_in_a_workbook(hub):
    sheets = {"Contents": [["Funding"]], "Extract": funding_rows(FORCES)}
    assert hub.receive("police_funding_2025_26.xlsx", workbook_bytes(sheets)).startswith("accepted")
    assert hub.ask("SELECT count(*) FROM raw.police_funding__grant_and_precept") == [(len(FORCES),)]


def test_another_table_as_text_is_still_not_recognised(hub):
    assert hub.receive("x.csv", text_bytes([["Colour", "Size", "Shape"], ["red", 1, "round"]])) == "unrecognised"


SPEND = [column.header for column in description_of("procurement_spend").form("lines").tables[0].columns]
LINE = ["Kent", "2022/23", "L1", "A Ltd", None, "Fuel", "local", "C1", "2022-06-01", 5, "no"]


def test_a_list_of_procurement_in_a_workbook_is_not_a_list_of_payments(hub):
    content = workbook_bytes({"Sheet1": [SPEND, LINE]})
    assert hub.receive("procurement_spend_kent_2022-23.xlsx", content) == "rejected"
    assert lines(hub) == [("procurement_spend", "kent", "2022/23", "rejected")]
    assert "accepted as a text file (CSV) or the workbook of its template" in hub.findings("S33")[0][3]


def test_a_workbook_without_its_sheet_about_is_shown_as_that_of_the_force_in_its_name(hub):
    content = workbook_bytes({"Lines": [SPEND[2:10], LINE[2:10]]})
    assert hub.receive("procurement_spend_kent_2022-23.xlsx", content) == "rejected"
    assert lines(hub) == [("procurement_spend", "kent", "2022/23", "rejected")]
    assert hub.findings("S01") and hub.findings("R16")


def test_a_list_of_payments_with_some_headings_of_procurement_stays_one(hub):
    content = workbook_bytes({"Apr 22": [[*SPEND[2:6], *SPEND[8:10]], [*LINE[2:6], "2022-04-01", 5]]})
    assert hub.receive("published_spend_kent_2022-23.xlsx", content) == "accepted_with_queries"
    assert lines(hub) == [("published_spend", "kent", "2022/23", "accepted_with_queries")]
