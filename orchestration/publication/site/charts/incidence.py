"""The incidence chart: one row per agreement, one column per force, a dot per party and a line that joins them.

In scope: the order of the columns and the marks of a row. Out of scope: which agreements are shown
(`site.collaborations`); `assets/collaborations.js` draws the same rows when a reader chooses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from orchestration.publication.release_reader import ReleaseReader
from orchestration.publication.site.charts.tiles import Tile, tiles

# Rows drawn at once; the list below the chart has every agreement.
ROWS_DRAWN = 100


@dataclass(frozen=True)
class Region:
    """Neighbouring columns: the forces of a region, with its name."""

    name: str
    tiles: tuple[Tile, ...]


def regions(reader: ReleaseReader) -> list[Region]:
    """Return the regions from north to south, each with its forces from north to south."""
    named = {
        row["force_id"]: row["home_office_region"] or "Others" for row in reader.rows("SELECT * FROM marts.dim_force")
    }
    grouped: dict[str, list[Tile]] = {}
    for tile in sorted(tiles(reader), key=lambda tile: (tile.row, tile.column)):
        grouped.setdefault(named[tile.force_id], []).append(tile)
    order = sorted(grouped, key=lambda name: (sum(tile.row for tile in grouped[name]) / len(grouped[name]), name))
    return [Region(name, tuple(grouped[name])) for name in order]


def marks(parties: Iterable[tuple[int, bool]]) -> Markup:
    """Return the line and the dots of a row, in columns that are one unit wide.

    Args:
        parties: Column of each force that is a party, and whether it leads or hosts.
    """
    columns = sorted(parties)
    if not columns:
        return Markup("")
    line = f'<path class="joined" d="M{columns[0][0]} 0H{columns[-1][0]}"/>' if len(columns) > 1 else ""
    dots = [
        f'<path class="{name}" d="{"".join(f"M{column} 0h0" for column, leads in columns if leads is lead)}"/>'
        for name, lead in (("party", False), ("lead", True))
        if any(leads is lead for _, leads in columns)
    ]
    return Markup(line + "".join(dots))


def bands(found: list[Region]) -> Markup:
    """Return the bands behind the columns of every other region, for one row."""
    made, start = [], 0
    for number, region in enumerate(found):
        if number % 2 == 0:
            made.append(f'<rect x="{start - 0.5}" y="-.5" width="{len(region.tiles)}" height="1"/>')
        start += len(region.tiles)
    return Markup("".join(made))
