"""One page per heading: how forces vary on it, where one force is, who shares it, and the downloads of its view.

In scope: gathering the page and its files. Out of scope: sentences (`sentences.headings`), the chart (`charts.slope`).
"""

from __future__ import annotations

from typing import Any

from orchestration.publication.release_reader import Row
from orchestration.publication.site.charts.slope import Bar, slope
from orchestration.publication.site.frame import Frame, json_block
from orchestration.publication.site.functions_downloads import downloads, has_picture
from orchestration.publication.site.functions_facts import WHOLE_FORCE, Facts, view_of
from orchestration.publication.site.functions_shared import RETURNS_OF_POSITIONS, Shared
from orchestration.publication.site.number_forms import difference, with_unit, written
from orchestration.publication.site.numbers import fixed, money, percent
from orchestration.publication.site.page import Files, Reads
from orchestration.publication.site.sentences import headings as sentences
from orchestration.publication.site.sentences.headings import phrase_of

_WHOLE_TABLES = (
    "marts.dim_force", "marts.dim_poa_heading", "marts.peer_groups", "marts.agreements", "marts.agreement_functions",
    "marts.agreement_parties", "variation.dim_measure", "variation.dim_average_method", "release.known_issues",
    "variation.level_of_support_evidence",
)  # fmt: skip
_BY_HEADING = (
    "variation.force_position", "variation.national_summary", "variation.region_position",
    "variation.heading_comparability", "variation.collaboration_coverage",
)  # fmt: skip
# The parts of a netted heading are found by the heading that they are compared as.
_PARTS = Reads("variation.heading_comparability", "compared_instead_heading_id")


def path_of(heading_id: str) -> str:
    """Path of the page of a heading."""
    return f"functions/{heading_id}.html"


def reads_of(heading_id: str) -> tuple[Reads, ...]:
    """Rows that the page of a heading shows."""
    return (
        *(Reads(table) for table in _WHOLE_TABLES),
        *(Reads(table, "heading_id", heading_id) for table in _BY_HEADING),
        Reads(RETURNS_OF_POSITIONS, "heading_id", heading_id, only=("heading_id", "measure_id", "return_id")),
        Reads(_PARTS.table, _PARTS.column, heading_id),
    )


def make(shared: Shared, frame: Frame, heading: Row) -> Files:
    """Return the page of a heading, the figures of its other measures, and its downloads."""
    heading_id = heading["heading_id"]
    measures = shared.measures(heading)
    years = shared.figures.years(heading_id)
    opening, method = measures[0], shared.methods[0]
    phrase = phrase_of(heading["heading_name"])
    year_name, year = _opening_year(years[opening["id"]])
    view = view_of(phrase, shared.forces, opening, method, year_name, year)
    rows = _rows(shared, opening, method, year)
    bars = [
        Bar(row["force"]["code"], row["force"]["name"], row["value"], "outside" if row["is_outside"] else "other")
        for row in rows
        if row["value"] is not None
    ]
    sentence = sentences.spread(view)
    chart = slope(bars, view["average"], _average_label(view), lambda value: written(opening["form"], value), sentence)
    path = path_of(heading_id)
    facts = _facts(shared, heading, measures) | {"years": years[opening["id"]]}
    page = frame.render(
        "heading", path,
        title=heading["heading_name"], heading=heading, measures=measures, opening=opening, year_name=year_name,
        years=sorted(years[opening["id"]], reverse=True), methods=shared.methods, forces=shared.forces,
        force_options=shared.force_options,
        peers=[each for each in shared.methods if each["peers"]], sentence=sentence, chart=chart, facts=facts,
        counted=sentences.counted(view), rows=rows, uncounted=_uncounted(shared, heading, opening, method, year),
        not_comparable=year["not_comparable"], instead=shared.headings.get(year["instead"] or ""),
        agreements=shared.agreements(heading_id) if heading_id != WHOLE_FORCE else [],
        sharing=_sharing(shared, heading, phrase), support=shared.support.get(heading_id),
        issues=_issues(shared, heading, opening), whole_force=heading_id == WHOLE_FORCE,
        has_picture=has_picture(heading), data=f"{'../' * path.count('/')}data/{heading_id}",
    )  # fmt: skip
    files: Files = {path: page}
    for measure in measures[1:]:
        held = json_block(years[measure["id"]])
        files[f"data/{heading_id}/{measure['id']}.js"] = f'ICM_MEASURE("{measure["id"]}",{held});\n'
    return files | downloads(shared, frame, heading, measures, years, view, chart)


