"""Validating what was landed, return by return: run the suite, keep findings and results, decide.

Belongs here: the order of those steps. Does not belong here: the steps themselves.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import Settings
from orchestration.validation.catalogue import Catalogue, read_catalogue
from orchestration.validation.outcome import decide
from orchestration.validation.record import reader_findings, record_findings
from orchestration.validation.suites import Validation, read_suite, validate_together
from orchestration.warehouse import ledger
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
        for form_id in dict.fromkeys(submission.form_id for submission in waiting):
            together = [submission for submission in waiting if submission.form_id == form_id]
            log.info("Checking %s", _names(together))
            validations = validate_together(connection, together, expectations, lists)
            for submission in together:
                validation = validations[submission.submission_id]
                outcomes[submission.submission_id] = _conclude(connection, submission, validation, catalogue)
    return outcomes


def _names(submissions: list[ledger.Submission]) -> str:
    first = submissions[0].file_name
    return first if len(submissions) == 1 else f"{first} and {len(submissions) - 1} more"


def _conclude(
    connection: DuckDBPyConnection, submission: ledger.Submission, validation: Validation, catalogue: Catalogue
) -> str:
    """Write down what was found and decide, in one transaction a submission."""
    connection.begin()
    try:
        record_findings(connection, submission, validation.findings, catalogue)
        _record_results(connection, submission, validation)
        earlier = reader_findings(connection, submission.submission_id)
        status = decide(connection, submission, [*earlier, *validation.findings], catalogue)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return status


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
