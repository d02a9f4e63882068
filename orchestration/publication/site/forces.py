"""One page per force: how it compares, its agreements, what it owes, and the quality of its data.

In scope: the page and what is not position. Out of scope: strips (`site.forces_position`), and the map of the forces,
which the home page has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from orchestration.country import area_left_out
from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.agreement_rows import AgreementRows
from orchestration.publication.site.agreements import agreement_path
from orchestration.publication.site.codes import title as title_words
from orchestration.publication.site.codes import words
from orchestration.publication.site.forces_position import ALL_FUNCTIONS, Positions, not_drawn, strips
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.numbers import count, day, fixed, money, per_head, percent
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import forces as sentences
from orchestration.settings import SEEDS_DIR

_ALIASES = SEEDS_DIR / "reference" / "force_aliases.csv"
_OF_THE_FORCE = (
    "marts.force_population", "marts.force_funding", "marts.force_funding_by_year", "marts.explanations_owed",
    "marts.force_savings_share", "variation.outlier_explanations_owed", "variation.net_contribution",
    "variation.force_net_contribution", "quality.completeness", "quality.findings", "release.known_issues",
)  # fmt: skip
_WHOLE = (
    "marts.dim_force", "marts.dim_poa_heading", "marts.agreements", "marts.agreement_parties",
    "marts.agreement_functions", "marts.business_cases", "variation.heading_comparability",
    "variation.dim_measure", "variation.dim_average_method",
)  # fmt: skip
# Rows of a table on paper and before "the others".
_SHOWN = 12
_OPEN = {"new", "still there", "could not run"}


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """One page per force."""
    positions, rows, aliases = Positions(reader), AgreementRows(reader), _aliases()
    for force in reader.rows("SELECT * FROM marts.dim_force ORDER BY force_name"):
        reads = (
            *(Reads(table, "force_id", force["force_id"]) for table in _OF_THE_FORCE),
            *(Reads(table) for table in _WHOLE),
            Reads("variation.force_position", "measure_id", positions.measure_id),
            *([] if positions.measure_id else [Reads("marts.expenditure_lines", "force_id", force["force_id"])]),
        )
        names = [
            *aliases.get(force["force_id"], []),
            force["official_name"],
            force["home_office_region"],
            force["pfa_code"],
        ]
        entry = (force["force_name"], "Force", " ".join(filter(None, names)))
        yield Page(force_path(force["force_id"]), reads, _maker(positions, rows, force), entry)


def force_path(force_id: str) -> str:
    """Return the path of a force's page."""
    return f"forces/{force_id}.html"


def _aliases() -> dict[str, list[str]]:
    """Other names of each force, as the hub recognises them in files."""
    found: dict[str, list[str]] = {}
    with _ALIASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["force_id"], []).append(row["alias"])
    return found


def _maker(positions: Positions, rows: AgreementRows, force: Row) -> Any:
    def make(reader: ReleaseReader, frame: Frame) -> Files:
        path = force_path(force["force_id"])
        return {path: frame.render("force", path, **content(reader, positions, rows, force))}

    return make


