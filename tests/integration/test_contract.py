"""The published file keeps the contract: names, types, keys, descriptions, and the same rows as Parquet and CSV."""

import csv
import re
from collections import Counter, defaultdict

import duckdb
import pytest

from orchestration.publication.exports import write_exports
from orchestration.publication.published_table import PublishedColumn, PublishedTable
from orchestration.publication.state import DATABASE

# Section 6 of the design, copied; the columns of quality.submissions stand in its section 4. A table that the design
# names without columns has to exist. More columns may be added, none may go.
CONTRACT = {
    "marts": {
        "dim_force": "force_id force_name pfa_code home_office_region acpo_region rocu is_metropolitan "
        "is_city_of_london valid_from valid_to",
        "dim_financial_year": "financial_year start_year starts_on ends_on",
        "dim_level_of_support": "level_of_support level_name",
        "dim_poa_heading": "heading_id level heading_name parent_heading_id version_from_year version_to_year",
        "agreements": "agreement_id title programme style legal_basis scale lead_force_id stage start_date end_date "
        "review_date party_count is_live",
        "agreement_parties": "agreement_id party_id force_id role joined_date left_date",
        "agreement_functions": "agreement_id heading_id",
        "agreement_contributions": "",
        "agreement_events": "",
        "agreement_costs": "",
        "business_cases": "",
        "lessons": "",
        "barriers": "",
        "capabilities": "",
        "functions_by_poa_heading": "force_id financial_year heading_id basis gross_expenditure_gbp earned_income_gbp "
        "net_revenue_expenditure_gbp officer_fte staff_fte pcso_fte population nre_per_head_gbp reported_state "
        "collaborating_agreements submission_id",
        "savings": "agreement_id force_id financial_year heading_id function_name kind recurrence forecast_gbp "
        "delivered_gbp cumulative_recurrent_gbp",
        "workforce_in_collaboration": "agreement_id programme function_name heading_id as_at financial_year "
        "worker_type basis people",
        "force_workforce": "force_id as_at financial_year worker_type headcount fte submission_id",
        "force_population": "force_id mid_year population",
        "force_funding_by_year": "",
        "force_savings_requirement": "",
        "organised_crime_response": "",
        "procurement_spend": "",
        "procurement_sources": "",
        "reconciliation": "figure_id source_document reference unit published_value warehouse_value difference "
        "tolerance status explanation",
        "level_of_support_decisions": "decision_id heading_id level_of_support decided_on decided_by source_document",
        "recommendations": "recommendation_id source_document source_place recommendation owner deadline outcome",
    },
    "variation": {
        "dim_measure": "measure_id measure_name unit numerator denominator return_id better caveat",
        "force_position": "measure_id heading_id financial_year force_id value reported_state rank_desc percentile "
        "average_method average_value difference_pct gap_gbp is_outlier outlier_reason force_context",
        "comparison_settings": "setting_id value unit description source",
        "national_summary": "measure_id heading_id financial_year average_method forces_reporting forces_expected "
        "average_value minimum p10 lower_quartile median upper_quartile p90 maximum max_to_min_ratio "
        "coefficient_of_variation opportunity_gbp",
        "region_position": "",
        "successor_series": "force_id measure_id heading_id financial_year is_as_if value reported_state",
        "collaboration_coverage": "heading_id",
        "net_contribution": "agreement_id force_id financial_year",
        "level_of_support_evidence": "heading_id financial_year",
        "level_of_support_candidates": "heading_id financial_year rule_id",
        "level_of_support_triggers": "heading_id financial_year rule_id place",
        "partner_groups": "force_id heading_id group_id",
        "partner_group_members": "force_id heading_id group_id partner_id",
        "partner_agreements": "force_id heading_id agreement_id",
    },
    "quality": {
        "submissions": "submission_id received_at file_name sha256 bytes return_id force_id financial_year version "
        "status status_reason supersedes_submission_id",
        "findings": "",
        "rules": "",
        "completeness": "return_id force_id financial_year state",
        "waivers": "",
        "sign_offs": "",
    },
    "release": {
        "releases": "release_id published_at code_version is_final",
        "revisions": "table_name key column_name previous_value new_value cause_submission_id cause_id",
        "relations": "table_name column_name to_table_name to_column_name",
        "revision_history": "release_id place kind description changes largest_change_gbp largest_change",
        "revision_counts": "table_name column_name is_listed changes",
        "revision_causes": "place cause_id kind description changes rows_changed largest_change_gbp largest_change",
        "known_issues": "",
        "data_dictionary": "schema_name table_name column_name type description unit",
    },
}
CONTRACTED = [(schema, table, columns.split()) for schema in CONTRACT for table, columns in CONTRACT[schema].items()]
VIEWS = "by_measure"
PRIVATE = {"raw", "staging", "intermediate", "ledger", "reference"}
WORKER_TYPES = {
    "police_officer", "police_staff", "pcso", "designated_officer", "special_constable", "police_support_volunteer",
}  # fmt: skip
STORAGE_OF_V1_0_0 = 64
RUNS_IN_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def tables(marts):
    """Columns of every published table: name, type and comment, in order."""
    found = defaultdict(list)
    for schema, table, *column in marts(
        "SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal AND schema_name <> ? "
        "ORDER BY schema_name, table_name, column_index",
        VIEWS,
    ):
        found[schema, table].append(tuple(column))
    return dict(found)


