"""The national picture of collaboration at a date: how many agreements, by style, scale, stage and function.

In scope: what a release says of a date, today or past, and who then worked with whom. Out of scope: how
stages are derived (the models of the warehouse) or how the picture is printed (`cli.picture`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.publication.release_reader import ReleaseReader, Row, open_release

_STAGE_AT_DATE = """
    SELECT agreements.agreement_id, agreements.style, agreements.scale, stages.stage, stages.is_live,
        agreements.as_at >= $1 AS is_confirmed
    FROM marts.agreement_stages AS stages
    INNER JOIN marts.agreements AS agreements ON stages.agreement_id = agreements.agreement_id
    WHERE stages.from_date <= $1 AND (stages.to_date IS NULL OR stages.to_date > $1)
"""
_PARTY_AT_DATE = f"""
    SELECT DISTINCT parties.agreement_id, parties.force_id
    FROM marts.agreement_parties AS parties
    INNER JOIN ({_STAGE_AT_DATE}) AS staged ON parties.agreement_id = staged.agreement_id AND staged.is_live
    WHERE parties.force_id IS NOT NULL AND parties.role <> 'observer'
        AND (parties.joined_date IS NULL OR parties.joined_date <= $1)
        AND (parties.gone_by IS NULL OR parties.gone_by > $1)
"""


@dataclass(frozen=True)
class Count:
    """Agreements under one name.

    Attributes:
        name: Style, scale or stage by its code, or the name of a heading.
        agreements: Agreements; of a heading each agreement that is filed under it.
        forces: Forces that are a party to one of them; None where the count is not of live agreements.
    """

    name: str
    agreements: int
    forces: int | None = None


@dataclass(frozen=True)
class Picture:
    """What a release says of a date.

    Attributes:
        at: The date.
        known: Agreements and proposals of which a stage is known at the date.
        live: Those that run.
        confirmed: Those of the live that a register dated on or after the date still has; the others are carried on
            from an earlier register.
        forces: Forces that are a party to a live agreement.
        by_stage: All that are known, by stage.
        by_style: Live ones, by style.
        by_scale: Live ones, by scale.
        by_function: Live ones, by POA heading of level 2; one filed under several counts for each.
        without_function: Live ones that are filed under no heading.
    """

    at: date
    known: int
    live: int
    confirmed: int
    forces: int
    by_stage: list[Count]
    by_style: list[Count]
    by_scale: list[Count]
    by_function: list[Count]
    without_function: int


def picture_at(database: Path, at: date) -> Picture:
    """What the release in a file says of a date.

    Args:
        database: The release's DuckDB file; opened read-only.
        at: Any date; of one before the first event of any agreement nothing is known.
    """
    with open_release(database) as release:
        totals = release.one(
            f"SELECT count(*) AS known, count(*) FILTER (is_live) AS live, "
            f"count(*) FILTER (is_live AND is_confirmed) AS confirmed FROM ({_STAGE_AT_DATE})",
            at,
        )
        return Picture(
            at=at,
            known=totals["known"],
            live=totals["live"],
            confirmed=totals["confirmed"],
            forces=release.one(f"SELECT count(DISTINCT force_id) AS forces FROM ({_PARTY_AT_DATE})", at)["forces"],
            by_stage=_counted(release, at, "stage", "true"),
            by_style=_counted(release, at, "style", "is_live"),
            by_scale=_counted(release, at, "scale", "is_live"),
            by_function=_by_function(release, at),
            without_function=release.one(
                f"SELECT count(*) AS agreements FROM ({_STAGE_AT_DATE}) AS staged WHERE is_live AND NOT EXISTS "
                "(SELECT 1 FROM marts.agreement_functions AS functions "
                "WHERE functions.agreement_id = staged.agreement_id AND functions.heading_id IS NOT NULL)",
                at,
            )["agreements"],
        )


def write_who_works_with_whom(database: Path, at: date, target: Path) -> int:
    """Write a matrix of forces against forces as CSV: live agreements that two have in common at a date.

    A cell is blank where they have none; only forces with a partner have a row and a column.

    Returns:
        The number of forces in the matrix.
    """
    with open_release(database) as release:
        pairs = release.rows(
            f"WITH parties AS ({_PARTY_AT_DATE}) "
            "SELECT one.force_id, other.force_id AS partner_id, count(*) AS agreements FROM parties AS one "
            "INNER JOIN parties AS other ON one.agreement_id = other.agreement_id AND one.force_id <> other.force_id "
            "GROUP BY ALL ORDER BY ALL",
            at,
        )
    agreements = {(pair["force_id"], pair["partner_id"]): pair["agreements"] for pair in pairs}
    forces = sorted({force for force, _ in agreements})
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["force_id", *forces])
        writer.writerows([force, *[agreements.get((force, other), "") for other in forces]] for force in forces)
    return len(forces)


def _counted(release: ReleaseReader, at: date, column: str, condition: str) -> list[Count]:
    """Agreements by one of their columns, the most frequent first."""
    rows = release.rows(
        f"SELECT {column} AS name, count(*) AS agreements FROM ({_STAGE_AT_DATE}) WHERE {condition} "
        "GROUP BY ALL ORDER BY agreements DESC, name",
        at,
    )
    return [_count(row) for row in rows]


def _by_function(release: ReleaseReader, at: date) -> list[Count]:
    rows = release.rows(
        f"WITH staged AS ({_STAGE_AT_DATE}), parties AS ({_PARTY_AT_DATE}) "
        "SELECT headings.heading_name AS name, count(DISTINCT staged.agreement_id) AS agreements, "
        "count(DISTINCT parties.force_id) AS forces "
        "FROM staged "
        "INNER JOIN marts.agreement_functions AS functions ON staged.agreement_id = functions.agreement_id "
        "INNER JOIN marts.dim_poa_heading AS headings ON functions.heading_id = headings.heading_id "
        "LEFT JOIN parties ON staged.agreement_id = parties.agreement_id "
        "WHERE staged.is_live GROUP BY headings.heading_id, headings.heading_name ORDER BY agreements DESC, name",
        at,
    )
    return [_count(row) for row in rows]


def _count(row: Row) -> Count:
    return Count(row["name"], row["agreements"], row.get("forces"))
