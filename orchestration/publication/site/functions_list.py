"""The list of functions: every heading by how far forces vary on it and what that is worth.

In scope: one row per heading, and the list as CSV. Out of scope: one heading's page (`site.functions_heading`).
"""

from __future__ import annotations

import csv
import io
from typing import Any

from orchestration.publication.release_reader import Row
from orchestration.publication.site.charts.sparkline import sparkline
from orchestration.publication.site.charts.spread import spread
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.functions_downloads import ILLUSTRATIVE
from orchestration.publication.site.functions_facts import WHOLE_FORCE, Facts
from orchestration.publication.site.functions_shared import Shared
from orchestration.publication.site.number_forms import with_unit, written
from orchestration.publication.site.numbers import fixed, money
from orchestration.publication.site.page import Files, Reads
from orchestration.publication.site.sentences import headings as sentences

PATH = "functions.html"
READS = tuple(
    Reads(table)
    for table in (
        "marts.dim_force", "marts.dim_poa_heading", "variation.national_summary", "variation.dim_measure",
        "variation.dim_average_method", "variation.heading_comparability", "variation.collaboration_coverage",
        "variation.level_of_support_evidence", "marts.agreements", "marts.agreement_functions",
        "marts.agreement_parties", "variation.force_position",
    )
)  # fmt: skip
# Systems of headings that divide a force's work; the others are lists of their own below.
_FUNCTIONS = {"poa", "netted"}
_OTHER_SYSTEMS = {
    "adr": "Workforce by function of the Annual Data Return",
    "spending": "Types of cost, income and funding",
}
_COLUMNS = (
    "heading_id", "heading_name", "level", "area", "measure_id", "financial_year", "average_value", "p10", "p90",
    "p90_to_p10", "sum_above_average_gbp", "is_like_for_like", "reason", "live_agreements", "forces_collaborating",
    "level_of_support",
)  # fmt: skip


def rows_of(shared: Shared) -> list[Facts]:
    """One row per heading with figures, in the order of the list: like for like first, largest sum first."""
    rows = [_row(shared, heading) for heading in shared.headings.values() if heading["heading_id"] != WHOLE_FORCE]
    year = max((row["year"] for row in rows if row["system"] in _FUNCTIONS), default="")
    for row in rows:
        row["is_current"] = row["compares"] and row["year"] == year and not row["is_repeated"]
    return sorted(rows, key=lambda row: (-_group(row), -(row["opportunity"] or 0), row["name"]))


def _group(row: Facts) -> int:
    """2 if a headline may name the heading, 1 if it is of an earlier year or listed twice, 0 if not like for like."""
    return 2 if row["is_current"] else 1 if row["compares"] else 0


def largest(rows: list[Facts], most: int = 3) -> list[Facts]:
    """The headings of the lowest level with the largest sums above the average, of those that compare."""
    return [
        row
        for row in rows
        if row["system"] in _FUNCTIONS and row["level"] == 2 and row["is_current"] and row["opportunity"]
    ][:most]


def make(shared: Shared, frame: Frame) -> Files:
    """Return the page, and its table as CSV."""
    rows = rows_of(shared)
    functions = [row for row in rows if row["system"] in _FUNCTIONS]
    top = max((row["opportunity"] or 0 for row in functions if row["is_current"]), default=0)
    for row in functions:
        row["group"] = _group(row)
        row["share"] = 100 * row["opportunity"] / top if row["is_current"] and row["opportunity"] else 0
    others = [
        (name, sorted((row for row in rows if row["system"] == system), key=lambda row: str(row["name"])))
        for system, name in _OTHER_SYSTEMS.items()
    ]
    page = frame.render(
        "functions",
        PATH,
        title="Which functions vary most",
        sentence=sentences.largest(largest(rows)),
        rows=functions,
        top=top,
        areas=sorted({row["area"] for row in functions if row["area"] and row["level"] == 2}),
        years=sorted({row["year"] for row in functions}),
        forces=len(shared.forces),
        others=[(name, listed) for name, listed in others if listed],
        method=shared.methods[0] if shared.methods else None,
        unit=_unit(functions),
        whole=shared.headings.get(WHOLE_FORCE),
    )
    return {PATH: page, "data/functions.csv": _csv(frame, rows)}


