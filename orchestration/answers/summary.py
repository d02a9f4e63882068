"""What there is to say about a hub: submissions, findings, reconciliation, releases.

In scope: reading it. Out of scope: printing it (`cli`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.publication.figures import Counts, count_figures
from orchestration.publication.state import DATABASE, Release, current_release
from orchestration.settings import Settings
from orchestration.warehouse.holding import reading_ledger
from orchestration.warehouse.lock import at_work


@dataclass(frozen=True)
class Summary:
    """State of a hub.

    Attributes:
        submissions: One entry per submission, newest version first within its series.
        findings: Findings of submissions not superseded, by severity.
        figures: Published figures by basis and status.
        release: The release in force, or None.
        held_back: Made-up submissions in force that the release leaves out, because it holds real data.
        steward_report: Page that the steward's report begins with.
        at_work: Who is loading at this moment, in words; None where nobody is.
    """

    submissions: list[dict[str, Any]]
    findings: dict[str, int]
    figures: Counts
    release: Release | None
    held_back: int
    steward_report: Path
    at_work: str | None

    @property
    def by_status(self) -> dict[str, int]:
        """Submissions by status."""
        counts: dict[str, int] = {}
        for submission in self.submissions:
            counts[submission["status"]] = counts.get(submission["status"], 0) + 1
        return counts

    @property
    def not_accepted(self) -> list[dict[str, Any]]:
        """Submissions rejected or not recognised."""
        return [each for each in self.submissions if each["status"] in {"rejected", "unrecognised"}]


def read_summary(settings: Settings) -> Summary:
    """Read the state of a hub; an empty one where nothing was ever loaded."""
    release = current_release(settings)
    submissions: list[dict[str, Any]] = []
    findings: dict[str, int] = {}
    with reading_ledger(settings) as connection:
        if connection is not None:
            cursor = connection.execute(
                "SELECT submission_id, file_name, channel, return_id, force_id, financial_year, variant, edition, "
                "version, status, status_reason, received_at, rows_data, rows_quarantined FROM ledger.submissions "
                "ORDER BY return_id NULLS LAST, variant, version DESC, submission_id"
            )
            names = [column[0] for column in cursor.description or []]
            submissions = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            findings = dict(
                connection.execute(
                    "SELECT severity, count(*) FROM ledger.findings JOIN ledger.submissions USING (submission_id) "
                    "WHERE status <> 'superseded' AND coalesce(state, '') NOT IN ('fixed', 'superseded') "
                    "GROUP BY 1 ORDER BY 1"
                ).fetchall()
            )
    return Summary(
        submissions=submissions,
        findings=findings,
        figures=_figures(release),
        release=release,
        held_back=_held_back(release),
        steward_report=settings.steward_report,
        at_work=at_work(settings),
    )


def _figures(release: Release | None) -> Counts:
    if release is None or not release.has_database:
        return {}
    import duckdb

    with duckdb.connect(str(release.folder / DATABASE), read_only=True) as connection:
        found = connection.execute(
            "SELECT basis, status, is_source_in_force FROM marts.reconciliation ORDER BY ALL"
        ).fetchall()
    return count_figures(
        {"basis": basis, "status": status, "is_source_in_force": in_force} for basis, status, in_force in found
    )


def _held_back(release: Release | None) -> int:
    if release is None or not release.has_database:
        return 0
    import duckdb

    with duckdb.connect(str(release.folder / DATABASE), read_only=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM quality.submissions WHERE is_in_force AND NOT is_in_release"
        ).fetchone()
    return int(row[0]) if row else 0
