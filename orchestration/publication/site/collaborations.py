"""Who works with whom: live agreements by force and function, drawn and listed.

In scope: the page `collaborations.html`. Out of scope: one agreement (`site.agreements`) or programme
(`site.programmes`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.agreement_rows import REGISTERS, AgreementRows
from orchestration.publication.site.agreements import agreement_path, programme_path
from orchestration.publication.site.charts.incidence import ROWS_DRAWN, bands, marks, regions
from orchestration.publication.site.charts.tiles import Tile, tiles
from orchestration.publication.site.codes import title as in_words
from orchestration.publication.site.dates import published_date
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences.collaborations import NONE_RECORDED, who_works_together

PATH = "collaborations.html"
_READS = (
    "marts.agreements", "marts.agreement_functions", "marts.agreement_parties", "marts.dim_force",
    "marts.dim_poa_heading",
)  # fmt: skip
# Functions shown as buttons; the others are in a list.
_BUTTONS = 8
_CLASSES = 5


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """The page of all collaborations."""
    words = "who works with whom partners partnerships joint working shared services matrix network"
    yield Page(PATH, (*(Reads(table) for table in _READS), REGISTERS), _make, ("Collaborations", "Page", words))


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    rows = AgreementRows(reader)
    found_regions, found_tiles = regions(reader), tiles(reader)
    columns = {tile.force_id: i for i, tile in enumerate(tile for region in found_regions for tile in region.tiles)}
    functions = function_slugs(reader)
    programmes = reader.rows("SELECT programme, count(*) AS agreements FROM marts.agreements GROUP BY ALL ORDER BY ALL")
    listed = [
        _listed(agreement, rows, columns, functions)
        for agreement in reader.rows(
            "SELECT * FROM marts.agreements ORDER BY programme NULLS LAST, title, agreement_id"
        )
    ]
    listed.sort(key=lambda item: (item["first_column"], item["last_column"]))
    live = [item for item in listed if item["is_live"]]
    by_force = Counter(force_id for item in live for force_id in item["forces"])
    content = {
        "part": "Collaborations",
        "title": "Collaborations",
        "styles": ["collaborations.css"],
        "scripts": ["collaborations.js"],
        "sentence": who_works_together(len(by_force), len(found_tiles), len(live)),
        "all_forces": len(found_tiles),
        "listed": listed,
        "drawn": [item for item in live if item["marks"]][:ROWS_DRAWN],
        "rows_drawn": ROWS_DRAWN,
        "not_drawn": sum(1 for item in live if not item["marks"]),
        "regions": found_regions,
        "columns": len(columns),
        "bands": bands(found_regions),
        "map": _map(found_tiles, by_force),
        "without": [
            tile.name for tile in sorted(found_tiles, key=lambda tile: tile.name) if not by_force[tile.force_id]
        ],
        "none_recorded": NONE_RECORDED,
        "programmes": [
            {"name": row["programme"], "path": programme_path(row["programme"]), "agreements": row["agreements"]}
            for row in programmes
            if row["programme"]
        ],
        "sources": _sources(rows, listed),
        **_choices(live, functions),
    }
    return {PATH: frame.render("collaborations", PATH, **content)}


def function_slugs(reader: ReleaseReader) -> dict[tuple[str | None, str], tuple[str, str]]:
    """Return what a function is called in the address and on the page, by heading and name in the register.

    A function with a heading is called as the heading is, for example support-functions/procurement is `procurement`;
    where two headings end alike, by the whole heading. A function without a heading has its own name.
    """
    rows = reader.rows(
        "SELECT DISTINCT f.heading_id, f.function_name, h.heading_name FROM marts.agreement_functions AS f "
        "LEFT JOIN marts.dim_poa_heading AS h ON h.heading_id = f.heading_id ORDER BY ALL"
    )
    endings = Counter(row["heading_id"].rsplit("/", 1)[-1] for row in _once(rows, "heading_id"))
    named: dict[tuple[str | None, str], tuple[str, str]] = {}
    for row in rows:
        heading, name = row["heading_id"], row["function_name"]
        if heading is None:
            named[heading, name] = (_slug(name), name)
        else:
            ending = heading.rsplit("/", 1)[-1]
            slug = ending if endings[ending] == 1 else heading.replace("/", "-")
            named[heading, name] = (slug, row["heading_name"] or in_words(ending))
    return named


def _once(rows: list[Row], column: str) -> list[Row]:
    return list({row[column]: row for row in rows if row[column] is not None}.values())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "function"


def _listed(
    agreement: Row,
    rows: AgreementRows,
    columns: dict[str, int],
    functions: dict[tuple[str | None, str], tuple[str, str]],
) -> dict[str, Any]:
    """What the list says of an agreement, and its place and marks in the chart."""
    agreement_id = agreement["agreement_id"]
    parties = [
        party
        for party in rows.of("marts.agreement_parties", agreement_id)
        if party["role"] != "observer" and not party["has_left"]
    ]
    leads = {party["party_id"] for party in parties if party["role"] in {"lead", "host"}}
    leads |= {agreement["lead_force_id"], agreement["host_party_id"]} - {None}
    of_forces = sorted(
        {columns[party["force_id"]]: party["party_id"] in leads for party in parties if party["force_id"]}.items()
    )
    shared = {
        functions[row["heading_id"], row["function_name"]] for row in rows.of("marts.agreement_functions", agreement_id)
    }
    since = agreement["start_date"] and published_date(agreement["start_date"], agreement["start_date_precision"])
    names = list(dict.fromkeys(
        f"{rows.party_name(party['party_id'], agreement_id)}{' (lead)' if party['party_id'] in leads else ''}"
        for party in parties
    ))  # fmt: skip
    return {
        "title": agreement["title"],
        "path": agreement_path(agreement_id),
        "programme": agreement["programme"],
        "since": since,
        "stage": in_words(agreement["stage"]),
        "is_live": bool(agreement["is_live"]),
        "names": names,
        "functions": sorted(shared, key=lambda function: function[1]),
        "forces": [party["force_id"] for party in parties if party["force_id"]],
        "parties": " ".join(f"{column}{'*' if leads else ''}" for column, leads in of_forces),
        "marks": marks(of_forces),
        "first_column": of_forces[0][0] if of_forces else len(columns),
        "last_column": of_forces[-1][0] if of_forces else len(columns),
    }


def _choices(live: list[dict[str, Any]], functions: dict[tuple[str | None, str], tuple[str, str]]) -> dict[str, Any]:
    """Functions to choose from: those most often shared as buttons, the others in a list, each with its count."""
    counted = Counter(function for item in live for function in item["functions"])
    headings = {named for (heading, _), named in functions.items() if heading is not None}
    ranked = sorted(counted, key=lambda function: (function not in headings, -counted[function], function[1]))
    shown = [{"slug": slug, "name": name, "agreements": counted[slug, name]} for slug, name in ranked]
    by_name = sorted(shown[_BUTTONS:], key=lambda function: function["name"])
    with_heading = {slug for slug, _ in headings}
    return {
        "all_live": len(live),
        "buttons": shown[:_BUTTONS],
        "others": [each for each in by_name if each["slug"] in with_heading],
        "without_heading": [each for each in by_name if each["slug"] not in with_heading],
    }


def _map(found: list[Tile], counts: Counter[str]) -> list[dict[str, Any] | None]:
    """Tiles row by row, none where the map has no force; the class says how many agreements, in five equal steps."""
    most = max(counts.values(), default=0)
    at = {(tile.row, tile.column): tile for tile in found}
    placed: list[dict[str, Any] | None] = []
    for row in range(1, max((tile.row for tile in found), default=0) + 1):
        for column in range(1, 8):
            tile = at.get((row, column))
            placed.append(
                {"tile": tile, "count": counts[tile.force_id], "shade": shade(counts[tile.force_id], most)}
                if tile
                else None
            )
    return placed


def shade(value: int, most: int) -> int:
    """Return the class of a count: 0 for none, otherwise 1 to 5 in equal steps up to the largest."""
    return -(-value * _CLASSES // most) if most else 0


def _sources(rows: AgreementRows, listed: list[dict[str, Any]]) -> dict[str, Any]:
    used = [row for row in rows.submissions.values() if row["is_in_force"]]
    return {"registers": len(used), "agreements": len(listed)}
