"""An expectation of every type in use says the same by SQL as by its own library, on the same landed rows."""

import random
import re

import duckdb
import pandas as pd
import pytest

from orchestration.findings.catalogue import read_catalogue
from orchestration.intake.values import read_cell, signs_of
from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX, all_descriptions, description_of
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import PROJECT_DIR
from orchestration.validation import sql_suites, suites
from orchestration.validation.by_frame import run_on_frame
from orchestration.validation.frames import location, read_frame
from orchestration.validation.sql_suites import run_by_sql
from orchestration.warehouse.database import raw_tables

CATALOGUE = read_catalogue(PROJECT_DIR / "seeds")
LISTS = read_reference_lists(PROJECT_DIR / "seeds")
SUBMISSIONS = ["S000001", "S000002"]
ROWS = 60
TEXTS = {
    "force": ["Kent", " kent ", "KENT\u00a0", "Avon & Somerset", "Avon and Sumerset", "Essex"],
    "number": ["1", "-1", "1,234", "£5", "..", "n/a", "-", "abc", "150", "0.5", "N/A", " ", "10", "1e5"],
    "date": ["2013-03-31", "31/03/2013", "03/04/2013", "2013-02-30", "2013", "2013-04", "soon", " 2013-01-01"],
    "financial_year": ["2012/13", "2012-13", "2012/14", "12/13", "2099/00"],
    "text": ["a", "b", "a ", "No reason recorded", "no reason", "derived", "E23000001", "Special Constable", "\u00a0"],
}


def texts_of(column):
    if column.is_number:
        return TEXTS["number"]
    if column.type == "code":
        return [*(column.allowed or ["a", "PCSO"]), "Unknown", (column.allowed or ["b"])[0].upper() + " "]
    if column.name == "party_name":
        return TEXTS["force"]
    if column.allowed_from:
        return [
            *LISTS.names[:3],
            *list(LISTS.heading_by_name)[:3],
            "Special constable",
            "Police officer",
            "nothing known",
        ]
    return TEXTS.get(column.type.removeprefix("partial_"), TEXTS["text"])


def landed_row(description, table, chance):
    row = {}
    for column in table.typed_columns:
        text = chance.choice([None, *texts_of(column)])
        reading = read_cell(text, column, signs_of(description, column))
        row[column.name] = text
        if column.has_value:
            row[column.name + VALUE_SUFFIX] = reading.value
        if column.is_number:
            row[column.name + MISSING_SUFFIX] = reading.missing
    return row


def land(connection, description, table, chance):
    raw_name = description.raw_table(table)
    columns = ", ".join(f"{name} {kind}" for name, kind in raw_tables()[raw_name].items())
    connection.execute(f"CREATE OR REPLACE TABLE raw.{raw_name} ({columns})")
    kept = []
    for number in range(ROWS):
        # Some rows stand twice, so that keys are not unique.
        row = chance.choice(kept) if kept and chance.random() < 0.2 else landed_row(description, table, chance)
        kept.append(row)
        place = {"_submission_id": chance.choice(SUBMISSIONS), "_sheet": "Sheet", "_row": number}
        if table.column_family:
            place["_column"] = chance.choice("DE")
        cells = {**place, **row}
        marks = ", ".join("?" * len(cells))
        connection.execute(f"INSERT INTO raw.{raw_name} ({', '.join(cells)}) VALUES ({marks})", list(cells.values()))
    return raw_name


def everything_of(return_id):
    return suites.read_suite(PROJECT_DIR / "expectations", return_id, CATALOGUE)


def suite_of(return_id, table):
    own = [each for each in everything_of(return_id) if each["meta"]["table"] == table.name]
    # Comparisons within a table are worked out in the frame; tables that have them are never checked by SQL.
    own = [each for each in own if "__off_" not in each["kwargs"].get("column", "")]
    columns = [each["kwargs"].get("column", "").split("__")[0] for each in own]
    return [each for each, name in zip(own, columns, strict=True) if not name or name in table.column_names]


def unexpected(outcome, frame, names):
    assert not suites._exception(outcome), outcome
    failing = frame.loc[outcome["result"].get("unexpected_index_list") or []]
    return sorted(tuple(str(row[name]) for name in names) for row in failing.to_dict("records"))


CASES = [
    ("procurement_spend", "lines", "lines"),
    ("workforce", "workbook", "functions"),
    ("home_office_workforce", "open_data_table", "data"),
    ("police_funding", "grant_and_precept", "grant_and_precept"),
    ("collaboration_register", "register", "agreements"),
    ("collaboration_register", "register", "parties"),
    ("collaboration_register", "register", "contributions"),
]


def test_every_type_of_expectation_in_use_is_compared():
    tables = {(return_id, name) for return_id, _, name in CASES}
    used, compared = set(), set()
    for description in all_descriptions():
        for each in everything_of(description.return_id):
            kind = (each["type"], "row_condition" in each["kwargs"])
            used.add(kind)
            if (description.return_id, each["meta"]["table"]) in tables:
                compared.add(kind)
    assert used == compared


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        opened.execute("CREATE SCHEMA raw")
        yield opened


