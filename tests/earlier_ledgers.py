"""Private files as earlier versions of the hub left them: the tables of their ledgers, and the rows of a hub of today.

In scope: the columns that each version had, taken from its code. Out of scope: what is expected of an upgrade.
"""

from __future__ import annotations

import duckdb

# Version to the tables that it added and the columns that it added to earlier ones. Versions in between changed none.
ADDED = {
    "0.1.0": {
        "submissions": "submission_id VARCHAR PRIMARY KEY, received_at TIMESTAMP, file_name VARCHAR, sha256 VARCHAR, "
        "bytes BIGINT, return_id VARCHAR, form_id VARCHAR, force_id VARCHAR, financial_year VARCHAR, variant VARCHAR, "
        "edition VARCHAR, version INTEGER, status VARCHAR, status_reason VARCHAR, supersedes_submission_id VARCHAR, "
        "rows_data BIGINT, rows_header BIGINT, rows_title BIGINT, rows_footnote BIGINT, rows_subtotal BIGINT, "
        "rows_blank BIGINT, rows_quarantined BIGINT, publisher VARCHAR, source_title VARCHAR, licence VARCHAR, "
        "is_illustrative BOOLEAN",
        "findings": "finding_id VARCHAR PRIMARY KEY, rule_id VARCHAR, submission_id VARCHAR, return_id VARCHAR, "
        "force_id VARCHAR, financial_year VARCHAR, file_name VARCHAR, sheet VARCHAR, cell VARCHAR, row_number INTEGER, "
        "column_name VARCHAR, natural_key VARCHAR, value_given VARCHAR, expected VARCHAR, severity VARCHAR, "
        "sentence VARCHAR, how_to_fix VARCHAR, found_at TIMESTAMP",
        "repairs": "submission_id VARCHAR, table_name VARCHAR, sheet VARCHAR, row_number INTEGER, cell VARCHAR, "
        "column_name VARCHAR, rule_id VARCHAR, value_given VARCHAR, value_read VARCHAR, missing VARCHAR",
        "value_changes": "submission_id VARCHAR, previous_submission_id VARCHAR, table_name VARCHAR, "
        "natural_key VARCHAR, column_name VARCHAR, cell VARCHAR, change VARCHAR, previous_value VARCHAR, "
        "new_value VARCHAR",
        "row_fates": "submission_id VARCHAR, sheet VARCHAR, fate VARCHAR, reason VARCHAR, row_count BIGINT",
        "column_places": "submission_id VARCHAR, table_name VARCHAR, sheet VARCHAR, column_name VARCHAR, "
        "heading VARCHAR, column_letter VARCHAR",
        "rule_results": "submission_id VARCHAR, table_name VARCHAR, rule_id VARCHAR, outcome VARCHAR, "
        "rows_checked BIGINT, rows_failing BIGINT, detail VARCHAR, checked_at TIMESTAMP",
    },
    "0.2.0": {
        "findings": "identity VARCHAR, difference VARCHAR, last_year_value VARCHAR, state VARCHAR, "
        "first_found_at TIMESTAMP, first_submission_id VARCHAR",
        "finding_history": "identity VARCHAR, submission_id VARCHAR, state VARCHAR, recorded_at TIMESTAMP",
        "decisions": "decision_id VARCHAR PRIMARY KEY, kind VARCHAR, rule_id VARCHAR, return_id VARCHAR, "
        "force_id VARCHAR, financial_year VARCHAR, variant VARCHAR, natural_key VARCHAR, submission_id VARCHAR, "
        "reason VARCHAR, decided_by VARCHAR, role VARCHAR, decided_at TIMESTAMP, valid_until DATE",
    },
    "0.3.0": {
        "loads": "load_id VARCHAR PRIMARY KEY, started_at TIMESTAMP, read_at TIMESTAMP, files_new BIGINT, "
        "files_already_received BIGINT",
        "agreement_reports": "submission_id VARCHAR, given_agreement_id VARCHAR, agreement_id VARCHAR, "
        "method VARCHAR, score DOUBLE, matched_submission_id VARCHAR, matched_agreement_id VARCHAR",
        "rule_results": "expectation_number INTEGER",
    },
    "0.6.0": {
        "tables_built": "relation VARCHAR, kind VARCHAR, built_from VARCHAR, content VARCHAR, code VARCHAR, "
        "built_at TIMESTAMP",
        "tests_run": "test VARCHAR, run_on VARCHAR, failures BIGINT, verdict VARCHAR",
        "builds": "built_at TIMESTAMP, inputs_fingerprint VARCHAR",
    },
    "0.7.0": {
        "agreement_reports": "tier INTEGER",
        "registers": "submission_id VARCHAR, as_at DATE, reporter_force_id VARCHAR, precedence INTEGER",
    },
    "0.9.0": {"findings": "rows_in_question BIGINT"},
}


def ledger_of(version):
    """Tables of the ledger of a version, each with its columns."""
    tables = {}
    for each, added in ADDED.items():
        for name, columns in added.items():
            tables[name] = f"{tables[name]}, {columns}" if name in tables else columns
        if each == version:
            return tables
    raise LookupError(version)


def turn_back(warehouse, version):
    """Write a private file again as a version would have left it: its tables and columns, with the rows of today."""
    earlier = warehouse.with_suffix(".earlier")
    with duckdb.connect(str(earlier), config={"storage_compatibility_version": "v1.2.0"}) as connection:
        connection.execute(f"ATTACH '{warehouse}' AS today (READ_ONLY)")
        connection.execute("CREATE SCHEMA raw; CREATE SCHEMA ledger")
        for name, columns in ledger_of(version).items():
            names = ", ".join(column.split()[0] for column in columns.split(", "))
            connection.execute(f"CREATE TABLE ledger.{name} ({columns})")
            connection.execute(f"INSERT INTO ledger.{name} ({names}) SELECT {names} FROM today.ledger.{name}")
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'today' AND schema_name = 'raw'"
        ).fetchall():
            connection.execute(f"CREATE TABLE raw.{name} AS FROM today.raw.{name}")
        connection.execute("DETACH today")
    earlier.replace(warehouse)
