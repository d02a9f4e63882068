"""Landed rows as the frames that suites are run on.

Belongs here: raw text beside its numbers and its folded names. Does not belong here: the rules.

A frame has the location columns `_submission_id`, `_sheet`, `_row`, every column as text exactly as given, and beside
it, where the description's type asks for it: `<name>__stated` (the text, unless it stands for a missing value),
`<name>__number` (DOUBLE), `<name>__folded` (trimmed, lower case, for comparison with reference lists) and
`<name>__force_id`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.returns.description import ReturnDescription, Table

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

NUMBERS = {"integer", "decimal", "money"}


@dataclass(frozen=True)
class ReferenceLists:
    """Lists that rules compare with.

    Attributes:
        force_ids: Every force by its id.
        force_by_name: Folded name or alias to force id.
        names: Names as printed, for offering the nearest one.
        lists: Named lists of folded values.
    """

    force_ids: tuple[str, ...]
    force_by_name: dict[str, str]
    names: tuple[str, ...]
    lists: dict[str, tuple[str, ...]]


def location(table: Table) -> tuple[str, ...]:
    """Columns that locate a landed row; the repeated columns of a family stand on the same row of the sheet."""
    return ("_submission_id", "_sheet", "_row", *(("_column",) if table.column_family else ()))


def folded(text: str) -> str:
    """Name with white space and case folded, for comparison only."""
    return " ".join(text.replace("\u00a0", " ").split()).casefold()


def read_reference_lists(seeds: Path) -> ReferenceLists:
    """The lists from the seeds folder."""
    reference = seeds / "reference"
    forces = _rows(reference / "forces.csv")
    aliases = _rows(reference / "force_aliases.csv")
    by_name = {folded(row["alias"]): row["force_id"] for row in aliases}
    outside = [folded(row["body_name"]) for row in _rows(reference / "bodies_outside_the_43.csv")]
    return ReferenceLists(
        force_ids=tuple(row["force_id"] for row in forces),
        force_by_name=by_name,
        names=tuple(row["alias"] for row in aliases),
        lists={
            "force_names": (*by_name, *outside),
            "force_ids": tuple(row["force_id"] for row in forces),
            "police_force_area_codes": tuple(folded(row["pfa_code"]) for row in forces),
            "worker_type_names": tuple(
                folded(row["worker_type_name"]) for row in _rows(reference / "worker_types.csv")
            ),
        },
    )


def read_frame(
    connection: DuckDBPyConnection,
    description: ReturnDescription,
    table: Table,
    submission_ids: list[str],
    lists: ReferenceLists,
) -> pd.DataFrame:
    """The rows of one table of those submissions."""
    frame = connection.execute(
        f"SELECT * FROM raw.{description.raw_table(table)} WHERE list_contains(?, _submission_id) "
        f"ORDER BY {', '.join(location(table))}",
        [submission_ids],
    ).df()
    frame = frame.astype(object).where(frame.notna(), None)
    typed = [(column.name, column.type, column.allowed_from, column.missing) for column in table.columns]
    if table.column_family:
        typed.append((table.column_family.value, table.column_family.type, None, {}))
    for name, kind, allowed_from, missing in typed:
        if kind in NUMBERS:
            frame[f"{name}__stated"] = frame[name].where(~frame[name].isin(list(missing)), None)
            frame[f"{name}__number"] = _numbers(frame[f"{name}__stated"])
        if kind == "force" or allowed_from or name == "party_name":
            frame[f"{name}__folded"] = frame[name].map(lambda text: folded(text) if text else None)
            frame[f"{name}__force_id"] = frame[f"{name}__folded"].map(
                lambda text: lists.force_by_name.get(text) if text else None
            )
    return frame


def _numbers(column: pd.Series) -> pd.Series:
    import pandas as pd

    return pd.to_numeric(column, errors="coerce").astype("float64")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
