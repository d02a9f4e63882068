"""Tables of one report, made by SQL beside the ledger: which submissions count, and which findings stand open.

In scope: what counts as current and as open. Out of scope: what a page shows of it.

Every later question is asked of these narrow tables; the words of a finding are fetched only where a page shows them,
so that a million findings cost the pages nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.findings.history import FIXED, SUPERSEDED
from orchestration.returns.description import all_descriptions
from orchestration.warehouse.ledger import IN_FORCE, NOT_ACCEPTED
from orchestration.warehouse.sql_text import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NATIONAL = "national"
SENDER_NOT_KNOWN = "sender-not-known"

# A page shows so many findings of one rule in one file, and so many in all; the lists beside it have them all.
SHOWN_OF_A_RULE = 20
SHOWN_ON_A_PAGE = 600


def prepare(connection: DuckDBPyConnection) -> None:
    """Make the tables; they go with the connection.

    - `report_submissions`: one row per submission, with the page it belongs to (`sender_id`: a force, or one of the two
      names above), its load, and whether it still counts: neither replaced nor overtaken by a later version.
    - `report_findings`: one row per finding of those that no later version has spoken of since. `state` is new,
      still there, back (fixed once and found again), waived or could not run.
    - `report_shown`: the findings that pages show, in words, with their place within the rule and file.
    - `report_fixed`: one row per finding that the latest version fixed.
    """
    connection.execute(_SUBMISSIONS.format(per_force=_per_force(), in_force=_list(IN_FORCE), away=_list(NOT_ACCEPTED)))
    connection.execute(_FINDINGS)
    connection.execute(_SHOWN.format(of_a_rule=SHOWN_OF_A_RULE, on_a_page=SHOWN_ON_A_PAGE))
    connection.execute(_FIXED)


def _per_force() -> str:
    return _list(tuple(each.return_id for each in all_descriptions() if each.per_force))


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(literal(name) for name in names)


# The same versions count as go back to their senders (`feedback.ledger_queries`); a test holds both together.
_SUBMISSIONS = """
    CREATE OR REPLACE TEMP TABLE report_submissions AS
    WITH placed AS (
        SELECT s.*,
               CASE WHEN force_id IS NOT NULL THEN force_id
                    WHEN return_id IS NOT NULL AND return_id NOT IN ({per_force}) THEN 'national'
                    ELSE 'sender-not-known' END AS sender_id,
               status IN ({in_force}) AS is_in_force,
               coalesce(version, 0) AS version_or_none,
               max(coalesce(version, 0)) OVER (
                   PARTITION BY return_id, force_id, financial_year, variant
               ) AS latest_version
        FROM ledger.submissions AS s
    )
    SELECT placed.* EXCLUDE (version_or_none), loads.load_id,
           status NOT IN ('superseded', 'duplicate', 'withdrawn')
           AND NOT (status IN ({away}) AND sender_id <> 'sender-not-known' AND version_or_none < latest_version)
           AS is_current
    FROM placed ASOF LEFT JOIN ledger.loads ON placed.received_at >= loads.started_at
"""
_LAST_WORD = """
    SELECT identity, max(submission_id) AS submission_id, arg_max(state, (submission_id, recorded_at)) AS state
    FROM ledger.finding_history LEFT JOIN ledger.submissions USING (submission_id)
    WHERE state <> 'superseded' AND coalesce(status, '') <> 'withdrawn' GROUP BY identity
"""
_FINDINGS = f"""
    CREATE OR REPLACE TEMP TABLE report_findings AS
    WITH last_word AS ({_LAST_WORD})
    SELECT f.finding_id, f.rule_id, f.submission_id, s.sender_id, s.return_id, s.financial_year, s.variant, s.load_id,
           f.severity,
           CASE WHEN f.state = 'new' AND f.first_submission_id <> f.submission_id THEN 'back'
                ELSE coalesce(f.state, 'new') END AS state
    FROM ledger.findings AS f
    JOIN report_submissions AS s USING (submission_id)
    LEFT JOIN last_word USING (identity)
    WHERE s.is_current AND coalesce(last_word.submission_id, f.submission_id) <= f.submission_id
      AND coalesce(f.state, '') NOT IN ('{FIXED}', '{SUPERSEDED}')
"""
_SHOWN = """
    CREATE OR REPLACE TEMP TABLE report_shown AS
    WITH placed AS (
        SELECT r.*,
               row_number() OVER (
                   PARTITION BY r.rule_id, r.submission_id
                   ORDER BY r.state = 'waived', f.sheet NULLS FIRST, f.row_number NULLS FIRST, f.cell, r.finding_id
               ) AS place
        FROM report_findings AS r JOIN ledger.findings AS f USING (finding_id)
    ),
    shown AS (
        SELECT * FROM placed WHERE place <= {of_a_rule}
        QUALIFY row_number() OVER (
            PARTITION BY sender_id
            ORDER BY place > 3, CASE severity WHEN 'reject' THEN 1 WHEN 'query' THEN 2 ELSE 3 END, financial_year DESC,
                     rule_id, submission_id, place
        ) <= {on_a_page}
    )
    SELECT shown.sender_id, f.rule_id, shown.severity, shown.state, f.submission_id, f.file_name, f.return_id,
           f.force_id, f.financial_year, shown.variant, f.sheet, f.cell, f.natural_key, f.column_name,
           f.value_given, f.expected, f.difference, f.last_year_value, f.sentence, f.how_to_fix, f.first_found_at,
           shown.place
    FROM shown JOIN ledger.findings AS f USING (finding_id)
"""
_FIXED = f"""
    CREATE OR REPLACE TEMP TABLE report_fixed AS
    WITH last_word AS ({_LAST_WORD}),
    fixed AS (
        SELECT last_word.identity, last_word.submission_id
        FROM last_word JOIN report_submissions AS s USING (submission_id)
        WHERE last_word.state = 'fixed' AND s.is_current
    )
    SELECT fixed.identity, fixed.submission_id AS fixed_by, s.sender_id, s.return_id, s.financial_year, s.variant,
           any_value(f.rule_id) AS rule_id, max(f.finding_id) AS finding_id
    FROM fixed JOIN ledger.findings AS f USING (identity) JOIN report_submissions AS s
        ON s.submission_id = fixed.submission_id
    GROUP BY ALL
"""
