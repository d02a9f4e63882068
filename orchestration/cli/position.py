"""The command that prints where a force stands and what follows from it: position.

In scope: its arguments and what it prints. Out of scope: what is found (`answers.position`).
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from orchestration.cli.hub import current_release_of
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, folding_table, print_json, refuse
from orchestration.cli.values import force_id_of
from orchestration.country import currency_sign

if TYPE_CHECKING:
    from orchestration.answers.position import Against, ForceGuide, Standing

_SHOWN, _SHOWN_OF_A_KIND, _OUTLIERS_SHOWN = 6, 2, 10
_STATES = {"not_provided", "not_reported", "denominator_missing", "unverified"}
_NO_WORD = "No explanation yet. The force gives one through the board's file, sheet Outlier context."


def position(
    force: Annotated[str, typer.Argument(metavar="FORCE", help="Force by its ID, name or another name.")],
    heading: Annotated[
        str | None,
        typer.Argument(
            metavar="[HEADING]",
            help="Name of a heading of the Police Objective Analysis, or 'All functions'. Without it: its outliers.",
        ),
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Print the position of a force against every average, and what others do about the same function.

    Without a heading: the ten outliers of the latest year with the largest gaps, and the force's explanations. With a
    heading: all its measures, its cost year by year with the forces that share it and the cell of each figure, how each
    average is made and which forces are not in it, gaps in pounds and posts, related live agreements and their
    contacts, and forces it might work with. A rank is not a judgement. Exit code 1: no release has been published yet.
    2: there is no such force or heading; the nearest one is suggested.

    Examples: icm position Kent
    icm position Kent Procurement
    """
    from orchestration.answers.heading import UnknownHeading
    from orchestration.answers.position import UnknownForce, guide_of_force
    from orchestration.publication.state import DATABASE

    release = current_release_of(workspace)
    try:
        guide = guide_of_force(release.folder / DATABASE, force_id_of(force), heading)
    except (UnknownForce, UnknownHeading) as error:
        refuse(str(error))
    if as_json:
        print_json({"release_id": release.release_id, **asdict(guide)})
        return
    _print_guide(guide, release.release_id)


def _print_guide(guide: ForceGuide, release_id: str) -> None:
    about = f", {guide.heading_name}" if guide.heading_name else ": outliers"
    console.print(f"{guide.force_name}{about}, from release {release_id}", style="bold", markup=False)
    if any(each.is_illustrative for each in guide.standings):
        console.print("Some of these figures are illustrative.", style="yellow")
    if not guide.standings:
        console.print("Nothing to show: no value under this heading, or no outlier.")
    else:
        _print_standings(guide)
    issues = [(row["description"], row["effect"], row["source"]) for row in guide.known_issues]
    _print_rows("Known issues with these figures", ("Issue", "Effect on the figures", "Source"), issues)
    if guide.heading_id is None:
        console.print(f"For averages, neighbours and agreements: icm position '{guide.force_name}' '<heading>'")
        return
    _print_years(guide)
    _print_averages(guide.standings)
    _print_rows(
        "Its peers",
        ("Set", "Chosen by", "Years", "Peers"),
        [
            (
                f"{row['peer_set_name']} ({row['kind']})", row["published_by"],
                f"from {row['financial_year_from']}" + (f" to {last}" if (last := row["financial_year_to"]) else ""),
                row["peers"],
            )
            for row in guide.peers
        ],
    )  # fmt: skip
    _print_rows("Excluded from averages of the measure", ("Measure", "Forces", "Reason"), _not_counted(guide))
    _print_rows(
        "Live agreements on it, related forces first",
        ("Agreement", "Parties", "Relation", "Contact"),
        [
            (row["title"], row["parties"], row["why_near"], _joined(row["contact_post"], row["contact_address"]))
            for row in guide.agreements[:_SHOWN]
        ],
        more=len(guide.agreements) - _SHOWN,
    )
    console.print(f"Every agreement on it, of all forces: icm heading '{guide.heading_name}'", markup=False)
    groups = _first_of_each_kind(guide.groups)
    _print_rows(
        "Forces it might work with: questions, not advice",
        ("Group", "Forces", "Why"),
        [(row["kind"].replace("_", " "), row["member_names"], row["reasons"]) for row in groups],
        more=len(guide.groups) - len(groups),
    )
    _print_board(guide)