def _unit(rows: list[Facts]) -> str:
    """The unit of every average in the list; nothing if they differ."""
    units = {row["measure"]["form"]["unit"] for row in rows}
    return units.pop() if len(units) == 1 else ""


def _row(shared: Shared, heading: Row) -> Facts:
    heading_id = heading["heading_id"]
    measure = shared.measures(heading)[0]
    form, method = measure["form"], shared.methods[0]["id"]
    years = {
        row["financial_year"]: row
        for row in shared.figures.summaries[heading_id]
        if row["measure_id"] == measure["id"] and row["average_method"] == method
    }
    latest = years[measure["latest"]]
    low, high, average = latest["p10"], latest["p90"], latest["average"]
    broken = {row["financial_year"] for row in shared.figures.breaks.get(heading_id, ())}
    has_spread = average is not None and low is not None and high is not None
    coverage: dict[str, Any] = shared.coverage.get(heading_id, {})
    return {
        "id": heading_id,
        "name": heading["heading_name"],
        "level": heading["level"],
        "system": heading["heading_system"],
        "area": heading["parent_name"] if heading["level"] == 2 else "",
        "measure": measure,
        "year": measure["latest"],
        "phrase": sentences.phrase_of(heading["heading_name"]),
        "average": average,
        "average_said": "–" if average is None else written(form, average),
        "low": low,
        "high": high,
        "low_said": written(form, low) if has_spread else "",
        "high_said": written(form, high) if has_spread else "",
        "range_said": f"{written(form, low)} to {with_unit(form, high)}" if has_spread else "No average",
        "bar": spread(low, high, average, f"{written(form, low)} to {written(form, high)}") if has_spread else "",
        "ratio": high / low if has_spread and low > 0 else None,
        "ratio_said": fixed(high / low, 1, after="×") if has_spread and low > 0 else "–",
        "compares": bool(latest["is_comparable"]),
        "is_repeated": (heading_id, measure["latest"]) in shared.figures.repeated,
        "reason": latest["comparability_reason"] or "",
        "instead": shared.headings.get(latest["compared_instead_heading_id"] or ""),
        "opportunity": None if latest["opportunity"] is None else int(latest["opportunity"]),
        "opportunity_said": "–" if latest["opportunity"] is None else money(latest["opportunity"]),
        "live": coverage.get("live_agreements", len(shared.agreements(heading_id))),
        "collaborating": coverage.get("forces_collaborating"),
        "support": shared.support.get(heading_id),
        "trend": _trend(years, broken, form),
    }


def _trend(years: dict[str, Row], broken: set[str], form: Facts) -> str:
    names = sorted(years)
    values = [years[name]["average"] for name in names]
    known = [(name, value) for name, value in zip(names, values, strict=True) if value is not None]
    if len(known) < 2:
        return ""
    (first, before), (last, now) = known[0], known[-1]
    said = f"From {written(form, before)} in {first} to {written(form, now)} in {last}"
    return sparkline(values, said, [name in broken for name in names])


def _csv(frame: Frame, rows: list[Facts]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if frame.is_illustrative:
        writer.writerow([ILLUSTRATIVE])
    writer.writerow(_COLUMNS)
    for row in rows:
        level = row["support"][0] if row["support"] else None
        writer.writerow(
            [
                row["id"], row["name"], row["level"], row["area"], row["measure"]["id"], row["year"], row["average"],
                row["low"], row["high"], row["ratio"], row["opportunity"] if row["compares"] else None,
                row["compares"], row["reason"], row["live"], row["collaborating"], level,
            ]
        )  # fmt: skip
    return text.getvalue()