def _opening_year(years: dict[str, Facts]) -> tuple[str, Facts]:
    """The latest year with a figure."""
    with_figures = [(name, year) for name, year in years.items() if year["reporting"]]
    return max(with_figures or years.items(), key=lambda each: each[0])


def _rows(shared: Shared, measure: Facts, method: Facts, year: Facts) -> list[Facts]:
    """Every force, highest first; forces without a value last, by name."""
    made, form = year["methods"][method["id"]], measure["form"]
    rows = []
    for place, force in enumerate(shared.forces):
        value, gap, state = year["values"][place], made["gaps"][place], year["states"].get(str(place), "reported")
        apart, share = made["differences"][place], made["percentages"][place]
        rows.append(
            {
                "force": force,
                "value": value,
                "is_outside": place in made["outside"],
                "rank": year["ranks"][place],
                "shown": None if value is None else written(form, value),
                "difference": None if apart is None else difference(form, apart, plus=True),
                "pct": None if share is None or form["points"] else percent(share, plus=True),
                "gap": _gap(measure, gap),
                "state": shared.state_words[state],
                "is_reported": state == "reported",
            }
        )
    return sorted(rows, key=lambda row: (row["value"] is None, -(row["value"] or 0.0)))


def _gap(measure: Facts, gap: int | None) -> str | None:
    if gap is None:
        return None
    if measure["gap_unit"] == "FTE":
        return f"{fixed(gap, 0, plus=True)} FTE"
    return money(gap, plus=True)


def _average_label(view: Facts) -> str:
    if view["average"] is None:
        return ""
    name = sentences.average_name(view).removeprefix("the ")
    return f"{name[0].upper()}{name[1:]}: {written(view['form'], view['average'])}"


def _uncounted(shared: Shared, heading: Row, measure: Facts, method: Facts, year: Facts) -> list[tuple[str, str]]:
    """Forces that are not counted in the average, each with the reason."""
    made, said = year["methods"][method["id"]], []
    issues = shared.issues(heading["heading_id"], measure)
    for place, force in enumerate(shared.forces):
        state, ground = year["states"].get(str(place), "reported"), year["grounds"].get(str(place))
        value = year["values"][place]
        if value is None and state == "reported":
            state = "not_reported"
        if state != "reported" or ground or place in made["outside"]:
            text = None if value is None else with_unit(measure["form"], value)
            known = [each["said"] for each in issues if each["force_id"] == force["id"]]
            said.append(sentences.uncounted(force["name"], text, state, shared.state_words[state], ground, known))
    return said


def _issues(shared: Shared, heading: Row, measure: Facts) -> list[str]:
    return [each["said"] for each in shared.issues(heading["heading_id"], measure) if not each["force_id"]]


def _sharing(shared: Shared, heading: Row, phrase: str) -> str:
    found = shared.coverage.get(heading["heading_id"])
    if found is None:
        return ""
    return sentences.sharing(phrase, found["live_agreements"], found["forces_collaborating"], found["forces_expected"])


def _facts(shared: Shared, heading: Row, measures: list[Facts]) -> dict[str, Any]:
    """What the script of the page needs besides the figures."""

    def issues(measure: Facts) -> list[Row]:
        return shared.issues(heading["heading_id"], measure)

    return {
        "heading": {
            "id": heading["heading_id"],
            "name": heading["heading_name"],
            "phrase": phrase_of(heading["heading_name"]),
        },
        "forces": shared.forces,
        "methods": shared.methods,
        "peers": shared.peers,
        "states": shared.state_words,
        "measures": [
            measure | {"issues": [{"force": each["force_id"], "said": each["said"]} for each in issues(measure)]}
            for measure in measures
        ],
    }
