"""Validating what was landed, return by return: run the suite, keep findings and results, decide.

Belongs here: the order of those steps. Does not belong here: the steps themselves.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from orchestration.intake import ledger
from orchestration.settings import Settings
from orchestration.validation.catalogue import read_catalogue
from orchestration.validation.frames import read_reference_lists
from orchestration.validation.outcome import decide
from orchestration.validation.suites import Validation, read_suite, validate_submission
from orchestration.warehouse.database import open_warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.validation")


def validate_return(settings: Settings, return_id: str) -> dict[str, str]:
    """Validate every landed submission of a return and decide on it.

    Returns:
        Submission to the state it was given; empty when nothing was waiting, in which case no suite is loaded.
    """
    outcomes: dict[str, str] = {}
    with open_warehouse(settings) as connection:
        waiting = ledger.pending(connection, return_id)
        if not waiting:
            return outcomes
        catalogue = read_catalogue(settings.seeds)
        expectations = read_suite(settings.expectations, return_id, catalogue)
        lists = read_reference_lists(settings.seeds)
        for number, submission in enumerate(waiting, start=1):
            log.info("Checking %s (%d of %d)", submission.file_name, number, len(waiting))
            validation = validate_submission(connection, submission, expectations, lists)
            connection.begin()
            try:
                ledger.record_findings(connection, submission, validation.findings, catalogue)
                _record_results(connection, submission, validation)
                earlier = ledger.reader_findings(connection, submission.submission_id)
                findings = [*earlier, *validation.findings]
                outcomes[submission.submission_id] = decide(connection, submission, findings, catalogue)
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
    return outcomes


def _record_results(connection: DuckDBPyConnection, submission: ledger.Submission, validation: Validation) -> None:
    checked_at = ledger.now()
    ledger.insert_rows(
        connection,
        "ledger.rule_results",
        [
            [
                submission.submission_id, result.table_name, result.rule_id, result.outcome, result.rows_checked,
                result.rows_failing, result.detail, checked_at,
            ]
            for result in validation.results
        ],
    )  # fmt: skip
