"""How alike two reports of agreements are.

Belongs here: the score of one pair and its weights. Does not belong here: which pairs are looked at, or what follows
from a score (`matching.agreements`).

The score is the weighted mean of four likenesses, each from 0 to 1: parties (Jaccard), functions (Jaccard), start date,
title. What one of the two does not print is left out of the mean.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from orchestration.matching.reports import Report

_A_YEAR_APART = 0.5


@dataclass(frozen=True)
class MatchingSettings:
    """Thresholds and weights, from `seeds/reference/matching_settings.csv`.

    Attributes:
        certain_score: From this score on two reports are one agreement.
        doubtful_score: From this score on somebody is asked.
        weight_parties: Weight of the parties; the others likewise.
    """

    certain_score: float
    doubtful_score: float
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
