"""Published figures beside what the warehouse computes.

Belongs here: choosing and ordering the figures. Does not belong here: computing or judging them, which the models do.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from orchestration.publication.pages.release_reader import ReleaseReader

# In the order a reader wants to see them: what needs attention first.
STATUSES = {
    "mismatch": "differs, and nobody has explained why",
    "not_computed": "not computed by the warehouse",
    "explained": "differs by more than rounding, for the reason given",
    "agrees": "agrees within the rounding of what was printed",
    "exact": "no difference",
}


def reconciliation(reader: ReleaseReader) -> dict[str, Any]:
    """Every published figure by document, and how many have each status."""
    figures = reader.rows(
        "SELECT * FROM marts.reconciliation ORDER BY min(figure_id) OVER (PARTITION BY source_document), "
        "source_document, figure_id, component"
    )
    counts = {
        status: sum(figure["status"] == status for figure in figures)
        for status in (*STATUSES, *sorted({figure["status"] for figure in figures} - set(STATUSES)))
    }
    return {
        "figures": figures,
        "counts": {status: count for status, count in counts.items() if count},
        "meanings": STATUSES,
        "documents": [
            {"source_document": document, "figures": list(group)}
            for document, group in groupby(figures, key=lambda figure: figure["source_document"])
        ],
    }
