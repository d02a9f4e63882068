"""Facts that pages of headings share: forces, averages, peers, measures; and one view of a heading's figures.

In scope: these facts. Out of scope: figures by year (`site.functions_years`), sentences (`sentences.headings`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from orchestration.country import area_left_out
from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.charts.tiles import tiles
from orchestration.publication.site.codes import words
from orchestration.publication.site.number_forms import form_of
from orchestration.publication.site.sentences.headings import phrase_of

WHOLE_FORCE = "all-functions"
Facts = dict[str, Any]


def forces_of(reader: ReleaseReader) -> list[Facts]:
    """Every force in the order of names, with its code and region; places in lists are places in this one."""
    codes = {tile.force_id: tile.code for tile in tiles(reader)}
    return [
        {
            "id": row["force_id"],
            "name": row["force_name"],
            "code": codes[row["force_id"]],
            "region": row["home_office_region"],
        }
        for row in reader.rows(
            "SELECT force_id, force_name, home_office_region FROM marts.dim_force ORDER BY force_name"
        )
    ]


def methods_of(reader: ReleaseReader) -> list[Facts]:
    """Every average that the release has, the default first."""
    return [
        {
            "id": row["average_method"],
            "name": row["method_name"],
            "definition": row["definition"],
            "weighted": row["weighting"] == "weighted",
            "london_out": bool(row["excludes_london"] and area_left_out()),
            "peers": row["needs_peer_groups"],
        }
        for row in reader.rows(
            "SELECT * FROM variation.dim_average_method WHERE is_computed ORDER BY is_default DESC, average_method"
        )
    ]


def peers_of(reader: ReleaseReader, forces: list[Facts]) -> dict[str, list[Facts]]:
    """Peers by average method that compares with them: years that a group applies to, and places by place of a force.

    Of several official sets, the latest; an own set has a method of its own.
    """
    places = {force["id"]: place for place, force in enumerate(forces)}
    found: dict[str, dict[tuple[str, str], Facts]] = defaultdict(dict)
    for row in reader.rows(
        "SELECT * FROM marts.peer_groups "
        "QUALIFY kind = 'own' OR dense_rank() OVER (PARTITION BY kind ORDER BY as_at DESC, peer_set_id) = 1 "
        "ORDER BY ALL"
    ):
        method = "weighted_peer" if row["kind"] == "official" else f"weighted_peer:{row['peer_set_id']}"
        years = (row["financial_year_from"], row["financial_year_to"] or "9999")
        group = found[method].setdefault(years, {"from": years[0], "to": years[1], "of": {}})
        group["of"].setdefault(str(places[row["force_id"]]), []).append(places[row["peer_force_id"]])
    return {method: list(groups.values()) for method, groups in found.items()}


def measure_facts(row: Row, heading: Row) -> Facts:
    """A measure of a heading: how its values are written and named."""
    phrase, name = phrase_of(heading["heading_name"]), phrase_of(row["measure_name"])
    spent = {"estimate": "budgeted", "outturn": "spent"}.get(row["basis"])
    return {
        "id": row["measure_id"],
        "name": row["measure_name"],
        "label": name if heading["heading_id"] == WHOLE_FORCE else f"{phrase}: {name}",
        # Only of a net cost per head does a sentence say that a force spent it on the heading.
        "verb": spent if row["measure_id"].startswith("nre_per_head") else None,
        "group": words(row["family"])[:1].upper() + words(row["family"])[1:],
        "form": form_of(row),
        "gap_unit": "GBP" if row["is_money"] else "FTE",
        "per_person": row["denominator_unit"] == "people",
        "numerator": row["numerator"],
        "denominator": row["denominator"],
        "caveat": row["caveat"],
        "neutral": row["better"] == "neither",
        "return_id": row["return_id"],
        "unit": row["unit"],
        "latest": row["latest_year"],
    }


def view_of(
    phrase: str,
    forces: list[Facts],
    measure: Facts,
    method: Facts,
    year_name: str,
    year: Facts,
    place: int | None = None,
) -> Facts:
    """One view: what the sentences of `sentences.headings` need, of one measure, year, average and force."""
    made = year["methods"][method["id"]]
    average, counted = made.get("average"), made.get("counted")
    if method["peers"]:
        average, counted = made.get("own", {}).get(str(place), [None, 0])
    return {
        **{name: measure[name] for name in ("verb", "label", "form", "gap_unit", "per_person")},
        "phrase": phrase,
        "year": year_name,
        "method": method,
        "average": average,
        "counted": counted,
        "why": made.get("why") or "",
        "p10": made.get("p10"),
        "p90": made.get("p90"),
        "opportunity": made.get("opportunity"),
        "not_comparable": year["not_comparable"],
        "reporting": year["reporting"],
        "outside": [forces[each]["name"] for each in made["outside"]],
        **({} if place is None else _of_force(forces, year, made, place)),
    }


def _of_force(forces: list[Facts], year: Facts, made: Facts, place: int) -> Facts:
    state = year["states"].get(str(place), "reported")
    return {
        "force": forces[place]["name"],
        "value": year["values"][place],
        "rank": year["ranks"][place],
        "difference": made["differences"][place],
        "pct": made["percentages"][place],
        "gap": made["gaps"][place],
        "in_average": place not in made["outside"],
        "state": state,
        "state_words": words(state),
        "ground": year["grounds"].get(str(place)),
    }
