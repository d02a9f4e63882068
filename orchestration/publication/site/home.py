"""The home page: the answers of the day, the search, and the map of the forces.

In scope: gathering the four answers and the values of the map. Out of scope: sentences (`sentences.home`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from orchestration.publication.release_reader import ReleaseReader
from orchestration.publication.site import functions_list
from orchestration.publication.site.charts.tiles import tiles
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.functions_facts import WHOLE_FORCE, Facts
from orchestration.publication.site.functions_shared import Shared
from orchestration.publication.site.number_forms import with_unit, written
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import headings, home

PATH = "index.html"
READS = (
    *functions_list.READS,
    Reads("variation.force_position", "heading_id", WHOLE_FORCE),
    Reads("variation.region_position", "heading_id", WHOLE_FORCE),
    *(
        Reads(table)
        for table in (
            "marts.programme_savings", "release.revision_causes",
            "quality.completeness",
        )
    ),
)  # fmt: skip
CLASSES = 5


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """The home page."""
    yield Page(PATH, READS, partial(_make, Shared(reader)))


def _make(shared: Shared, reader: ReleaseReader, frame: Frame) -> Files:
    whole = shared.headings.get(WHOLE_FORCE)
    measures = _map_of(shared) if whole else []
    found = functions_list.largest(functions_list.rows_of(shared), 1)
    page = frame.render(
        "home",
        PATH,
        title="Police functions and collaboration",
        varies=headings.varies_most(found[0]) if found else headings.largest([]),
        varies_id=found[0]["id"] if found else None,
        together=home.working_together(_collaborations(reader, len(shared.forces))),
        changed=home.changes(_changes(reader)),
        complete=home.completeness(_completeness(reader, measures)),
        tiles=tiles(reader),
        measures=measures,
        places={force["id"]: place for place, force in enumerate(shared.forces)},
    )
    return {PATH: page}


def _collaborations(reader: ReleaseReader, forces_expected: int) -> Facts:
    live = reader.one(
        "SELECT count(DISTINCT a.agreement_id) FILTER (a.is_live) AS live, "
        "count(DISTINCT p.force_id) FILTER (a.is_live AND p.is_party_today AND p.role <> 'observer') AS forces, "
        "count(DISTINCT a.programme) AS programmes "
        "FROM marts.agreements AS a LEFT JOIN marts.agreement_parties AS p USING (agreement_id)"
    )
    savings = reader.rows(
        "SELECT financial_year, sum(cumulative_recurrent_gbp) AS saving, count(DISTINCT programme) AS programmes "
        "FROM marts.programme_savings WHERE cumulative_recurrent_gbp IS NOT NULL GROUP BY ALL ORDER BY 1 DESC LIMIT 1"
    )
    latest = savings[0] if savings else {"saving": None, "financial_year": None, "programmes": 0}
    return live | {
        "forces_expected": forces_expected,
        "saving": latest["saving"],
        "saving_year": latest["financial_year"],
        "programmes_reporting": latest["programmes"],
    }


def _changes(reader: ReleaseReader) -> Facts:
    causes = reader.rows("SELECT description, changes FROM release.revision_causes ORDER BY place")
    return {
        "causes": [row["description"] for row in causes],
        "changes": sum(row["changes"] for row in causes),
    }


def _completeness(reader: ReleaseReader, measures: list[Facts]) -> Facts:
    states = reader.one(
        "SELECT count(*) FILTER (state = 'late') AS late, count(*) FILTER (submission_id_in_force IS NOT NULL) "
        "AS received FROM quality.completeness"
    )
    return states | {"measures": [each["completeness"] for each in measures[:1]]}


def _map_of(shared: Shared) -> list[Facts]:
    """Measures of whole forces in their latest year: what each tile says, and its class of five."""
    years = shared.figures.years(WHOLE_FORCE)
    method = shared.methods[0]["id"]
    found = []
    for measure in shared.measures(shared.headings[WHOLE_FORCE]):
        year = years[measure["id"]][measure["latest"]]
        values, form = year["values"], measure["form"]
        outside = {*year["methods"][method]["outside"], *(int(place) for place in year["states"])}
        counted = sorted(
            (value, place) for place, value in enumerate(values) if value is not None and place not in outside
        )
        classes = {place: 1 + at * CLASSES // len(counted) for at, (_, place) in enumerate(counted)}
        ends = [counted[-(-(each + 1) * len(counted) // CLASSES) - 1][0] for each in range(CLASSES) if counted]
        found.append(
            {
                "id": measure["id"],
                "name": measure["name"],
                "group": measure["group"],
                "year": measure["latest"],
                "said": ["–" if value is None else written(form, value) for value in values],
                "full": [
                    shared.state_words[year["states"].get(str(place), "not_reported")]
                    if value is None
                    else with_unit(form, value)
                    for place, value in enumerate(values)
                ],
                "classes": [classes.get(place, 0) for place in range(len(values))],
                "ends": [written(form, end) for end in ends],
                "completeness": {
                    "reporting": year["reporting"],
                    "expected": year["expected"],
                    "year": measure["latest"],
                    "name": "a net cost" if measure["verb"] else headings.phrase_of(measure["name"]),
                },
            }
        )
    return found
