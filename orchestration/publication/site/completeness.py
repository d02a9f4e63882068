"""Who returned what, how many forces each measure covers, and which files were rejected.

In scope: choosing and ordering the facts of the page. Out of scope: deciding whether a return is late or accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import completeness as sentences

PATH = "completeness.html"
WHOLE_FORCE = "all-functions"
HUB = "hub"
READS = (
    Reads("quality.completeness"), Reads("quality.submissions"), Reads("quality.findings"), Reads("marts.dim_force"),
    Reads("variation.dim_measure"), Reads("variation.national_summary"),
    Reads("variation.force_position", "heading_id", WHOLE_FORCE),
)  # fmt: skip
_REFUSED = "status IN ('rejected', 'unrecognised')"
_RECEIVED = ("accepted", "accepted_with_queries", "received")


def pages(_reader: ReleaseReader) -> Iterable[Page]:
    """The page of what was returned."""
    yield Page(PATH, READS, _make, ("Completeness", "Page", "coverage missing late returns received rejected files"))


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    content = completeness(reader)
    content["refused"] = _refused(reader) if frame.edition == HUB else None
    return {PATH: frame.render("completeness", PATH, title="How complete it is", **content)}


def completeness(reader: ReleaseReader) -> dict[str, Any]:
    """Returns by kind and year, sources without a force, and the coverage of each measure in its latest year."""
    expected = _expected_returns(reader)
    measures = _measures(reader)
    ((received, in_release),) = [
        tuple(row.values())
        for row in reader.rows(
            "SELECT count(*) AS received, count(*) FILTER (is_in_release) AS in_release FROM quality.submissions"
        )
    ]
    return {
        "lead": sentences.lead(received, in_release, measures),
        "collected": [row for row in expected if row["received"]],
        "not_collected": [row for row in expected if not row["received"]],
        "sources": reader.rows(
            "SELECT source_title, return_id, coalesce(edition, financial_year) AS edition, publisher, licence, "
            "count(*) AS files FROM quality.submissions WHERE is_in_release AND force_id IS NULL GROUP BY ALL "
            "ORDER BY source_title NULLS LAST, return_id, edition"
        ),
        "findings": reader.rows(
            "SELECT severity, count(*) AS findings FROM quality.findings GROUP BY ALL ORDER BY severity"
        ),
        "measures": measures,
    }


def _expected_returns(reader: ReleaseReader) -> list[Row]:
    """A row per return, variant and year of those that forces send, newest year first."""
    rows = reader.rows(
        "SELECT c.return_id, c.variant, c.financial_year, c.state, c.due_on, c.last_status, f.force_name "
        "FROM quality.completeness AS c JOIN marts.dim_force AS f USING (force_id) "
        "ORDER BY c.return_id, c.variant NULLS FIRST, c.financial_year DESC, f.force_name"
    )
    found = []
    for (return_id, variant, year), group in groupby(
        rows, key=lambda row: (row["return_id"], row["variant"], row["financial_year"])
    ):
        of_year = list(group)
        found.append(
            {
                "return_id": return_id,
                "variant": variant,
                "financial_year": year,
                "expected": len(of_year),
                "received": sum(row["state"] in _RECEIVED for row in of_year),
                "queried": sum(row["state"] == "accepted_with_queries" for row in of_year),
                "due_on": min((row["due_on"] for row in of_year if row["due_on"]), default=None),
                "without": [
                    {"force_name": row["force_name"], "state": sentences.state(row["state"], row["last_status"])}
                    for row in of_year
                    if row["state"] not in _RECEIVED
                ],
            }
        )
    return found


def _measures(reader: ReleaseReader) -> list[Row]:
    """The measures of a force as a whole: years, forces reporting, and who is not counted in the latest year."""
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


def _refused(reader: ReleaseReader) -> list[Row]:
    """Files that did not come into force, each with the reason that its sender was given."""
    return reader.rows(
        "SELECT file_name, return_id, status, status_reason, received_at FROM quality.submissions "
        f"WHERE {_REFUSED} ORDER BY received_at DESC, file_name"
    )