def _print_years(guide: ForceGuide) -> None:
    rows = [
        (
            row["financial_year"],
            _pounds(row["net_revenue_expenditure_gbp"]) or row["reported_state"].replace("_", " "),
            _number(row["nre_per_head_gbp"], row["unit"]),
            _number(row["nre_per_head_gbp_real"], row["unit"]),
            _number(row["average_gbp"], row["unit"]),
            _rank(row),
            _partners(row),
            _pounds(row["paid_to_other_forces_gbp"]),
            _joined(row["file_name"], row["sheet"], f"row {row['sheet_rows']}" if row["sheet_rows"] else None),
        )
        for row in guide.years
    ]
    prices = next((row["price_base_year"] for row in guide.years if row["price_base_year"]), "")
    _print_rows(
        "By year: cost, forces that share it, and source cell of the cost",
        (
            "Year", "Net revenue expenditure", "Per head", f"In prices of {prices}", "Average", "Rank", "Shared with",
            "Paid to other forces", "Cell",
        ),
        rows,
    )  # fmt: skip


def _partners(row: dict[str, Any]) -> str:
    undated = f"{row['partners_undated']} (date not known)" if row["partners_undated"] else None
    return _joined(row["partners"], undated, by="; ") or ("no other force" if row["agreements"] else "in no register")


def _rank(row: dict[str, Any]) -> str:
    if not row["is_comparable"]:
        return "not compared"
    return f"{row['rank_desc']} of {row['forces_reporting']}" if row["rank_desc"] else ""


def _pounds(amount: Decimal | None) -> str:
    return "" if amount is None else f"{'-' if amount < 0 else ''}{currency_sign()}{abs(amount):,.0f}"


def _print_board(guide: ForceGuide) -> None:
    for row in guide.evidence:
        console.print("Evidence for the board", style="bold")
        console.print(_joined(row["evidence"], row["collaboration_caveat"], by=" "), markup=False)
    _print_rows(
        "Current decisions of the board",
        ("Level", "Reason", "Decided"),
        [
            (
                f"{row['level_of_support']} {row['level_name']}",
                row["reason"],
                f"{row['decided_on']}, {row['decided_by']}",
            )
            for row in guide.decisions
        ],
    )


def _first_of_each_kind(groups: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    shown: dict[str, list[dict[str, Any]]] = {}
    for row in groups:
        shown.setdefault(row["kind"], []).append(row)
    return [row for rows in shown.values() for row in rows[:_SHOWN_OF_A_KIND]]


def _print_standings(guide: ForceGuide) -> None:
    table = folding_table("Measure", "Year", "Value", f"Average ({_name(guide)})", "Difference", "Gap", "Rank", "Flag")
    shown = guide.standings if guide.heading_id else guide.standings[:_OUTLIERS_SHOWN]
    for each in shown:
        name = each.measure_name if guide.heading_id else f"{each.measure_name}: {each.heading_name}"
        against = each.default
        cells = (
            name, each.financial_year, _value(each), _number(against.average_value, each.unit),
            _difference(against, each.unit), _gap(against), each.place_in_words or against.statistics_reason,
            _flag(each),
        )  # fmt: skip
        table.add_row(*(escape(cell or "") for cell in cells))
    console.print(table)
    if len(guide.standings) > len(shown):
        console.print(f"And {len(guide.standings) - len(shown)} more with smaller gaps: --json has them all.")


def _print_averages(standings: tuple[Standing, ...]) -> None:
    methods = {against.average_method: against for each in standings for against in each.averages}
    rows = [(each.measure_name, *(_against(each, method) for method in methods)) for each in standings]
    _print_rows(
        "Every average: value, difference, gap and number of forces",
        ("Measure", *(against.method_name for against in methods.values())),
        rows,
    )
    definitions = [(against.method_name, against.definition) for against in methods.values()]
    _print_rows("How the averages are calculated", ("Average", "Definition"), definitions)
    caveats: dict[str, list[str]] = {}
    for each in standings:
        caveats.setdefault(each.caveat or "", []).append(each.measure_name)
        if not each.is_comparable:
            caveats.setdefault(each.outlier_reason or "", []).append(each.measure_name)
    known = [("; ".join(names), caveat) for caveat, names in caveats.items() if caveat]
    _print_rows("Before comparing", ("Measures", "Caution"), known)


def _against(each: Standing, average_method: str) -> str:
    found = next((against for against in each.averages if against.average_method == average_method), None)
    if found is None:
        return ""
    if found.average_value is None:
        return found.statistics_reason or ""
    outlier = "outlier" if found.is_outlier else ""
    forces = f"{found.forces_in_average} forces" if found.forces_in_average else ""
    return _joined(
        _number(found.average_value, each.unit), _difference(found, each.unit), _gap(found), forces, outlier, by="; "
    )  # fmt: skip


def _print_rows(title: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]], more: int = 0) -> None:
    if not rows:
        return
    table = folding_table(*columns)
    for row in rows:
        table.add_row(*(escape(str(cell or "")) for cell in row))
    console.print(title, style="bold")
    console.print(table)
    if more > 0:
        console.print(f"And {more} more: --json has them all.")


