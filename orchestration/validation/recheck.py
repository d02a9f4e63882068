"""Checking submissions in force once more, after the catalogue or a suite changed.

In scope: bringing the findings of one submission in force up to date with what the suite says of it now. Out of scope:
running the suite (`validation.suites`), or which submissions are checked (`validation.validate`).

What reading found is not looked for again: that needs the file itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.findings.catalogue import Catalogue
from orchestration.findings.decisions import Waivers
from orchestration.findings.history import Verdict, assign_states, supersede
from orchestration.findings.record import record_findings
from orchestration.validation.edition_sheets import RULES as SHEET_RULES
from orchestration.validation.garbled_letters import RULES as LETTER_RULES
from orchestration.validation.listed_rows import RULES as ROW_RULES
from orchestration.validation.outcome import close_inapplicable, decide_again
from orchestration.validation.placeholders import RULES as PLACEHOLDER_RULES
from orchestration.validation.suites import Validation
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def renew_findings(
    connection: DuckDBPyConnection,
    submission: Submission,
    validation: Validation,
    catalogue: Catalogue,
    waivers: Waivers,
) -> str:
    """Add what the suite finds now, open again what it finds again, close what it no longer finds.

    The submission stays in force, as a version does whose waiver ends: what would keep a new file out is a question to
    it. The caller holds the transaction, and writes the results of the rules.

    Returns:
        The state of the submission.
    """
    known = _known(connection, submission)
    found = {finding.finding_id(submission.submission_id): finding for finding in validation.findings}
    added = [finding for key, finding in found.items() if key not in known]
    record_findings(connection, [(submission, added)], catalogue)
    rules = {result.rule_id for result in validation.results}
    assign_states(connection, [(submission, Verdict(waivers.for_submission(submission), rules))])
    of_suites = {rule.rule_id for rule in catalogue if rule.checked_by == "expectations"}
    of_suites |= SHEET_RULES | PLACEHOLDER_RULES | ROW_RULES | LETTER_RULES
    supersede(connection, submission, lambda key, finding: finding.rule_in_question in of_suites and key not in found)
    close_inapplicable(connection, submission, catalogue)
    connection.execute("DELETE FROM ledger.rule_results WHERE submission_id = ?", [submission.submission_id])
    return decide_again(connection, submission, catalogue, waivers)


def _known(connection: DuckDBPyConnection, submission: Submission) -> set[str]:
    rows = connection.execute(
        "SELECT finding_id FROM ledger.findings WHERE submission_id = ?", [submission.submission_id]
    ).fetchall()
    return {str(key) for (key,) in rows}
