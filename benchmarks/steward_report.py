"""The steward's report alone: every page and list, from a ledger full of findings.

In scope: writing the report next to asking its facts and writing the same files. Out of scope: how fast a
page opens, which the tests of pages look at.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, compared
from benchmarks.hubs import Bench
from benchmarks.measure import calling
from orchestration.settings import Settings
from orchestration.steward_report.loads_page import run_context
from orchestration.steward_report.matrix import matrix
from orchestration.steward_report.report import open_report
from orchestration.steward_report.rule import count_rules
from orchestration.steward_report.sender import ask_senders
from orchestration.steward_report.write import write_steward_report
from orchestration.warehouse.database import open_warehouse

FINDINGS = {"small": 20_000, "national": 200_000, "decade": 1_000_000}
_SUBMISSIONS = """
    INSERT INTO ledger.submissions BY NAME
    WITH forces AS (SELECT force_id FROM read_csv('{forces}')),
    series AS (
        SELECT * FROM (VALUES ('workforce', 'workforce'), ('expenditure', 'estimate'), ('expenditure', 'outturn'),
            ('organised_crime', 'organised_crime'), ('savings_requirement', 'savings_requirement'),
            ('procurement_spend', 'procurement_spend')) AS s (return_id, variant),
            (VALUES ('2021/22'), ('2022/23')) AS y (financial_year)
    )
    SELECT format('S{{:06d}}', row_number() OVER ()) AS submission_id, now()::TIMESTAMP AS received_at,
           force_id || '_' || return_id || '.xlsx' AS file_name, 'x' AS sha256, return_id, force_id, financial_year,
           variant, 1 AS version, 'rejected' AS status, 'Findings.' AS status_reason, 100 AS rows_data,
           false AS is_illustrative
    FROM (SELECT * FROM forces, series ORDER BY ALL)
"""
# Every second finding is of the first force's first file.
_FINDINGS = """
    INSERT INTO ledger.findings BY NAME
    WITH numbered AS (SELECT range AS number FROM range({findings})),
    placed AS (
        SELECT number, format('S{{:06d}}', CASE number % 2 WHEN 0 THEN 1 ELSE 1 + number // 2 % 516 END) AS key,
               CASE number % 12 WHEN 1 THEN 'V01' WHEN 3 THEN 'V02' WHEN 5 THEN 'V04' WHEN 7 THEN 'C15'
                                WHEN 9 THEN 'R08' WHEN 11 THEN 'C01' ELSE 'V03' END AS rule_id
        FROM numbered
    )
    SELECT md5(number::VARCHAR)[:16] AS finding_id, rule_id, key AS submission_id, return_id, force_id, financial_year,
           file_name, 'Sheet' AS sheet, 'C' || number AS cell, number AS row_number, 'Column' AS column_name,
           'heading_name=' || number AS natural_key, 'ten' AS value_given, 'a number' AS expected,
           CASE rule_id WHEN 'C15' THEN 'query' WHEN 'C01' THEN 'note' ELSE 'reject' END AS severity,
           'Sheet ''Sheet'', cell C' || number || ' holds ''ten'' where a number is needed.' AS sentence,
           'Write the number with digits only.' AS how_to_fix, now()::TIMESTAMP AS found_at,
           md5('i' || number)[:16] AS identity, 'new' AS state, now()::TIMESTAMP AS first_found_at,
           key AS first_submission_id
    FROM placed JOIN ledger.submissions ON key = ledger.submissions.submission_id
"""
_HISTORY = "INSERT INTO ledger.finding_history SELECT identity, submission_id, state, found_at FROM ledger.findings"


def steward_report(bench: Bench, size: str) -> Iterator[Figure]:
    """43 forces, six series, two years. Floor: every fact asked by SQL, and the same files written as they are."""
    findings = FINDINGS[size]
    ours, theirs = (_settings(str(bench.new_folder(f"report {name}"))) for name in ("hub", "floor"))
    fill(ours, findings)
    shutil.copy(ours.warehouse, theirs.warehouse)
    name = f"steward's report, {findings:,} findings"
    cost = bench.measure(name, lambda: calling("steward_report:write", ours.workspace))
    floor_cost = bench.measure("  floor", lambda: calling("steward_report:floor", theirs.workspace, ours.reports))
    yield compared(name, cost, floor_cost, "its facts, and the same files copied")


def fill(settings: Settings, findings: int) -> None:
    """Write the ledger of a national set with that many findings."""
    settings.landing.mkdir(parents=True)
    with open_warehouse(settings) as connection:
        connection.execute("INSERT INTO ledger.loads VALUES ('L000001', '2020-01-01', '2020-01-01', 516, 0)")
        connection.execute(_SUBMISSIONS.format(forces=settings.seeds / "reference" / "forces.csv"))
        connection.execute(_FINDINGS.format(findings=findings))
        connection.execute(_HISTORY)


def write(workspace: str) -> None:
    """Write the report as a load does."""
    write_steward_report(_settings(workspace))


def floor(workspace: str, finished: str) -> None:
    """Make the report's tables, ask every count, and write what a finished report holds."""
    with open_warehouse(_settings(workspace)) as connection:
        report = open_report(_settings(workspace), connection)
        matrix(report)
        ask_senders(report)
        count_rules(report)
        run_context(report)
    for path in Path(finished).rglob("*"):
        if path.is_file():
            target = _settings(workspace).reports / path.relative_to(finished)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def _settings(workspace: str) -> Settings:
    return Settings(workspace=Path(workspace), landing=Path(workspace) / "landing")
