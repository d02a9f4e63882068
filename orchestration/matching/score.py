"""How alike two reports of agreements are, and in which terms or titles they differ.

In scope: the score of one pair and its weights, differences of terms. Out of scope: which pairs are looked
at, or what follows from a score or a difference (`matching.agreements`).

The score is the weighted mean of four likenesses, each from 0 to 1: parties (Jaccard), functions (Jaccard), start date,
title. What one of the two does not print is left out of the mean.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from orchestration.matching.reports import NOT_STATED, Report, Terms

_A_YEAR_APART = 0.5
_YEAR, _MONTH = len("2012"), len("2012-04")


@dataclass(frozen=True)
class MatchingSettings:
    """Thresholds and weights, from `seeds/reference/matching_settings.csv`.

    Attributes:
        certain_score: From this score on two reports are one agreement.
        doubtful_score: From this score on somebody is asked.
        start_apart_months: Start dates further apart than this many months keep two reports apart, whatever they score.
        same_words: From this likeness on the words that each of two titles has to itself are one spelt two ways.
        weight_parties: Weight of the parties; the others likewise.
    """

    certain_score: float
    doubtful_score: float
    start_apart_months: float
    same_words: float
    weight_parties: float
    weight_functions: float
    weight_start: float
    weight_title: float


def read_matching_settings(seeds: Path) -> MatchingSettings:
    """The settings from the seeds folder."""
    with (seeds / "reference" / "matching_settings.csv").open(encoding="utf-8", newline="") as file:
        return MatchingSettings(**{row["setting_id"]: float(row["value"]) for row in csv.DictReader(file)})


def score(one: Report, other: Report, settings: MatchingSettings) -> float:
    """Likeness of two reports, 0 to 1; 0 where it cannot reach what is asked about, however alike the titles are."""
    parties, functions, title = settings.weight_parties, settings.weight_functions, settings.weight_title
    known = parties * _overlap(one.parties, other.parties) + functions * _overlap(one.functions, other.functions)
    weight = parties + functions + title
    if one.start and other.start:
        known += settings.weight_start * start_likeness(one.start, other.start)
        weight += settings.weight_start
    # Comparing titles costs most: it is left out where it cannot matter.
    if (known + title) / weight < settings.doubtful_score:
        return 0.0
    return round((known + title * title_likeness(one.title, other.title)) / weight, 4)


def differences(one: Terms, other: Terms, settings: MatchingSettings) -> dict[str, tuple[str, str]]:
    """Terms in which two reports differ: name of the term to both values; empty where nothing keeps them apart.

    A term that one of the two does not state is no difference. Legal basis `none` is stated: there is no legal basis.
    """
    found = {}
    if one.start and other.start and is_further_apart(one.start, other.start, settings.start_apart_months):
        found["start date"] = (one.start, other.start)
    for name, first, second in (
        ("style", one.style, other.style),
        ("legal basis", one.legal_basis, other.legal_basis),
    ):
        if first != second and NOT_STATED not in (first, second):
            found[name] = (first, second)
    return found


def titles_differ(one: str, other: str, settings: MatchingSettings) -> bool:
    """Whether each of two titles has words to itself that are not one word spelt two ways.

    Titles of two ventures share the words of their function: only what is left tells them apart.
    """
    first, second = one.split(), other.split()
    own = " ".join(word for word in first if word not in second)
    others = " ".join(word for word in second if word not in first)
    return bool(own and others) and fuzz.ratio(own, others) < 100 * settings.same_words


def is_further_apart(one: str, other: str, months: float) -> bool:
    """Whether two partial dates are more months apart, compared as far as both are printed.

    2012 means the whole year: it is not apart from 2012-04, and twelve months from 2011 and from 2011-04.
    """
    length = min(len(one), len(other))
    earlier, later = sorted((one[:length], other[:length]))
    apart = 12 * (int(later[:_YEAR]) - int(earlier[:_YEAR]))
    if length > _YEAR:
        apart += int(later[_YEAR + 1 : _MONTH]) - int(earlier[_YEAR + 1 : _MONTH])
    # Days decide where the months are just as many as may be: 15 January to 16 July is more than six months.
    return apart > months or (apart == months and later[_MONTH:] > earlier[_MONTH:])


def start_likeness(one: str, other: str) -> float:
    """1 where two partial dates agree as far as both are printed, a half a year apart, otherwise 0."""
    if one == other:
        return 1.0
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return 1.0
    return _A_YEAR_APART if abs(int(one[:4]) - int(other[:4])) <= 1 else 0.0


def title_likeness(one: str, other: str) -> float:
    """Likeness of two titles, 0 to 1, whatever the order of their words; words that only one has count against it."""
    if one == other:
        return 1.0
    return (fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other)) / 200


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    if one == other:
        return 1.0 if one else 0.0
    return len(one & other) / len(one | other)
