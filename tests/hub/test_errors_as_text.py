"""Errors of spreadsheets and programs' words for nothing, as text: errors in every format and in every column."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.intake.error_texts import error_text_sql, is_error_text
from orchestration.intake.values import Reading, read_cell, signs_of
from orchestration.returns.description import all_descriptions, description_of
from orchestration.warehouse.sql_text import literal
from tests.files import text_bytes, workbook_bytes
from tests.returns import about, table_rows

ERRORS = ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#n/a", " #N/A ", "#####", "Err:502", "nan", "NULL", "null"]
NO_ERRORS = ["N/A", "#1 Taxis", "#", "Nan's Bakery", "Nullarbor Ltd", "Null and Void Ltd", "REF!", "Err: 502", ""]
SIGNS_OF_ERRORS = "#N/AREF!?nulNULerr:502 \u00a0\u200bé"
LINES = description_of("procurement_spend").form("lines").tables[0]
TEXTS = ("supplier_name", "supplier_number", "category", "contract_reference")
LINE = {
    "force_name": "Kent", "financial_year": "2022/23", "supplier_name": "Smith", "category": "Fleet",
    "contract_route": "local", "contract_reference": "C-1", "invoice_date": "2022-06-01", "amount_gbp": "5",
}  # fmt: skip


def lines(error):
    """A line with the error in each of its columns in turn, whose of it is apart, and a line without one."""
    columns = [*TEXTS, "contract_route", "invoice_date", "amount_gbp", None]
    return [{**LINE, "line_id": f"L{number}", **({name: error} if name else {})} for number, name in enumerate(columns)]


def as_csv(error):
    rows = [[line.get(column.name, "") for column in LINES.columns] for line in lines(error)]
    return "procurement_spend.csv", text_bytes([[column.header for column in LINES.columns], *rows])


def as_parquet(error, folder):
    path = folder / "procurement_spend.parquet"
    cells = ", ".join(f'unnest(?) AS "{column.header}"' for column in LINES.columns)
    values = [[line.get(column.name) for line in lines(error)] for column in LINES.columns]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE given AS SELECT {cells}", values)
        connection.execute(f"COPY given TO {literal(str(path))} (FORMAT parquet)")
    return path.name, path.read_bytes()


def as_workbook(error):
    sheets = {"About": about("procurement_spend"), "Lines": table_rows("procurement_spend", "lines", lines(error))}
    return "procurement_spend.xlsx", workbook_bytes(sheets)


@pytest.mark.parametrize("error", ["#N/A", "nan", "#REF!", "NULL"])
@pytest.mark.parametrize("make", [as_csv, as_parquet, as_workbook], ids=lambda each: each.__name__)
def test_an_error_as_text_is_an_error_in_every_format_and_column(hub, tmp_path, error, make):
    name, content = make(error, tmp_path) if make is as_parquet else make(error)
    assert hub.receive(name, content) == "rejected"
    found = hub.findings("C06")
    assert {value for _, _, value, _ in found} == {error}
    shift = 0 if make is as_workbook else 2
    columns = [chr(ord("A") + at + shift) for at in (1, 2, 3, 5, 4, 6, 7)]
    assert {cell for _, cell, _, _ in found} == {f"{column}{row}" for row, column in enumerate(columns, start=2)}
    assert hub.ask("SELECT count(*) FROM ledger.findings WHERE rule_id IN ('V02', 'V03', 'V05')") == [(0,)]


def test_what_is_an_error_as_text():
    assert [text for text in [*ERRORS, *NO_ERRORS] if is_error_text(text)] == ERRORS


@given(text=st.text(alphabet=st.sampled_from(SIGNS_OF_ERRORS), max_size=12) | st.sampled_from(ERRORS))
def test_sql_passes_on_every_error_that_python_knows(text):
    got = duckdb.execute(f"SELECT {error_text_sql('cell')} FROM (SELECT $1 AS cell)", [text]).fetchall()
    assert got[0][0] or not is_error_text(text)


def test_every_column_of_every_return_knows_errors_but_where_a_publisher_means_nothing_by_them():
    for description in all_descriptions():
        for column in (column for table in description.tables for column in table.typed_columns):
            signs = signs_of(description, column)
            known = {text for text in ERRORS if text.strip().casefold() in signs.missing and column.is_number}
            for text in set(ERRORS) - known:
                reading = read_cell(text, column, signs)
                assert reading == Reading(None, None, ("C06",)) or text.strip().casefold() in signs.missing