def content(reader: ReleaseReader, positions: Positions, rows: AgreementRows, force: Row) -> dict[str, Any]:
    """Return everything that the page of a force shows."""
    force_id, name = force["force_id"], force["force_name"]
    own = _rows_of(reader, force_id)
    whole = positions.by_force.get(force_id, {}).get(ALL_FUNCTIONS) if positions.measure_id else None
    region = reader.rows(
        "SELECT force_id FROM marts.dim_force WHERE home_office_region = ? AND force_id <> ?",
        force["home_office_region"],
        force_id,
    )
    compares = bool(positions.measure_id) and force_id in positions.by_force and not force["is_city_of_london"]
    drawn = strips(positions, force, [row["force_id"] for row in region]) if compares else {"largest": [], "rest": []}
    population = own["marts.force_population"]
    residents = max(population, key=lambda row: row["mid_year"]) if population else None
    agreements = _agreements(rows, force_id)
    live = [each for each in agreements if each["is_live"]]
    owed, outliers = own["marts.explanations_owed"], own["variation.outlier_explanations_owed"]
    outliers.sort(key=lambda row: row["place_by_gap"])
    spent = _spent(reader, positions, whole, force_id)
    figures = "Net budget" if spent and spent["verb"] == "budgeted" else "Net spending"
    return {
        "part": "Forces",
        "title": force["official_name"] or name,
        "styles": ["forces.css"],
        "force": force,
        "sentence": _sentence(positions, force, whole, drawn, residents, spent),
        "facts": [
            (
                f"{figures} {spent['year'] if spent else positions.year}".strip(),
                money(spent["amount"]) if spent else None,
            ),
            (
                f"Population {residents['mid_year']}" if residents else "Population",
                count(residents["population"]) if residents else None,
            ),
            ("Live agreements", count(len(live))),
            ("Explanations due", count(len(owed) + len(outliers))),
        ],
        "has_region": bool(region),
        "compares": compares,
        "year": positions.year,
        "measure": positions.measure if positions.measure_id else None,
        "method": positions.method,
        "strips": drawn,
        "not_drawn": not_drawn(positions, force_id) if compares else {"netted": [], "others": []},
        "not_a_saving": sentences.NOT_A_SAVING,
        "live": live[:_SHOWN],
        "has_money": any(each["net"] and each["net"]["net_gbp"] is not None for each in live)
        or any(each[column] is not None for each in live for column in ("forecast", "delivered")),
        "more_live": live[_SHOWN:],
        "over": [each for each in agreements if not each["is_live"]],
        "net": _net(own["variation.force_net_contribution"]),
        "owed_said": sentences.owed(len(owed), len(outliers)),
        "owed": owed,
        "outliers": [_outlier(reader, positions, row) for row in outliers[:_SHOWN]],
        "outliers_in_all": len(outliers),
        "years": _years(reader, positions, force_id),
        "funding": sorted(own["marts.force_funding"], key=lambda row: row["financial_year"]),
        "funding_by_year": sorted(own["marts.force_funding_by_year"], key=lambda row: row["financial_year"]),
        "savings_share": sorted(own["marts.force_savings_share"], key=lambda row: (row["period"] or "", row["basis"])),
        "quality": _quality(own, positions),
        "issues": own["release.known_issues"],
        "words": words,
        "title_words": title_words,
        "rank": sentences.rank,
    }


def _rows_of(reader: ReleaseReader, force_id: str) -> dict[str, list[Row]]:
    return {table: reader.rows(f"SELECT * FROM {table} WHERE force_id = ?", force_id) for table in _OF_THE_FORCE}


def _spent(reader: ReleaseReader, positions: Positions, whole: Row | None, force_id: str) -> dict[str, Any] | None:
    """Net spending of a force: of the year that is compared, or its latest where the release compares none."""
    if positions.measure_id:
        amount = whole["numerator"] if whole else None
        return None if amount is None else {"amount": amount, "year": positions.year, "verb": positions.verb}
    rows = reader.rows(
        "SELECT amount_gbp AS amount, financial_year AS year, "
        "CASE WHEN basis = 'estimate' THEN 'budgeted' ELSE 'spent' END AS verb FROM marts.expenditure_lines "
        "WHERE force_id = ? AND heading_id = ? AND line = 'net_revenue_expenditure' AND amount_gbp IS NOT NULL "
        "ORDER BY financial_year DESC, basis = 'estimate' LIMIT 1",
        force_id,
        ALL_FUNCTIONS,
    )
    return rows[0] if rows else None


def _sentence(
    positions: Positions,
    force: Row,
    whole: Row | None,
    drawn: dict[str, list[dict[str, Any]]],
    residents: Row | None,
    spent: dict[str, Any] | None,
) -> str:
    name = force["force_name"]
    if whole is None or whole["value"] is None:
        if spent is None:
            return f"{name} has no figures of its costs in this release."
        why = "" if residents else " This release has no number of its residents."
        return (
            f"{name} {spent['verb']} {money(spent['amount'])} in {spent['year']}. "
            f"It is not compared with other forces.{why}"
        )
    if force["is_city_of_london"]:
        return sentences.not_compared(name, residents["population"] if residents else None)
    said = sentences.how_it_compares(
        name,
        positions.verb,
        whole["value"],
        positions.year,
        whole["average_value"],
        whole["forces_in_average"],
        (whole["rank_desc"], whole["forces_reporting"]) if whole["rank_desc"] else None,
        area=area_left_out() if positions.method["excludes_london"] else "",
    )
    gaps = [(row["name"], row["gap"]) for row in drawn["largest"] + drawn["rest"] if row["gap"] is not None]
    above = max((gap for gap in gaps if gap[1] > 0), key=lambda gap: gap[1], default=None)
    below = min((gap for gap in gaps if gap[1] < 0), key=lambda gap: gap[1], default=None)
    outside = "" if whole["is_in_average"] else f" {name} is not in that average."
    return f"{said}{outside} {sentences.largest_gaps(above, below)}".strip()