def _not_counted(guide: ForceGuide) -> list[tuple[Any, ...]]:
    names = {each.measure_id: each.measure_name for each in guide.standings}
    forces: dict[tuple[str, str], list[str]] = {}
    for row in guide.not_counted:
        why = row["why"].replace("_", " ") if row["why"] in _STATES else row["why"]
        forces.setdefault((names[row["measure_id"]], why), []).append(row["force_name"])
    return [(measure, ", ".join(listed), why) for (measure, why), listed in forces.items()]


def _name(guide: ForceGuide) -> str:
    name = guide.standings[0].default.method_name
    return name[:1].lower() + name[1:]


def _flag(each: Standing) -> str:
    if each.exclusion_ground:
        return f"Excluded from statistics: {each.exclusion_ground}"
    parts = [each.outlier_reason] if each.outlier_reason and each.is_comparable else []
    if not each.is_comparable:
        parts.append("Not compared between forces" + (": the reason is below." if each.outlier_reason else "."))
    if each.force_context:
        parts.append(f"The force explains: {each.force_context} (warranted: {each.context_warranted or 'not stated'})")
    elif each.default.is_outlier:
        parts.append(_NO_WORD)
    if each.is_small_number:
        parts.append("Based on small numbers.")
    return " ".join(parts)


def _value(each: Standing) -> str:
    return each.reported_state.replace("_", " ") if each.value is None else _number(each.value, each.unit)


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    sign = "-" if value < 0 else ""
    size = f"{abs(value):,.{4 if abs(value) < 0.1 else 2}f}"
    return (
        f"{sign}{currency_sign()}{size}{unit.removeprefix('GBP')}" if unit.startswith("GBP") else f"{sign}{size} {unit}"
    )


def _difference(against: Against, unit: str) -> str:
    if against.difference_pct is not None:
        return f"{against.difference_pct:+.1f}%"
    if against.difference is None:
        return ""
    # No percentage is made of an average that is negative, near zero or one of changes between years.
    if unit == "per cent":
        return f"{against.difference:+.1f} points"
    return f"{'+' if against.difference > 0 else ''}{_number(against.difference, unit)}"


def _gap(against: Against) -> str:
    if against.gap_gbp is not None:
        return f"{'-' if against.gap_gbp < 0 else '+'}{currency_sign()}{abs(against.gap_gbp):,.0f}"
    return "" if against.gap_fte is None else f"{against.gap_fte:+,.1f} FTE"


def _joined(*parts: str | None, by: str = ", ") -> str:
    return by.join(part for part in parts if part)
