"""How the figures are made: averages, opportunity, like for like, ranks, outliers, missing values, revisions.

In scope: the definitions, limits and measures of the release, as its tables give them. Out of scope: the reasons for
each choice at length (`docs/variation-method.md`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from orchestration.publication.release_reader import ReleaseReader
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import method as sentences

PATH = "method.html"
READS = (
    Reads("variation.dim_average_method"), Reads("variation.dim_measure"), Reads("variation.comparison_settings"),
    Reads("marts.dim_level_of_support"),
)  # fmt: skip


def pages(_reader: ReleaseReader) -> Iterable[Page]:
    """The page of the method."""
    yield Page(
        PATH, READS, _make, ("Method", "Page", "averages opportunity ranks outliers definitions like for like measures")
    )


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    return {PATH: frame.render("method", PATH, title="Method", **method(reader))}


def method(reader: ReleaseReader) -> dict[str, Any]:
    """Methods, limits and measures."""
    settings = reader.rows("FROM variation.comparison_settings ORDER BY setting_id")
    measures = reader.rows("FROM variation.dim_measure ORDER BY family, sort_order")
    methods = reader.rows("FROM variation.dim_average_method ORDER BY is_default DESC, is_computed DESC, method_name")
    return {
        "lead": sentences.lead(methods, len(measures)),
        "methods": methods,
        "settings": settings,
        "rules": sentences.rules({row["setting_id"]: row["value"] for row in settings}),
        "states": sentences.STATES,
        "families": [(family, list(group)) for family, group in groupby(measures, key=lambda row: row["family"])],
        "levels": reader.rows("FROM marts.dim_level_of_support ORDER BY level_of_support"),
    }