def _agreements(rows: AgreementRows, force_id: str) -> list[dict[str, Any]]:
    """Agreements of a force, live ones first, with what it put in and got out, and what was promised and delivered."""
    found = []
    for agreement_id in rows.agreements_of_force.get(force_id, []):
        agreement = rows.of("marts.agreements", agreement_id)[0]
        others = [
            rows.party_name(party["party_id"], agreement_id)
            for party in rows.of("marts.agreement_parties", agreement_id)
            if party["party_id"] != force_id and not party["has_left"] and party["role"] != "observer"
        ]
        functions = list(dict.fromkeys(
            rows.heading_names.get(row["heading_id"], row["function_name"])
            for row in rows.of("marts.agreement_functions", agreement_id)
        ))  # fmt: skip
        net = [row for row in rows.of("variation.net_contribution", agreement_id) if row["force_id"] == force_id]
        cases = [row for row in rows.of("marts.business_cases", agreement_id) if row["party_id"] == force_id]
        found.append(
            {
                "title": agreement["title"],
                "path": agreement_path(agreement_id),
                "programme": agreement["programme"],
                "stage": title_words(agreement["stage"]) or "Withheld",
                "is_live": bool(agreement["is_live"]),
                "partners": others,
                "functions": functions,
                # The latest year for which both sides are known, otherwise the latest.
                "net": next((row for row in net if row["net_gbp"] is not None), net[0] if net else None),
                "forecast": _added(cases, "saving_forecast_gbp"),
                "delivered": _added(cases, "delivered_to_date_gbp"),
            }
        )
    found.sort(key=lambda each: (-abs(each["net"]["net_gbp"] or 0) if each["net"] else 0, each["title"]))
    return found


def _added(found: list[Row], column: str) -> Any:
    values = [row[column] for row in found if row[column] is not None]
    return sum(values) if values else None


def _net(found: list[Row]) -> Row | None:
    """Net contribution over all agreements in the latest year that can be compared, otherwise in the latest year."""
    ordered = sorted(found, key=lambda row: (row["net_gbp"] is not None, row["financial_year"]))
    return ordered[-1] if ordered else None


def _outlier(reader: ReleaseReader, positions: Positions, row: Row) -> Row:
    measure = reader.one("SELECT measure_name, unit FROM variation.dim_measure WHERE measure_id = ?", row["measure_id"])
    said = {f"{column}_said": in_unit(row[column], measure["unit"]) for column in ("value", "average_value")}
    return row | measure | said | {"heading_name": positions.name(row["heading_id"])}


def in_unit(value: float, unit: str) -> str:
    """Return a value of a measure as people write it in its unit."""
    if unit.startswith("GBP"):
        return per_head(value)
    return percent(value) if unit.startswith("%") or unit == "per cent" else fixed(value, 2)


def _years(reader: ReleaseReader, positions: Positions, force_id: str) -> list[Row]:
    """Net cost of all functions by year, in the year's prices and in those of one year."""
    if not positions.measure_id:
        return []
    return reader.rows(
        "SELECT financial_year, numerator, value, average_value, value_real, price_base_year, is_comparable, "
        "reported_state FROM variation.force_position "
        "WHERE measure_id = ? AND heading_id = ? AND force_id = ? AND average_method = ? ORDER BY financial_year",
        positions.measure_id,
        ALL_FUNCTIONS,
        force_id,
        positions.method["average_method"],
    )


def _quality(own: dict[str, list[Row]], positions: Positions) -> dict[str, Any]:
    """Returns received and due, values of the measure, and open findings, in plain words."""
    due = sorted(
        own["quality.completeness"],
        key=lambda row: (row["return_id"], row["financial_year"] or "", row["variant"] or ""),
    )
    returns = []
    for (return_id, state), group in groupby(
        sorted(due, key=lambda row: (row["return_id"], row["state"])), key=lambda row: (row["return_id"], row["state"])
    ):
        series = [
            " ".join(
                filter(
                    None,
                    (row["financial_year"] or row["edition"], row["variant"] if row["variant"] != return_id else None),
                )
            )
            for row in group
        ]
        dates = [
            row["due_on"] for row in due if row["return_id"] == return_id and row["state"] == state and row["due_on"]
        ]
        returns.append(
            {
                "name": title_words(return_id),
                "state": title_words(state),
                "is_good": state.startswith("accepted"),
                "series": ", ".join(series),
                "due": day(max(dates)) if dates and state in {"late", "missing"} else None,
            }
        )
    findings: dict[str, int] = {}
    for row in own["quality.findings"]:
        if row["state"] in _OPEN:
            findings[row["severity"]] = findings.get(row["severity"], 0) + 1
    force_id = due[0]["force_id"] if due else None
    values = positions.by_force.get(force_id or "", {}) if positions.measure_id else {}
    return {
        "returns": returns,
        "findings": sorted(findings.items()),
        "headings": len(values),
        "with_value": sum(row["value"] is not None for row in values.values()),
        "uncounted": sum(row["reported_state"] == "unverified" for row in values.values()),
    }