def columns_like(tables, ending):
    return {
        f"{schema}.{table}.{name}": kind
        for (schema, table), columns in tables.items()
        for name, kind, _ in columns
        if name.endswith(ending)
    }


@pytest.mark.parametrize(
    ("schema", "table", "columns"), CONTRACTED, ids=[f"{each[0]}.{each[1]}" for each in CONTRACTED]
)
def test_a_contracted_table_exists_with_its_columns(tables, schema, table, columns):
    assert (schema, table) in tables
    assert set(columns) <= {name for name, _, _ in tables[schema, table]}


def test_no_private_schema_is_published(marts, tables):
    schemas = {name for (name,) in marts("SELECT schema_name FROM duckdb_schemas() WHERE NOT internal")}
    assert schemas == {*CONTRACT, VIEWS}
    assert {schema for schema, _ in tables}.isdisjoint(PRIVATE | {"main"})
    assert marts("SELECT DISTINCT schema_name FROM duckdb_views() WHERE NOT internal") == [(VIEWS,)]


def test_every_table_has_a_primary_key(marts, tables):
    keyed = marts("SELECT schema_name, table_name FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'")
    assert sorted(keyed) == sorted(tables)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("marts.dim_force", "force_id"),
        ("marts.agreements", "agreement_id"),
        ("marts.force_workforce", "force_id as_at worker_type"),
        ("marts.force_population", "force_id mid_year"),
        ("marts.functions_by_poa_heading", "force_id financial_year heading_id basis"),
        ("variation.force_position", "measure_id heading_id financial_year force_id average_method"),
        ("variation.national_summary", "measure_id heading_id financial_year average_method"),
        ("quality.submissions", "submission_id"),
        ("release.data_dictionary", "schema_name table_name column_name"),
    ],
)
def test_the_grain_of_a_table_is_its_key(marts, table, key):
    schema, name = table.split(".")
    found = marts(
        "SELECT constraint_column_names FROM duckdb_constraints() "
        "WHERE schema_name = ? AND table_name = ? AND constraint_type = 'PRIMARY KEY'",
        schema,
        name,
    )
    assert set(found[0][0]) == set(key.split())


def test_every_table_and_column_carries_a_comment(marts, tables):
    silent = [
        f"{schema}.{table}.{name}"
        for (schema, table), columns in tables.items()
        for name, _, comment in columns
        if not (comment or "").strip()
    ]
    assert silent == []
    assert marts("SELECT table_name FROM duckdb_tables() WHERE coalesce(trim(comment), '') = ''") == []


def test_the_data_dictionary_describes_every_column_as_the_file_has_it(marts, tables):
    rows = marts("SELECT schema_name, table_name, column_name, type, description, unit FROM release.data_dictionary")
    described = {row[:3]: row[3:] for row in rows}
    in_file = {(*table, name): (kind, comment) for table, columns in tables.items() for name, kind, comment in columns}
    assert described.keys() == in_file.keys()
    for column, (kind, description, unit) in described.items():
        assert (kind, description) == in_file[column], column
        assert description.strip() and unit, column


@pytest.mark.parametrize(
    ("ending", "kind"), [("_gbp", r"DECIMAL\(\d+,\d+\)"), ("_pct", "DOUBLE"), ("as_at", "DATE"), ("_date", "DATE")]
)
def test_columns_of_a_kind_have_the_type_of_the_contract(tables, ending, kind):
    found = columns_like(tables, ending)
    assert found
    assert {name: given for name, given in found.items() if not re.fullmatch(kind, given)} == {}


