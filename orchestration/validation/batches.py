"""Which submissions are looked at together, and which are decided on together.

In scope: dividing what waits. Out of scope: looking (`validation.suites`), deciding (`validation.outcome`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from orchestration.findings.history import series_of
from orchestration.validation.sql_suites import ROWS_FOR_SQL
from orchestration.warehouse.ledger import Submission

# A run of the suite costs a third of a second however few the rows, so that small years share one.
ROWS_TOGETHER = ROWS_FOR_SQL


def batches(submissions: Sequence[Submission], rows: Mapping[str, int]) -> Iterator[list[Submission]]:
    """Divide the submissions of a return into whole financial years, as many together as stay small.

    Args:
        submissions: Submissions of one return.
        rows: Submission to its number of rows, for those whose rows are looked at.

    Yields:
        One year with all forces, or several years that have no more than `ROWS_TOGETHER` rows between them; the
        earliest first, and within a year in the order they came.
    """
    batch: list[Submission] = []
    held = 0
    for _, year in itertools.groupby(sorted(submissions, key=_place), key=_year):
        own = list(year)
        size = sum(rows.get(each.submission_id, 0) for each in own)
        if batch and held + size > ROWS_TOGETHER:
            yield batch
            batch, held = [], 0
        batch += own
        held += size
    if batch:
        yield batch


def rounds(batch: Sequence[Submission]) -> Iterator[list[Submission]]:
    """Divide a batch so that what is decided on together does not depend on each other.

    A version is compared with those before it, and a year with the year before: of each series, and of files called the
    same, a round holds one.
    """
    for _, year in itertools.groupby(sorted(batch, key=_place), key=_year):
        left = list(year)
        while left:
            taken: set[object] = set()
            now: list[Submission] = []
            later: list[Submission] = []
            for each in left:
                names = {series_of(each), each.file_name}
                (later if names & taken else now).append(each)
                # What waits holds back what came after it.
                taken |= names
            yield now
            left = later


def _year(submission: Submission) -> str:
    return submission.financial_year or ""


def _place(submission: Submission) -> tuple[str, str]:
    return _year(submission), submission.submission_id
