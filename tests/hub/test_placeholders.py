"""Placeholders in place of names: one query per column, never a reason to reject, and the same in Python and SQL."""

import csv

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.returns.placeholders import placeholder_key, read_placeholders
from orchestration.settings import PROJECT_DIR
from tests.files import text_bytes, workbook_bytes
from tests.returns import about, table_rows
from tests.sent_files import SPEND_HEADINGS

LIST = read_placeholders(PROJECT_DIR / "seeds")
with (PROJECT_DIR / "seeds" / "reference" / "placeholder_names.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def spend(*suppliers, category="Fleet", reference=""):
    lines = [
        ["Kent", "2022/23", f"L{number}", name, "", category, "local", reference or f"C-{number}", "", 5, ""]
        for number, name in enumerate(suppliers, start=1)
    ]
    return text_bytes([SPEND_HEADINGS, *lines])


def test_placeholders_are_one_query_per_column_with_count_and_first_row(hub):
    content = spend("Smith Ltd", "THIRD PARTY", "Redacted - Personal Data", "THIRD PARTY", category="[Various]")
    assert hub.receive("procurement_spend.csv", content) == "accepted_with_queries"
    supplier, category = (sentence for *_, sentence in hub.findings("C24"))
    assert "column D: 'Supplier'" in supplier and "('THIRD PARTY', 'Redacted - Personal Data') in 3 rows" in supplier
    assert "The first is in row 3." in supplier
    assert "column F: 'Category'" in category and "('[Various]') in 4 rows" in category


def test_a_workbook_is_asked_about_as_a_list_is(hub):
    line = {"line_id": "L1", "supplier_name": "UNKNOWN", "category": "Fleet", "contract_route": "none", "amount_gbp": 5}
    rows = table_rows("procurement_spend", "lines", [line, {**line, "line_id": "L2", "supplier_name": "Known Ltd"}])
    content = workbook_bytes({"About": about("procurement_spend"), "Lines": rows})
    assert hub.receive("procurement_spend.xlsx", content) == "accepted_with_queries"
    assert [(sheet, cell) for sheet, cell, *_ in hub.findings("C24")] == [("Lines", "B")]


def test_an_error_in_place_of_a_name_is_told_once(hub):
    assert hub.receive("procurement_spend.csv", spend("Smith Ltd", "#N/A", "Redacted", "NULL")) == "rejected"
    assert len(hub.findings("C06")) == 2
    ((*_, sentence),) = hub.findings("C24")
    assert "('Redacted') in 1 row." in sentence


def test_many_placeholders_are_no_reason_to_reject(hub):
    assert hub.receive("procurement_spend.csv", spend(*["REDACTED"] * 300)) == "accepted_with_queries"


def test_names_near_a_placeholder_are_names(hub):
    names = [
        "Various Artists Ltd",
        "Third Party Logistics Ltd",
        "Unknown Pleasures Ltd",
        "3M",
        "Redactory Ltd",
        "118118",
    ]
    assert hub.receive("procurement_spend.csv", spend(*names, reference="NA-12")) == "accepted"


@pytest.mark.parametrize(
    ("kind", "text", "is_one"),
    [
        ("supplier", "redacted ", True),
        ("supplier", "*** NAME REDACTED ***", True),
        ("supplier", "Third-Party Supplier", True),
        ("supplier", "N/A", True),
        ("supplier", "-", True),
        ("supplier", "0", True),
        ("supplier", "000", True),
        ("supplier", "T\u200bBC", True),
        ("supplier", "NDORS Trainer", True),
        ("supplier", "Withheld under s.40(2) FOIA", True),
        ("supplier", "3rd party", True),
        ("supplier", "Cash Converters", False),
        ("category", "Other", True),
        ("category", "Other IT", False),
        ("category", "Sundries", False),
        ("category", "Third party", False),
        ("category", "Uncategorised", True),
        ("supplier", "Uncategorised", False),
        ("contract", "off-contract", True),
        ("contract", "C-0", False),
    ],
)
def test_what_is_a_placeholder(kind, text, is_one):
    assert LIST.is_placeholder(kind, text) is is_one


def test_the_list_is_written_as_it_is_compared():
    assert [
        row["placeholder_key"] for row in ROWS if placeholder_key(row["placeholder_key"]) != row["placeholder_key"]
    ] == []
    keys = [(row["placeholder_key"], row["column_kind"]) for row in ROWS]
    assert len(set(keys)) == len(keys) and keys == sorted(keys)


MACROS = (PROJECT_DIR / "dbt_project" / "macros" / "values.sql").read_text(encoding="utf-8")


@given(
    name=st.sampled_from([row["placeholder_key"] for row in ROWS]),
    signs=st.text(alphabet="-*[]()./ _#\u2013\u00a0\u200b", max_size=6),
    capitals=st.booleans(),
)
def test_signs_around_a_placeholder_change_nothing_in_python_or_in_sql(name, signs, capitals):
    text = signs + (name.upper() if capitals else name).replace(" ", signs or " ") + signs
    folded_sql = MACROS.partition("duckdb__name_key(column) -%}")[2].partition("{%- endmacro")[0]
    pattern = MACROS.partition("name_key(column), '")[2].partition("'")[0].replace("\\\\", "\\")
    sql = f"trim(regexp_replace({folded_sql.replace('{{ column }}', '$1')}, '{pattern}', ' ', 'g'))"
    assert duckdb.execute(f"SELECT {sql}", [text]).fetchall() == [(placeholder_key(text),)]
    if signs.strip("\u200b"):
        assert placeholder_key(text) == name
