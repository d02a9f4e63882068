"""All measures in one table, to turn and filter without a network: the page, and a data file per measure.

In scope: what the page needs to know of the measures, and packing their positions under the default average. Out of
scope: turning and filtering (`assets/explore.js`), which chooses among these figures and calculates none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from orchestration.country import currency_sign
from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.numbers import fixed
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import explore as sentences

PATH = "explore.html"
_DIMENSIONS = (
    Reads("variation.dim_average_method"), Reads("variation.dim_measure"), Reads("marts.dim_force"),
    Reads("marts.dim_poa_heading"),
)  # fmt: skip
_SIGNIFICANT = 6
_WHOLE_FORCE = "all-functions"
_DEFAULT = "average_method = (SELECT average_method FROM variation.dim_average_method WHERE is_default)"


def data_path(measure_id: str) -> str:
    """Return the path of the data file of a measure."""
    return f"data/explore/{measure_id}.js"


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """The page, and a data file per measure that has a value."""
    words = "pivot filter table all measures compare years forces download"
    yield Page(PATH, (*_DIMENSIONS, Reads("variation.force_position")), _make, ("Explore", "Page", words))
    for measure in reader.rows(
        f"SELECT DISTINCT measure_id FROM variation.national_summary WHERE {_DEFAULT} ORDER BY ALL"
    ):
        measure_id = measure["measure_id"]
        reads = (*_DIMENSIONS, Reads("variation.force_position", "measure_id", measure_id))
        yield Page(data_path(measure_id), reads, partial(_make_data, measure_id))


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    index = _index(reader)
    first = _first_view(reader, index)
    return {
        PATH: frame.render(
            "explore",
            PATH,
            title="Explore",
            lead=sentences.lead(len(index["measures"]), len(index["headings"]), len(index["forces"]), index["years"]),
            index=index,
            first=first,
        )
    }


def _make_data(measure_id: str, reader: ReleaseReader, _frame: Frame) -> Files:
    """Pack a measure: a block per heading and year with the average, then a list per figure in the order of forces."""
    index = _names(reader)
    force_at = {force["id"]: number for number, force in enumerate(index["forces"])}
    blocks: dict[tuple[str, str], list[Any]] = {}
    for row in reader.rows(
        "SELECT heading_id, financial_year, force_id, value, reported_state, rank_desc, average_value, gap_gbp, "
        "gap_fte, "
        f"is_comparable FROM variation.force_position WHERE measure_id = ? AND {_DEFAULT} "
        "ORDER BY heading_id, financial_year, force_id",
        measure_id,
    ):
        key = (row["heading_id"], row["financial_year"])
        if key not in blocks:
            forces = len(force_at)
            blocks[key] = [
                *key, _short(row["average_value"]), row["is_comparable"], *([None] * forces for _ in range(4)),
            ]  # fmt: skip
        _, _, _, _, values, ranks, gaps, states = blocks[key]
        at = force_at[row["force_id"]]
        values[at], ranks[at] = _short(row["value"]), row["rank_desc"]
        gap = row["gap_gbp"] if row["gap_gbp"] is not None else row["gap_fte"]
        gaps[at] = None if gap is None else round(float(gap)) if row["gap_gbp"] is not None else round(float(gap), 1)
        states[at] = sentences.STATES.index(row["reported_state"]) if row["reported_state"] != "reported" else 0
    packed = json.dumps(list(blocks.values()), separators=(",", ":"), allow_nan=False)
    return {data_path(measure_id): f"ICM_EXPLORE({json.dumps(measure_id)},{packed});\n"}


def _names(reader: ReleaseReader) -> dict[str, Any]:
    forces = reader.rows(
        "SELECT force_id AS id, force_name AS name, home_office_region AS region FROM marts.dim_force ORDER BY "
        "force_name"
    )
    return {"forces": forces}


def _index(reader: ReleaseReader) -> dict[str, Any]:
    """Everything that a reader can choose from."""
    covered = reader.rows(
        "SELECT measure_id, heading_id, list(DISTINCT financial_year ORDER BY financial_year) AS years, "
        f"quantile_cont(abs(value), 0.5) AS size FROM variation.force_position WHERE {_DEFAULT} GROUP BY ALL ORDER "
        "BY ALL"
    )
    measures = reader.rows("SELECT * FROM variation.dim_measure ORDER BY sort_order, measure_id")
    named = reader.rows("SELECT heading_id AS id, heading_name AS name FROM marts.dim_poa_heading ORDER BY heading_id")
    used = {row["heading_id"] for row in covered}
    headings = [row for row in named if row["id"] in used]
    at = {row["id"]: number for number, row in enumerate(headings)}
    found = []
    for measure in measures:
        own = [row for row in covered if row["measure_id"] == measure["measure_id"]]
        if own:
            found.append(
                {
                    "id": measure["measure_id"],
                    "name": measure["measure_name"],
                    "unit": measure["unit"],
                    "before": currency_sign() if measure["unit"].startswith("GBP") else "",
                    "digits": _digits(own),
                    "gap": currency_sign() if measure["is_money"] else "",
                    "headings": [at[row["heading_id"]] for row in own],
                }
            )
    years = sorted({year for row in covered for year in row["years"]})
    return {"measures": found, "headings": headings, "years": years, "states": sentences.WORDS, **_names(reader)}


def _digits(rows: list[Row]) -> int:
    """Decimals that suit the typical size of a measure's values, one number for all of them."""
    size = max((row["size"] for row in rows if row["size"] is not None), default=0)
    return 0 if size >= 1000 else 1 if size >= 100 else 2


def _first_view(reader: ReleaseReader, index: dict[str, Any]) -> dict[str, Any] | None:
    """The table as it is before a reader chooses: the first measure, forces by year."""
    if not index["measures"]:
        return None
    measure = index["measures"][0]
    headings = [index["headings"][number] for number in measure["headings"]]
    heading = next((each for each in headings if each["id"] == _WHOLE_FORCE), headings[0])
    rows = reader.rows(
        "SELECT force_name, financial_year, value, reported_state FROM variation.force_position "
        f"JOIN marts.dim_force USING (force_id) WHERE measure_id = ? AND heading_id = ? AND {_DEFAULT}",
        measure["id"],
        heading["id"],
    )
    values = {
        (row["force_name"], row["financial_year"]): sentences.cell(
            None if row["value"] is None else fixed(row["value"], measure["digits"], measure["before"]),
            row["reported_state"],
        )
        for row in rows
    }
    years = sorted({row["financial_year"] for row in rows})
    return {
        "measure": measure,
        "heading": heading,
        "years": years,
        "rows": [
            (force["name"], [values.get((force["name"], year), sentences.NO_ROW) for year in years])
            for force in index["forces"]
        ],
    }


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{_SIGNIFICANT}g}")