@pytest.mark.parametrize(("return_id", "form_id", "table_name"), CASES, ids=lambda each: each)
def test_every_expectation_fails_on_the_same_rows_both_ways(connection, return_id, form_id, table_name):
    description = description_of(return_id)
    table = next(each for each in description.form(form_id).tables if each.name == table_name)
    raw_name = land(connection, description, table, random.Random(f"{return_id} {table_name}"))
    resolved = suites.ready_to_run(suite_of(return_id, table), table, LISTS)
    for ids, chosen in suites._batches(resolved, SUBMISSIONS):
        frame = read_frame(connection, description, table, ids, LISTS)
        by_library = suites._run(frame, chosen)
        outcomes = run_by_sql(connection, raw_name, table, ids, chosen, LISTS)
        for expectation, theirs, ours in zip(chosen, by_library, run_on_frame(frame, chosen), strict=True):
            assert ours["success"] == theirs["success"], expectation
            names = location(table)
            assert unexpected(ours, frame, names) == unexpected(theirs, frame, names), expectation
        assert any(not each["success"] for each in by_library)
        for expectation, theirs, ours in zip(chosen, by_library, outcomes, strict=True):
            assert ours.outcome["success"] == theirs["success"], expectation
            names = location(table)
            failing = unexpected(theirs, frame, names)
            assert unexpected(ours.outcome, ours.frame, names) == failing, expectation
            assert sum(ours.rows.values()) == len(frame)
            assert sum(ours.failing.values()) == len(failing)


@pytest.mark.parametrize(("return_id", "form_id", "table_name"), CASES, ids=lambda each: each)
def test_a_column_without_values_passes_as_the_library_has_it_pass(connection, return_id, form_id, table_name):
    description = description_of(return_id)
    table = next(each for each in description.form(form_id).tables if each.name == table_name)
    land(connection, description, table, random.Random(f"{return_id} {table_name}"))
    resolved = suites.ready_to_run(suite_of(return_id, table), table, LISTS)
    frame = read_frame(connection, description, table, SUBMISSIONS, LISTS)
    named = {each["kwargs"]["column"] for each in resolved if each["type"] in suites._OF_VALUES}
    blank = frame.assign(**{name: pd.Series(index=frame.index, dtype=frame[name].dtype) for name in named})
    library = suites._run_by_library(blank, resolved)
    outcomes = suites._run(blank, resolved)
    for expectation, outcome in zip(resolved, outcomes, strict=True):
        assert outcome["success"] == library[expectation["meta"]["number"]]["success"], expectation
    assert any("result" not in outcome for outcome in outcomes)


def lines(connection, rows, select):
    table = description_of("procurement_spend").form("lines").tables[0]
    columns = ", ".join(f"{name} {kind}" for name, kind in raw_tables()["procurement_spend__lines"].items())
    connection.execute(f"CREATE OR REPLACE TABLE raw.procurement_spend__lines ({columns})")
    connection.execute(f"INSERT INTO raw.procurement_spend__lines BY NAME SELECT {select} FROM range({rows}) t(i)")
    return table


def expectation(kind, **settings):
    return {"type": kind, "kwargs": settings, "meta": {"rule": "R08", "table": "lines"}}


def test_all_failing_rows_are_counted_and_the_first_of_each_submission_named(connection):
    select = "'S00000' || (1 + i % 2) AS _submission_id, '' AS _sheet, i::INTEGER AS _row, 'x' AS line_id"
    table = lines(connection, 5000, select)
    unique = expectation("expect_column_values_to_be_unique", column="line_id")
    (found,) = run_by_sql(connection, "procurement_spend__lines", table, SUBMISSIONS, [unique], LISTS)
    assert found.failing == {"S000001": 2500, "S000002": 2500} == found.rows
    assert found.outcome["result"]["unexpected_count"] == 5000
    assert len(found.frame) == 2 * sql_suites.ROWS_LOCATED
    assert list(found.frame["_row"][:3]) == [0, 2, 4]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (expectation("expect_column_values_to_be_increasing", column="line_id"), "has no meaning in SQL"),
        (expectation("expect_column_values_to_not_be_null", column="colour"), "no column is called colour"),
        (expectation("expect_column_values_to_match_regex", column="line_id", regex="("), "regular expression|missing"),
        (expectation("expect_column_values_to_not_be_null", column="line_id", mostly=0.9), "mostly"),
        (
            expectation("expect_column_values_to_not_be_null", column="line_id", row_condition="a.b() > 1"),
            "row condition a.b",
        ),
    ],
)
def test_an_expectation_that_cannot_run_says_so_and_the_others_go_on(connection, broken, words):
    table = lines(connection, 3, "'S000001' AS _submission_id, '' AS _sheet, i::INTEGER AS _row, i::VARCHAR AS line_id")
    sound = expectation("expect_column_values_to_not_be_null", column="supplier_name")
    first, second = run_by_sql(connection, "procurement_spend__lines", table, ["S000001"], [broken, sound], LISTS)
    assert first.outcome["exception_info"]["raised_exception"]
    assert re.search(words, first.outcome["exception_info"]["exception_message"])
    assert len(unexpected(second.outcome, second.frame, ["_row"])) == 3
