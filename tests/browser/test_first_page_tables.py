"""The tables of the first page, on the release as published, with refused files, and with nothing in it.

Expected figures are read from the release's file, never typed in.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.opened_page import Ask, Opened, figures, open_page, plain

pytestmark = pytest.mark.browser


def test_every_table_has_the_rows_of_the_release(opened: Opened, marts: Ask) -> None:
    east_midlands = "SELECT agreement_id FROM marts.agreements WHERE programme = 'East Midlands'"
    three = "programme = 'Bedfordshire, Cambridgeshire and Hertfordshire'"
    questions = {
        "#received-table": "SELECT count(DISTINCT coalesce(return_id, '')) FROM quality.submissions",
        "#sources-table": "SELECT count(DISTINCT source_title) FROM quality.submissions WHERE is_in_force",
        "#measures-table": "SELECT count(DISTINCT measure_id) FROM variation.national_summary",
        "#workforce-table": "SELECT count(DISTINCT (agreement_id, function_name)) "
        f"FROM marts.workforce_in_collaboration WHERE agreement_id IN ({east_midlands})",
        "#business-cases-table": "SELECT count(*) FROM marts.business_cases WHERE budget_year = '2012/13' "
        f"AND agreement_id IN ({east_midlands})",
        ".savings-table": f"SELECT count(DISTINCT (function_name, recurrence)) FROM marts.savings WHERE {three}",
        "#forecast-table": "SELECT count(*) FROM marts.business_cases JOIN marts.agreements USING (agreement_id) "
        f"WHERE {three}",
        "#issues-table": "SELECT count(*) FROM release.known_issues",
        "#files-table": "SELECT count(*) FROM duckdb_tables() WHERE NOT internal",
    }
    for table, question in questions.items():
        assert [(opened.rows(table).count(),)] == marts(question), table
        assert opened.rows(table).count() > 0, table
    assert [(opened.page.locator("#reconciliation-table tr.figure").count(),)] == marts(
        "SELECT count(*) FROM marts.reconciliation"
    )
    assert [(opened.page.locator("#recommendations-table tr.recommendation").count(),)] == marts(
        "SELECT count(*) FROM marts.recommendations"
    )


def foot(opened: Opened, table: str, head: str) -> list[float]:
    return figures(opened.text(f"{table} tfoot tr:has(th:text('{head}'))").split("\t", 1)[1])


def test_the_east_midlands_tables_add_up_to_the_release(opened: Opened, marts: Ask) -> None:
    people = marts(
        "SELECT sum(people) FILTER (worker_type = 'police_officer'), sum(people) FILTER (worker_type = 'police_staff'),"
        " sum(people) FROM marts.workforce_in_collaboration WHERE programme = 'East Midlands'"
    )[0]
    assert foot(opened, "#workforce-table", "All collaborative functions") == [float(each) for each in people]
    shares = marts("SELECT published_value FROM marts.reconciliation WHERE figure_id IN ('G15', 'G16', 'G17')")
    said = foot(opened, "#workforce-table", "Share of the five forces")
    assert sorted(said) == sorted(float(share) for (share,) in shares)
    savings = marts(
        "SELECT sum(budget_without_collaboration_gbp), sum(saving_forecast_gbp) FROM marts.business_cases AS b "
        "JOIN marts.agreements USING (agreement_id) WHERE programme = 'East Midlands' AND budget_year = '2012/13'"
    )[0]
    assert foot(opened, "#business-cases-table", "All business cases")[:2] == [float(each) for each in savings]


def test_the_savings_table_is_that_of_the_release_and_cost_stands_apart(opened: Opened, marts: Ask) -> None:
    where = "WHERE programme = 'Bedfordshire, Cambridgeshire and Hertfordshire'"
    years = marts(
        "SELECT delivered_gbp, cumulative_recurrent_gbp, total_to_date_gbp FROM marts.programme_savings "
        f"{where} AND delivered_gbp IS NOT NULL ORDER BY financial_year"
    )
    delivered, cumulative, to_date = ([float(value) for value in column] for column in zip(*years, strict=True))
    assert foot(opened, ".savings-table", "New savings of the year") == [*delivered, sum(delivered)]
    assert foot(opened, ".savings-table", "Annual saving reached") == cumulative
    assert foot(opened, ".savings-table", "Total saved to date") == to_date
    costs = marts(
        "SELECT change_team_cost_gbp, change_team_cost_to_date_gbp FROM marts.programme_savings "
        f"{where} AND change_team_cost_gbp IS NOT NULL ORDER BY financial_year"
    )
    shown = [figures(row.inner_text().split("\t", 1)[1]) for row in opened.rows(".change-team-table").all()]
    assert shown == [[float(value) for value in column] for column in zip(*costs, strict=True)]
    reasons = marts(
        "SELECT outcome_reason FROM marts.business_cases JOIN marts.agreements USING (agreement_id) "
        f"{where} AND outcome_reason IS NOT NULL"
    )
    assert all(reason in opened.text("#forecast-table") for (reason,) in reasons)


def test_the_reconciliation_counts_its_statuses_and_gives_every_explanation(opened: Opened, marts: Ask) -> None:
    counts = opened.text("#reconciliation .counts")
    known = "(is_source_in_force OR status <> 'not_computed')"
    for status, number in marts(
        f"SELECT status, count(*) FROM marts.reconciliation WHERE basis = 'computed' AND {known} GROUP BY ALL"
    ):
        assert f"{status.replace('_', ' ')} {number}" in counts
    ((computed, agreeing, crossed, printed),) = marts(
        "SELECT count(*) FILTER (basis = 'computed'), "
        "count(*) FILTER (basis = 'computed' AND status IN ('exact', 'agrees')), "
        "count(*) FILTER (basis = 'cross_checked'), count(*) FILTER (basis = 'as_printed') FROM marts.reconciliation "
        f"WHERE {known}"
    )
    section = opened.text("#reconciliation")
    assert f"{agreeing} of {computed} computed figures agree" in section
    assert f"{crossed} are cross-checked" in section and f"{printed} are recorded as published" in section
    assert f"{agreeing} of {computed}\npublished figures that the warehouse computes agree" in opened.text(
        "header .cards"
    )
    table = opened.text("#reconciliation-table")
    for (explanation,) in marts("SELECT explanation FROM marts.reconciliation WHERE explanation IS NOT NULL"):
        assert explanation in table


def test_the_recommendations_say_what_nobody_recorded(opened: Opened, marts: Ask) -> None:
    ((number, recorded, overdue),) = marts(
        "SELECT count(*), count(outcome), count(*) FILTER (is_overdue) FROM marts.recommendations"
    )
    section = opened.text("#recommendations")
    assert f"{number} recommendations and proposals" in section and f"{recorded} with a recorded outcome" in section
    assert f"The deadline of {overdue} has passed" in section
    opened.page.locator("#recommendations summary").click()
    table = opened.text("#recommendations-table")
    assert table.count("No outcome has been recorded.") == number - recorded
    assert "2021-03, passed" in table


def test_nothing_was_refused_from_the_published_examples(opened: Opened, marts: Ask) -> None:
    assert marts("SELECT count(*) FROM quality.submissions WHERE status IN ('rejected', 'unrecognised')") == [(0,)]
    assert "None: no file received was rejected or unrecognised." in opened.text("#refused")


def test_refused_files_are_listed_with_their_reason_as_text(
    browser: Browser, changed_release: Callable[..., Path]
) -> None:
    hostile = "<script>document.title = 'taken over'</script>.csv"
    folder = changed_release(
        "INSERT INTO quality.submissions BY NAME SELECT * REPLACE ('S900001' AS submission_id, "
        f"'{hostile.replace(chr(39), chr(39) * 2)}' AS file_name, 'rejected' AS status, false AS is_in_force, "
        "'Sheet ''Data'' is missing & so is <b>its</b> header.' AS status_reason) FROM quality.submissions LIMIT 1",
        "INSERT INTO quality.submissions BY NAME SELECT * REPLACE ('S900002' AS submission_id, 'holiday.xlsx' "
        "AS file_name, 'unrecognised' AS status, false AS is_in_force, NULL AS return_id, "
        "'No return is described that looks like this.' AS status_reason) FROM quality.submissions LIMIT 1",
        "UPDATE variation.dim_measure SET caveat = '</script><script>document.title = ''taken over''</script>'",
    )
    opened = open_page(browser, folder)
    assert opened.page.title().startswith("Police collaboration")
    texts = [plain(row.inner_text()) for row in opened.rows("#refused-table").all()]
    assert len(texts) == 2
    assert any(hostile in text and "Sheet 'Data' is missing & so is <b>its</b> header." in text for text in texts)
    assert any("holiday.xlsx" in text and "unrecognised" in text for text in texts)
    assert "Return not recognised" in opened.text("#received-table")
    assert "</script><script>" in opened.text("#position-notes")
    assert opened.complaints == []
    opened.page.context.close()


def test_made_up_data_is_announced(browser: Browser, changed_release: Callable[..., Path]) -> None:
    folder = changed_release(
        "UPDATE release.releases SET holds_illustrative_data = true",
        "UPDATE quality.submissions SET is_illustrative = true WHERE return_id = 'police_funding'",
    )
    opened = open_page(browser, folder)
    assert "contains illustrative data" in opened.text("header .notice")
    assert "police_funding" in opened.text("header .notice")
    opened.page.context.close()


def test_a_release_without_any_rows_still_gives_a_page(
    browser: Browser, changed_release: Callable[..., Path], marts: Ask
) -> None:
    tables = marts(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
        "WHERE NOT internal AND table_name <> 'releases' ORDER BY 1"
    )
    folder = changed_release(*(f"DELETE FROM {name}" for (name,) in tables))
    opened = open_page(browser, folder, charts=False)
    for section, sentence in {
        "coverage": "No files have been received.",
        "position": "No measure has a value yet",
        "east-midlands": "No current register contains the workforce",
        "changes": "This is the first release",
        "bch": "No current register contains the savings",
        "reconciliation": "No published figures are reconciled",
        "recommendations": "No recommendations are recorded",
        "refused": "None: no file received",
        "reading": "No issues are recorded.",
    }.items():
        assert sentence in opened.text(f"#{section}"), section
    assert opened.page.locator("table").count() == 1  # the list of files
    assert opened.complaints == []
    opened.page.context.close()