def test_financial_years_are_written_with_a_slash(marts, tables):
    columns = [name for name, kind in columns_like(tables, "_year").items() if kind == "VARCHAR"]
    assert "marts.savings.financial_year" in columns
    seen = set()
    for full_name in columns:
        table, column = full_name.rsplit(".", 1)
        seen |= {year for (year,) in marts(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")}
    assert "2012/13" in seen
    for year in seen:
        found = re.fullmatch(r"(\d{4})/(\d{2})", year)
        assert found and int(found[2]) == (int(found[1]) + 1) % 100, year


def test_codes_are_those_of_the_contract(marts):
    assert {code for (code,) in marts("SELECT DISTINCT worker_type FROM marts.force_workforce")} == WORKER_TYPES
    forces = {force for (force,) in marts("SELECT force_id FROM marts.dim_force")}
    assert {"avon-and-somerset", "west-midlands"} <= forces and len(forces) == 43
    programmes = {name for (name,) in marts("SELECT DISTINCT programme FROM marts.agreements")}
    assert {"East Midlands", "Bedfordshire, Cambridgeshire and Hertfordshire"} <= programmes
    assert marts("SELECT count(*) FROM variation.dim_measure WHERE measure_id = 'officers_per_1000_population'") == [
        (1,)
    ]


def test_what_this_data_cannot_fill_stands_empty(marts):
    for table in (
        "marts.functions_by_poa_heading", "marts.force_savings_requirement", "marts.organised_crime_response",
        "marts.procurement_spend", "marts.procurement_sources", "marts.collaboration_explanations",
        "marts.force_funding_by_year",
        "marts.outlier_contexts", "marts.average_people_costs", "marts.agreement_usage",
        "variation.level_of_support_candidates", "variation.level_of_support_triggers",
    ):  # fmt: skip
        assert marts(f"SELECT count(*) FROM {table}") == [(0,)], table


def test_the_file_opens_read_only_and_takes_no_change(published_release):
    with duckdb.connect(str(published_release / DATABASE), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM marts.dim_force").fetchone() == (43,)
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("DELETE FROM marts.dim_force")


def test_older_drivers_can_read_the_storage_version(published_release):
    with (published_release / DATABASE).open("rb") as file:
        header = file.read(20)
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == STORAGE_OF_V1_0_0


def test_every_table_has_a_parquet_twin(published_release, marts, tables):
    twins = {(path.parent.name, path.stem): path for path in (published_release / "parquet").rglob("*.parquet")}
    assert twins.keys() == tables.keys()
    for (schema, table), path in twins.items():
        twin = marts(f"SELECT count(*) FROM read_parquet('{path}')")
        assert twin == marts(f"SELECT count(*) FROM {schema}.{table}"), path.name
        described = marts(f"SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet('{path}'))")
        assert described == [(name, kind) for name, kind, _ in tables[schema, table]], path.name


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def as_exported(text):
    return f"'{text}" if text and text.startswith(RUNS_IN_A_SPREADSHEET) else text or ""


def test_every_table_has_a_csv_twin_whose_text_no_spreadsheet_runs(published_release, marts, tables):
    twins = {(path.parent.name, path.stem): path for path in (published_release / "csv").rglob("*.csv")}
    assert twins.keys() == tables.keys()
    for (schema, table), path in twins.items():
        heading, *rows = read_csv(path)
        assert heading == [name for name, _, _ in tables[schema, table]]
        assert (len(rows),) == marts(f"SELECT count(*) FROM {schema}.{table}")[0], path.name
        text = [index for index, (_, kind, _) in enumerate(tables[schema, table]) if kind == "VARCHAR"]
        given = marts(f"SELECT {', '.join(heading[index] for index in text)} FROM {schema}.{table}")
        written = Counter(tuple(row[index] for index in text) for row in rows)
        assert written == Counter(tuple(as_exported(cell) for cell in row) for row in given), path.name
        assert not any(cell.startswith(RUNS_IN_A_SPREADSHEET) for row in written for cell in row), path.name


def test_cells_that_a_spreadsheet_would_run_are_made_text_and_numbers_are_left(tmp_path):
    dangerous = ["=HYPERLINK('x')", "+44 20", "-1", "@SUM(1)", "\tx", "\rx"]
    harmless = ["Kent", "Dyfed-Powys", "a = b", "'quoted'", "", None]
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute("CREATE SCHEMA marts")
        connection.execute("CREATE TABLE marts.cells (place INTEGER PRIMARY KEY, cell VARCHAR, amount DECIMAL(9, 2))")
        connection.executemany("INSERT INTO marts.cells VALUES (?, ?, -5)", list(enumerate(dangerous + harmless)))
    columns = [
        PublishedColumn(name, kind, "", "none", name == "place", name != "place")
        for name, kind in (("place", "INTEGER"), ("cell", "VARCHAR"), ("amount", "DECIMAL(9,2)"))
    ]
    write_exports(tmp_path, [PublishedTable("marts", "cells", "One row per cell.", tuple(columns))])
    _, *rows = read_csv(tmp_path / "csv" / "marts" / "cells.csv")
    assert [row[1] for row in rows] == [f"'{cell}" for cell in dangerous] + [cell or "" for cell in harmless]
    assert {row[2] for row in rows} == {"-5.00"}
