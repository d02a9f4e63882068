"""Published figures compared with what the warehouse computes.

In scope: choosing and ordering the figures. Out of scope: computing or judging them, which the models do.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from orchestration.publication.figures import AS_PRINTED, COMPUTED, CROSS_CHECKED, count_agreeing, count_figures
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
    """Every published figure by document, and how many of those that are computed have each status."""
    figures = reader.rows(
        "SELECT * FROM marts.reconciliation ORDER BY min(figure_id) OVER (PARTITION BY source_document), "
        "source_document, figure_id, component"
    )
    by_basis = count_figures(figures)
    computed = by_basis.get(COMPUTED, {})
    return {
        "figures": figures,
        "counts": {status: computed[status] for status in STATUSES if status in computed},
        "computed": sum(computed.values()),
        "agreeing": count_agreeing(computed),
        "cross_checked": sum(by_basis.get(CROSS_CHECKED, {}).values()),
        "as_printed": sum(by_basis.get(AS_PRINTED, {}).values()),
        "meanings": STATUSES,
        "documents": [
            {"source_document": document, "figures": list(group)}
            for document, group in groupby(figures, key=lambda figure: figure["source_document"])
        ],
    }
