"""The tile map of the forces: one square per force, about where the force is.

In scope: the places and short codes of the tiles. Out of scope: their values and colours, which a page sets.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.publication.release_reader import ReleaseReader

_PLACES = Path(__file__).parent.parent / "force_tiles.csv"
_COLUMNS = 7


@dataclass(frozen=True)
class Tile:
    """One force on the map.

    Attributes:
        force_id: The force.
        name: Its short name.
        code: Three letters that identify it on the map and in charts.
        row: Row from the top, from 1.
        column: Column from the left, from 1.
    """

    force_id: str
    name: str
    code: str
    row: int
    column: int


def tiles(reader: ReleaseReader) -> list[Tile]:
    """Return one tile per force; forces without a place on the map follow in rows below it, by name."""
    places = _places()
    below = max(row for _, row, _ in places.values())
    found, without = [], 0
    for force in reader.rows("SELECT force_id, force_name FROM marts.dim_force ORDER BY force_name"):
        if force["force_id"] in places:
            code, row, column = places[force["force_id"]]
        else:
            code = force["force_name"][:3].upper()
            row, column = below + 1 + without // _COLUMNS, 1 + without % _COLUMNS
            without += 1
        found.append(Tile(force["force_id"], force["force_name"], code, row, column))
    return found


@cache
def _places() -> dict[str, tuple[str, int, int]]:
    with _PLACES.open(encoding="utf-8", newline="") as file:
        return {row["force_id"]: (row["code"], int(row["row"]), int(row["column"])) for row in csv.DictReader(file)}
