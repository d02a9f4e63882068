"""What the pages of functions say: where one force is, how far forces vary, who is counted.

In scope: one function per sentence; `assets/functions.js` builds the same from the same facts when a reader chooses
another view, and a test compares them. Out of scope: the facts (`site.functions_facts`).
"""

from __future__ import annotations

from typing import Any

from orchestration.country import area_left_out
from orchestration.publication.site import numbers
from orchestration.publication.site.number_forms import difference, with_unit, written

# Facts of a measure, and of one of its views: see `site.functions_facts`.
Facts = dict[str, Any]
_UNCOUNTED = "It is shown but not counted in the average or the ranks"


def phrase_of(name: str) -> str:
    """Return the name of a heading inside a sentence: human resources, but ICT."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def average_name(view: Facts) -> str:
    """Return what a value is compared with: the average of the 41 forces outside London."""
    method = view["method"]
    weighted = "weighted " if method["weighted"] else ""
    if method["peers"]:
        return f"the {weighted}average of its {view['counted']} peers"
    area = area_left_out()
    included = f"forces, {area} included" if area else "forces"
    where = f"forces outside {area}" if method["london_out"] else included
    return f"the {weighted}average of the {view['counted']} {where}"


def position(view: Facts) -> str:
    """Return where one force is in one year: its value, difference, rank and gap."""
    force, year = view["force"], view["year"]
    if view["value"] is None:
        return f"{force} has no figure for {_subject(view)} in {year}: {view['state_words']}."
    return " ".join([f"{_had(view, force, with_unit(view['form'], view['value']))}{_against(view)}.", *_more(view)])


def _more(view: Facts) -> list[str]:
    if view["state"] != "reported":
        return [f"The figure is {view['state_words']}. {_UNCOUNTED}."]
    if view["ground"]:
        return [f"{_UNCOUNTED}: {view['ground']}"]
    said = []
    if view["rank"] is not None:
        place = {1: "highest", view["reporting"]: "lowest"}.get(
            view["rank"], f"{numbers.ordinal(view['rank'])}{numbers.SPACE}highest"
        )
        said.append(f"It is the {place} of the {view['reporting']} forces that reported.")
    if view["average"] is None:
        said.append(f"There is no average. {view['why']}")
    elif not view["in_average"]:
        said.append("It is not counted in this average.")
    if view["not_comparable"]:
        said.append("Forces record this heading in different ways, so the difference does not show cost.")
    elif view["gap"]:
        said.append(_gap(view))
    return said


def _against(view: Facts) -> str:
    if view["average"] is None or view["difference"] is None or view["state"] != "reported":
        return ""
    size = difference(view["form"], abs(view["difference"]))
    if size == difference(view["form"], 0):
        return f", the same as {average_name(view)}"
    share = "" if view["form"]["points"] or view["pct"] is None else f" ({numbers.percent(abs(view['pct']))})"
    return f", {size}{share} {'more' if view['difference'] > 0 else 'less'} than {average_name(view)}"


def _gap(view: Facts) -> str:
    gap, side = view["gap"], "above" if view["gap"] > 0 else "below"
    if view["gap_unit"] == "FTE":
        return f"The gap is {numbers.count(abs(gap))}{numbers.SPACE}FTE {side} the average."
    start = "Over its population" if view["per_person"] else "In total"
    return f"{start} the gap is {numbers.money_in_words(abs(gap))} {side} the average."


def spread(view: Facts) -> str:
    """Return how far forces vary in one year, and what it is worth."""
    if view["p10"] is None or view["average"] is None:
        return f"There is no average for {_subject(view)} in {view['year']}. {view['why'] or ''}".strip()
    form, method = view["form"], view["method"]
    low, high = written(form, view["p10"]), with_unit(form, view["p90"])
    who = f"The middle 80% of forces{f' outside {area_left_out()}' if method['london_out'] else ''}"
    said = [f"{_had(view, who, f'{low} to {high}')}; the average is {written(form, view['average'])}."]
    if view["not_comparable"]:
        said.append(f"This heading is not like for like. {view['not_comparable']}")
    elif view["opportunity"]:
        money = numbers.money_in_words(view["opportunity"])
        said.append(f"Forces above the average {view['verb'] or 'had'} {money} more than at the average.")
    return " ".join(said)


def counted(view: Facts) -> str:
    """Return whether the area that averages may leave out is counted, and which forces that reported are not."""
    method = view["method"]
    if view["average"] is None and not method["peers"]:
        return f"There is no average in {view['year']}."
    if method["peers"]:
        return "Each force is compared with the average of its own peers."
    area = area_left_out()
    if not method["london_out"]:
        counted_in_all = f"average is of all {view['counted']} forces that reported."
        return f"{area} is counted: the {counted_in_all}" if area else f"The {counted_in_all}"
    out = view["outside"]
    if not out:
        return f"{area} is not counted: the average is of the {view['counted']} forces outside {area}."
    return (
        f"{area} is not counted: {numbers.listed(out)} {'is' if len(out) == 1 else 'are'} shown, but the average is of "
        f"the {view['counted']} forces outside {area}."
    )


def _subject(view: Facts) -> str:
    return str(view["phrase"] if view["verb"] else view["label"])


def _had(view: Facts, who: str, value: str) -> str:
    if view["verb"]:
        return f"{who} {view['verb']} {value} on {view['phrase']} in {view['year']}"
    return f"{who} had {value} in {view['year']} ({view['label']})"


def uncounted(
    name: str, value: str | None, state: str, state_words: str, ground: str | None, issues: list[str]
) -> tuple[str, str]:
    """Return which force is not counted, with its value, and why."""
    why = ground or f"The average leaves {area_left_out()} out."
    if state != "reported":
        why = f"{state_words[:1].upper()}{state_words[1:]}."
    return f"{name}, {'no figure' if value is None else value}", " ".join([why, *issues])


def sharing(phrase: str, live: int, forces: int, expected: int) -> str:
    """Return how many forces share work on a heading."""
    if not live:
        return f"No live agreement on {phrase} is recorded. That does not mean that there is none."
    agreements = "1 live agreement" if live == 1 else f"{live} live agreements"
    return f"{forces} of {expected} forces share work on {phrase} in {agreements}."


def largest(rows: list[Facts]) -> str:
    """Return which functions have the largest sums above the average, and what they are worth."""
    if not rows:
        return "No function has a cost in this release that can be compared between forces."
    names = [rows[0]["name"], *(row["phrase"] for row in rows[1:])]
    sums = [numbers.money_in_words(row["opportunity"]) for row in rows]
    have = "has the largest sum" if len(rows) == 1 else "have the largest sums"
    return f"{numbers.listed(names)} {have} above the average: {numbers.listed(sums)} in {rows[0]['year']}."


def varies_most(row: Facts) -> str:
    """Return the function that varies most, how far, and what that is worth."""
    return (
        f"{row['name']} costs {row['range_said']} in the middle 80% of forces. Those above the average "
        f"{row['measure']['verb'] or 'had'} {numbers.money_in_words(row['opportunity'])} more than at the average in "
        f"{row['year']}."
    )
