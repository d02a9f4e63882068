"""Sentences on one force: how it compares, where it differs most, what it owes."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.publication.site.numbers import (
    Number,
    count,
    listed,
    money,
    money_in_words,
    ordinal,
    per_head,
    percent,
)
from orchestration.publication.site.sentences.collaborations import in_sentence

NOT_A_SAVING = (
    "The gap is the difference from the average multiplied by the population. It is not an estimate of savings."
)


def rank(place: int, of: int) -> str:
    """Return a place from the highest: the highest of 43, 36th highest of 43."""
    return f"the highest of {count(of)}" if place == 1 else f"{ordinal(place)} highest of {count(of)}"


def how_it_compares(
    force: str,
    verb: str,
    value: Number,
    year: str,
    average: Number | None,
    forces_in_average: int,
    place: tuple[int, int] | None,
    *,
    area: str,
) -> str:
    """Say what a force spent or budgeted per head, compared with the average and by rank.

    Args:
        force: Name of the force.
        verb: budgeted for an estimate, spent for an outturn.
        value: Pounds per head.
        year: Financial year.
        average: Average under the default method; None if there is none.
        forces_in_average: Forces in that average.
        place: Rank from the highest and number of forces ranked; None if it is not ranked.
        area: Area that the average leaves out, as London; empty if it leaves none out.
    """
    said = f"{force} {verb} {per_head(value)} per head in {year}"
    if average is None:
        return f"{said}. Too few forces reported for an average."
    gap = float(value) - float(average)
    share = f" ({percent(abs(gap) / float(average) * 100)})" if average > 0 else ""
    than = f"the average of the {count(forces_in_average)} forces{f' outside {area}' if area else ''}"
    more = f"{per_head(abs(gap))}{share} {'more' if gap > 0 else 'less'} than {than}" if gap else f"as much as {than}"
    ranked = f" It ranks {rank(*place)}." if place else ""
    return f"{said}, {more}.{ranked}"


def not_compared(force: str, residents: int | None) -> str:
    """Say why a force with few residents is not compared per head."""
    have = f"{force} has {count(residents)} residents" if residents else f"{force} has few residents"
    return f"{have} and polices many more people, so its costs per head are not compared with other forces."


def largest_gaps(above: tuple[str, Number] | None, below: tuple[str, Number] | None) -> str:
    """Name the like-for-like headings with the largest gaps."""
    parts = []
    for side, gap in (("above", above), ("below", below)):
        if gap is not None:
            amount = money_in_words(abs(float(gap[1])))
            parts.append(f"its largest gap {side} the average is in {in_sentence(gap[0])} ({amount})")
    text = " and ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def netted(parts: Sequence[tuple[str, Number]], together: Number | None) -> str:
    """Say what headings between which forces divide the same work come to together."""
    names = listed(
        [f"{name if i == 0 else in_sentence(name)} ({money(gap, plus=True)})" for i, (name, gap) in enumerate(parts)]
    )
    net = f" Together the gap is {money(together, plus=True)}." if together is not None else ""
    return f"{names}: forces divide the same work differently between these headings.{net}"


def owed(explanations: int, outliers: int) -> str:
    """Say how many explanations a force has outstanding."""
    if not explanations and not outliers:
        return "No explanation is outstanding."
    first = f"{count(explanations)} on headings on which many other forces collaborate" if explanations else ""
    second = f"{count(outliers)} on figures far from those of other forces" if outliers else ""
    text = " and ".join(filter(None, (first, second)))
    return f"Explanations outstanding: {text}. Each is a question, not a judgement."


def strip_said(force: str, value: Number | None, average: Number, place: tuple[int, int] | None) -> str:
    """Say what a strip shows."""
    if value is None:
        return f"{force} has no value. The average is {per_head(average)}."
    ranked = f", {rank(*place)}" if place else ""
    return f"{force} {per_head(value)}, average {per_head(average)}{ranked}."
