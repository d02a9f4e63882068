"""How much writing the steward's report costs beyond reading its facts, and how long its heaviest page takes to open.

43 forces, five returns (six series), two years, and as many findings as are asked for, spread over forces and rules,
with one force that fails one rule in every row. Floor: making the report's tables and asking every count by SQL, which
any report of these facts must do. Report: the same and every page and list. Both in turn on the same ledger in the
same run; the ratio is what to quote, not the seconds. Peak memory is that of this process.

    .venv/bin/python benchmarks/steward_report.py [--findings N] [--rounds N]
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from orchestration.settings import Settings
from orchestration.steward_report.arrivals import run_facts
from orchestration.steward_report.matrix import matrix
from orchestration.steward_report.report import open_report
from orchestration.steward_report.rule import count_rules
from orchestration.steward_report.sender import ask_senders
from orchestration.steward_report.write import write_steward_report
from orchestration.warehouse.database import open_warehouse

TARGET = 6.0
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


def fill(settings: Settings, findings: int) -> None:
    """Write the ledger of a national set with that many findings."""
    settings.landing.mkdir(parents=True)
    with open_warehouse(settings) as connection:
        connection.execute("INSERT INTO ledger.loads VALUES ('L000001', '2020-01-01', '2020-01-01', 516, 0)")
        connection.execute(_SUBMISSIONS.format(forces=settings.seeds / "reference" / "forces.csv"))
        connection.execute(_FINDINGS.format(findings=findings))
        connection.execute(_HISTORY)


def read_facts(settings: Settings) -> None:
    """Make the tables and ask every count; no page."""
    with open_warehouse(settings) as connection:
        report = open_report(settings, connection)
        matrix(report)
        ask_senders(report)
        count_rules(report)
        run_facts(report)


def opening_seconds(page: Path) -> float | None:
    """Time until Chromium has laid a page out; None where it is not installed."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.goto("about:blank")
        started = time.perf_counter()
        opened.goto(page.as_uri())
        opened.evaluate("document.body.offsetHeight")
        seconds = time.perf_counter() - started
        browser.close()
    return seconds


def main() -> None:
    """Time both in turn and print the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--findings", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    folder = Path(tempfile.mkdtemp())
    settings = Settings(workspace=folder, landing=folder / "landing")
    fill(settings, chosen.findings)
    ratios = []
    for _ in range(chosen.rounds):
        started = time.perf_counter()
        read_facts(settings)
        between = time.perf_counter()
        write_steward_report(settings)
        ended = time.perf_counter()
        ratios.append((ended - between) / (between - started))
        print(f"facts {between - started:6.2f} s   report {ended - between:6.2f} s   ratio {ratios[-1]:5.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}, to stay below {TARGET:.0f}")
    pages = list((settings.reports / "steward").rglob("*.html"))
    heaviest = max(pages, key=lambda page: page.stat().st_size)
    opened = opening_seconds(heaviest)
    said = f"{opened:.2f} s" if opened is not None else "not measured, Chromium is not installed"
    size = heaviest.stat().st_size / 1024
    print(f"{len(pages)} pages; the heaviest, {heaviest.name} of {size:,.0f} KB, opens in {said}")
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
