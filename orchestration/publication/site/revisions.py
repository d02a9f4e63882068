"""What changed since the release before and since the last final one, by cause.

In scope: choosing, naming and ordering the changes of the page. Out of scope: finding them, which the publisher does
(`publication.revisions`), and the words (`sentences.revisions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import revisions as sentences

PATH = "revisions.html"
_CAUSES_SHOWN, _CHANGES_SHOWN = 25, 12
READS = (
    *(
        Reads(f"release.{name}")
        for name in ("releases", "revisions", "revision_causes", "revision_counts", "revision_history")
    ),
    Reads("release.data_dictionary"), Reads("marts.dim_force"), Reads("marts.dim_poa_heading"),
    Reads("marts.agreements"), Reads("variation.dim_measure"), Reads("variation.dim_average_method"),
)  # fmt: skip
# The parts of a row's key that have a name, and where it stands.
_NAMED = {
    "force_id": ("marts.dim_force", "force_name"),
    "heading_id": ("marts.dim_poa_heading", "heading_name"),
    "agreement_id": ("marts.agreements", "title"),
    "measure_id": ("variation.dim_measure", "measure_name"),
    "average_method": ("variation.dim_average_method", "method_name"),
}


def pages(_reader: ReleaseReader) -> Iterable[Page]:
    """The page of what changed."""
    yield Page(PATH, READS, _make, ("What changed", "Page", "revisions corrections changes since last release final"))


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    return {PATH: frame.render("revisions", PATH, title="What changed", **revisions(reader))}


def revisions(reader: ReleaseReader) -> dict[str, Any]:
    """The changes of a release: what each cause did, what followed, and what changed since the last final release."""
    releases = reader.rows("SELECT * FROM release.releases ORDER BY release_id")
    this = releases[-1] if releases else {"previous_release_id": None}
    causes = reader.rows("SELECT * FROM release.revision_causes ORDER BY place")
    names = _names(reader)
    for cause in causes[:_CAUSES_SHOWN]:
        changes = _changes(reader, cause["cause_id"])
        cause["shown"] = [sentences.change(each, names) for each in changes]
        cause["more"] = cause["changes"] - len(changes)
        cause["added"], cause["removed"] = _rows_added_and_removed(reader, cause["cause_id"])
    followed = reader.rows(
        "SELECT table_name, sum(changes)::BIGINT AS changes FROM release.revision_counts WHERE NOT is_listed "
        "GROUP BY ALL ORDER BY changes DESC, table_name"
    )
    final = [each for each in releases if each["is_final"]]
    since_final = _since(reader, final[-1]["release_id"]) if final else []
    before = next((each for each in releases if each["release_id"] == this["previous_release_id"]), None)
    return {
        "lead": sentences.lead(before, causes, names, sum(each["changes"] for each in followed)),
        "before": before,
        "causes": causes[:_CAUSES_SHOWN],
        "more_causes": len(causes) - _CAUSES_SHOWN,
        "followed": followed,
        "final": final[-1] if final else None,
        "final_lead": sentences.since_final(final[-1] if final else None, since_final),
        "since_final": since_final,
        "releases": releases[::-1],
    }


def _names(reader: ReleaseReader) -> sentences.Names:
    """What IDs and columns are called."""
    named = {
        key: {row["id"]: row["name"] for row in reader.rows(f"SELECT {key} AS id, {name} AS name FROM {table}")}
        for key, (table, name) in _NAMED.items()
    }
    units = reader.rows("SELECT schema_name || '.' || table_name AS t, column_name, unit FROM release.data_dictionary")
    return sentences.Names(named, {(row["t"], row["column_name"]): row["unit"] for row in units})


def _changes(reader: ReleaseReader, cause_id: str) -> list[Row]:
    """Values that a cause changed, amounts first, then the largest in proportion; rows added or removed come last."""
    return reader.rows(
        """
        WITH changed AS (
            SELECT *, try_cast(new_value AS DOUBLE) - try_cast(previous_value AS DOUBLE) AS change,
                   abs(try_cast(previous_value AS DOUBLE)) AS size
            FROM release.revisions WHERE cause_id = ? AND column_name <> '*'
        )
        SELECT table_name, key, column_name, previous_value, new_value FROM changed
        ORDER BY ends_with(column_name, '_gbp') AND change IS NOT NULL DESC,
                 CASE WHEN ends_with(column_name, '_gbp') THEN abs(change) END DESC NULLS LAST,
                 abs(change) / nullif(size, 0) DESC NULLS LAST, table_name, key, column_name
        LIMIT ?
        """,
        cause_id,
        _CHANGES_SHOWN,
    )


def _rows_added_and_removed(reader: ReleaseReader, cause_id: str) -> tuple[list[Row], list[Row]]:
    rows = reader.rows(
        "SELECT table_name, new_value IS NOT NULL AS is_new, count(*) AS number FROM release.revisions "
        "WHERE cause_id = ? AND column_name = '*' GROUP BY ALL ORDER BY number DESC, table_name",
        cause_id,
    )
    return [row for row in rows if row["is_new"]], [row for row in rows if not row["is_new"]]


def _since(reader: ReleaseReader, release_id: str) -> list[Row]:
    return reader.rows(
        "SELECT * FROM release.revision_history WHERE release_id > ? "
        "ORDER BY largest_change_gbp DESC NULLS LAST, changes DESC, release_id, place",
        release_id,
    )
