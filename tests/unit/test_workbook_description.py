"""The description of the workbooks finds a place for each table, or says that it has none."""

import duckdb
import pytest

from orchestration.publication.national_tables.cells import cell, missing
from orchestration.publication.national_tables.description import read_description
from orchestration.publication.national_tables.sheet_rows import ShownColumn, ask


def shown(**words):
    plain = {"name": "x", "of": "", "heading": "X", "unit": "none", "type": "VARCHAR", "description": "", "note": ""}
    return ShownColumn(**{**plain, "values": {}, "is_code": False, **words})


@pytest.mark.parametrize(
    ("table", "columns", "left_out"),
    [
        ("variation.national_summary", [], False),
        ("variation.rank_intervals", ["measure_id", "force_id"], False),
        ("variation.level_of_support_candidates", ["heading_id"], False),
        ("variation.partner_candidates", ["force_id"], False),
        ("variation.dim_measure", ["measure_id"], False),
        ("variation.something_new", ["heading_id"], True),
        ("marts.something_new", ["heading_id"], False),
    ],
)
def test_a_variation_table_without_a_place_is_named(table, columns, left_out):
    assert read_description().tables_nobody_takes({table: columns}) == ([table] if left_out else [])


def test_a_table_that_a_sheet_describes_gets_no_second_sheet():
    description = read_description()
    tables = {"variation.force_position": ["measure_id"], "variation.dim_measure": ["measure_id"]}
    assert all(description.further_tables(workbook, tables) == [] for workbook in description.workbooks)


def test_every_note_of_a_column_and_every_sheet_name_is_known():
    description = read_description()
    assert {words.note for words in description.columns.values() if words.note} <= set(description.notes)
    for workbook in description.workbooks:
        names = [sheet.name for sheet in workbook.sheets]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("not_reported", "[x]"),
        ("not_provided", "[z]"),
        ("unverified", "[u]"),
        ("suppressed", "[c]"),
        ("reported", "[z]"),
        (None, "[z]"),
    ],
)
def test_what_is_missing_is_said_by_the_state_of_its_row(state, expected):
    assert missing(state) == expected
    assert cell(None, shown(), state) == expected


def test_a_reported_nought_stays_a_number():
    assert cell(0, shown(type="INTEGER"), "not_reported") == 0.0


def test_codes_become_words_and_other_text_stays_as_it_is():
    assert cell("joint_venture", shown(is_code=True), None) == "joint venture"
    assert cell("joint_venture", shown(), None) == "joint_venture"
    assert cell(True, shown(values={"true": "small [c]", "false": "no"}), None) == "small [c]"


@pytest.mark.parametrize(("basis", "expected"), [("outturn", ["a", "c", "e"]), ("estimate", ["b", "c", "e"])])
def test_submissions_behind_a_measure_are_those_of_its_basis(basis, expected):
    """An outturn does not feed a measure of estimates; the workforce that it is divided by feeds both."""
    (vintage,) = {each.query for book in read_description().workbooks for each in book.sheets if each.name == "Vintage"}
    subject = {"return_id": "expenditure", "denominator_unit": "FTE", "basis": basis}
    with duckdb.connect() as connection:
        connection.execute(
            """
            CREATE SCHEMA quality;
            CREATE TABLE quality.submissions AS
            SELECT submission_id, return_id, variant, is_in_release, '' AS force_id, '' AS financial_year,
                   '' AS edition, 1 AS version, '' AS received_at, '' AS file_name, '' AS status, '' AS publisher,
                   '' AS licence, false AS is_illustrative
            FROM (VALUES ('a', 'expenditure', 'outturn', true), ('b', 'expenditure', 'estimate', true),
                         ('c', 'workforce', 'workforce', true), ('d', 'expenditure', 'outturn', false),
                         ('e', 'workforce', NULL, true), ('f', 'ons_population', NULL, true))
                 AS given (submission_id, return_id, variant, is_in_release)
            """
        )
        assert sorted(row[0] for row in ask(connection, vintage, subject)) == expected
        workforce = {"return_id": "workforce", "denominator_unit": "people", "basis": None}
        assert sorted(row[0] for row in ask(connection, vintage, workforce)) == ["c", "e", "f"]
