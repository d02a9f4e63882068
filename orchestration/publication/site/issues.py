"""Known issues of the data, with their effect on the figures.

In scope: ordering them. Out of scope: the list itself (`seeds/reference/known_issues.csv`).
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.publication.release_reader import ReleaseReader
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.numbers import count
from orchestration.publication.site.page import Files, Page, Reads

PATH = "issues.html"
READS = (Reads("release.known_issues"), Reads("variation.dim_measure"), Reads("marts.dim_force"))
# What a reader must take into account comes first.
_STATUSES = {
    "open": ("Open", "readers must take it into account"),
    "explained": ("Explained", "both figures are kept, with the reason"),
    "handled": ("Handled", "the warehouse deals with it"),
}


def pages(_reader: ReleaseReader) -> Iterable[Page]:
    """The page of known issues."""
    yield Page(PATH, READS, _make, ("Known issues", "Page", "caveats problems errors of the data"))


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    issues = reader.rows(
        "SELECT i.*, m.measure_name, f.force_name FROM release.known_issues AS i "
        "LEFT JOIN variation.dim_measure AS m ON m.measure_id = i.measure_id "
        "LEFT JOIN marts.dim_force AS f USING (force_id) ORDER BY i.return_id, i.issue_id"
    )
    groups = [
        {"id": status, "title": title, "meaning": meaning, "issues": found}
        for status, (title, meaning) in _STATUSES.items()
        if (found := [issue for issue in issues if issue["status"] == status])
    ]
    return {PATH: frame.render("issues", PATH, title="Known issues", groups=groups, lead=lead(issues))}


def lead(issues: list[dict[str, object]]) -> str:
    """Say how many issues are known, and how many of them a reader must take into account."""
    if not issues:
        return "No issues are recorded."
    open_ones = sum(issue["status"] == "open" for issue in issues)
    known = (
        "1 issue of the data is known." if len(issues) == 1 else f"{count(len(issues))} issues of the data are known."
    )
    if not open_ones:
        return f"{known} None of them is open."
    are, them = ("is", "it") if open_ones == 1 else ("are", "them")
    return f"{known} {count(open_ones)} {are} open: readers must take {them} into account."
