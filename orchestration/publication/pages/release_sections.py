"""What a release says of itself: its sources, its coverage, what was refused, how to read it, where its files are.

In scope: facts on the release. Out of scope: figures on forces (`position`) or collaborations
(`collaboration`).
"""

from __future__ import annotations

from typing import Any

from orchestration.publication.pages.position import WHOLE_FORCE
from orchestration.publication.pages.release_reader import ReleaseReader, Row

OPEN_LICENCE = "Open Government Licence"
_STATUSES = [
    "accepted", "accepted_with_queries", "rejected", "unrecognised", "received", "superseded", "duplicate", "withdrawn",
]  # fmt: skip
_CAUSES_SHOWN = 20
_REFUSED = "status IN ('rejected', 'unrecognised')"


def about(reader: ReleaseReader, release_id: str) -> dict[str, Any]:
    """The release itself, its sources with their licences, and what in it is made up."""
    sources = reader.rows(
        "SELECT DISTINCT publisher, source_title, edition, financial_year, licence FROM quality.submissions "
        "WHERE is_in_force AND source_title IS NOT NULL ORDER BY ALL"
    )
    open_data = {row["publisher"] for row in sources if (row["licence"] or "").startswith(OPEN_LICENCE)}
    return {
        "release": reader.one("SELECT * FROM release.releases WHERE release_id = ?", release_id),
        "sources": sources,
        "open_data_publishers": sorted(publisher for publisher in open_data if publisher),
        "illustrative": reader.rows(
            "SELECT file_name FROM quality.submissions WHERE is_in_release AND is_illustrative ORDER BY file_name"
        ),
        "headlines": _headlines(reader),
    }


def _headlines(reader: ReleaseReader) -> Row:
    return reader.one(
        f"""
        SELECT (SELECT count(*) FROM quality.submissions) AS received,
               (SELECT count(*) FROM quality.submissions WHERE is_in_force) AS in_force,
               (SELECT count(*) FROM quality.submissions WHERE {_REFUSED}) AS refused,
               (SELECT count(*) FROM marts.dim_force) AS forces,
               (SELECT count(*) FROM marts.agreements) AS agreements,
               (SELECT count(*) FROM marts.agreements WHERE is_live) AS live_agreements,
               (SELECT min(financial_year) FROM variation.national_summary) AS first_year,
               (SELECT max(financial_year) FROM variation.national_summary) AS last_year,
               (SELECT count(DISTINCT measure_id) FROM variation.national_summary) AS measures
        """
    )


def coverage(reader: ReleaseReader) -> dict[str, Any]:
    """What was received, by return and status, and how many forces each measure reaches."""
    counts = reader.rows("SELECT return_id, status, count(*) AS files FROM quality.submissions GROUP BY ALL")
    statuses = sorted({row["status"] for row in counts}, key=lambda status: [*_STATUSES, status].index(status))
    returns = sorted({row["return_id"] for row in counts}, key=lambda code: (code is None, code or ""))
    files = {(row["return_id"], row["status"]): row["files"] for row in counts}
    return {
        "statuses": statuses,
        "returns": [
            {"return_id": code, "files": [files.get((code, status), 0) for status in statuses]} for code in returns
        ],
        "findings": reader.rows(
            "SELECT severity, count(*) AS findings FROM quality.findings GROUP BY ALL ORDER BY severity"
        ),
        "measures": _measures(reader),
    }


def _measures(reader: ReleaseReader) -> list[Row]:
    measures = reader.rows(
        """
        WITH years AS (
            SELECT measure_id, min(financial_year) AS first_year, max(financial_year) AS last_year,
                   min(forces_reporting) AS fewest_reporting
            FROM variation.national_summary WHERE heading_id = $1 GROUP BY ALL
        )
        SELECT DISTINCT m.sort_order, m.measure_name, y.*, s.forces_reporting, s.forces_expected
        FROM years AS y
        JOIN variation.dim_measure AS m USING (measure_id)
        JOIN variation.national_summary AS s
          ON s.measure_id = y.measure_id AND s.financial_year = y.last_year AND s.heading_id = $1
        ORDER BY m.sort_order
        """,
        WHOLE_FORCE,
    )
    missing = reader.rows(
        "SELECT DISTINCT p.measure_id, p.financial_year, f.force_name, p.reported_state, p.held_by_rule "
        "FROM variation.force_position AS p JOIN marts.dim_force AS f USING (force_id) "
        "WHERE p.heading_id = ? AND p.reported_state <> 'reported' ORDER BY f.force_name",
        WHOLE_FORCE,
    )
    for measure in measures:
        latest = (measure["measure_id"], measure["last_year"])
        measure["missing"] = [row for row in missing if (row["measure_id"], row["financial_year"]) == latest]
    return measures


def changes(reader: ReleaseReader, release_id: str) -> dict[str, Any]:
    """What changed since the release before, by cause."""
    causes = reader.rows("SELECT * FROM release.revision_causes ORDER BY place")
    return {
        "since": reader.one("SELECT previous_release_id FROM release.releases WHERE release_id = ?", release_id)[
            "previous_release_id"
        ],
        "causes": causes[:_CAUSES_SHOWN],
        "more": max(0, len(causes) - _CAUSES_SHOWN),
        **reader.one("SELECT count(*) AS listed FROM release.revisions"),
        **reader.one(
            "SELECT coalesce(sum(changes), 0)::BIGINT AS followed FROM release.revision_counts WHERE NOT is_listed"
        ),
    }


def refused(reader: ReleaseReader) -> list[Row]:
    """Files that did not come into force, each with the reason a submitter reads."""
    return reader.rows(
        "SELECT file_name, return_id, status, status_reason, received_at FROM quality.submissions "
        f"WHERE {_REFUSED} ORDER BY received_at, file_name"
    )


def reading(reader: ReleaseReader) -> dict[str, Any]:
    """How averages are made, what is known to be wrong, and where every table lies."""
    tables = reader.rows(
        "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal "
        "ORDER BY schema_name, table_name"
    )
    for table in tables:
        count = reader.one(f"SELECT count(*) AS table_rows FROM {table['schema_name']}.{table['table_name']}")
        table.update(count)
    return {
        "methods": reader.rows(
            "SELECT method_name, definition, source, is_default, is_computed FROM variation.dim_average_method "
            "ORDER BY is_default DESC, is_computed DESC, method_name"
        ),
        "issues": reader.rows("SELECT * FROM release.known_issues ORDER BY return_id, issue_id"),
        "tables": tables,
    }
