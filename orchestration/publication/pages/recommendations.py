"""What documents recommended, to whom, and what became of it.

In scope: choosing and ordering the recommendations of a release. Out of scope: judging a deadline, which the models do.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from orchestration.publication.pages.release_reader import ReleaseReader


def recommendations(reader: ReleaseReader) -> dict[str, Any]:
    """Every recommendation by document, and how many have a recorded outcome or a deadline that has passed."""
    rows = reader.rows(
        "SELECT * FROM marts.recommendations ORDER BY min(recommendation_id) OVER (PARTITION BY source_document), "
        "source_document, replace(source_place, 'paragraphs', 'paragraph'), recommendation_id"
    )
    return {
        "rows": rows,
        "recorded": sum(row["has_recorded_outcome"] for row in rows),
        "overdue": sum(bool(row["is_overdue"]) for row in rows),
        "documents": [
            {"title": title, "rows": list(group)}
            for title, group in groupby(rows, key=lambda row: row["document_title"])
        ],
    }
