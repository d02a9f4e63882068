"""How the figures are made, in sentences that quote the limits of the release.

In scope: the words. Out of scope: the limits, which are settings, and the definitions that tables hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.country import currency_sign
from orchestration.publication.site.numbers import count

# Code, word and meaning of each state of a value.
STATES = (
    ("reported", "Reported", "The force supplied a figure. A reported zero counts as zero."),
    ("not_provided", "Not provided", "The force has no such service, or the measure cannot exist there."),
    ("not_reported", "Not reported", "The force has not supplied the figure."),
    (
        "denominator_missing", "Denominator missing",
        "The force supplied the figure, but what it is divided by, for example the population, is missing.",
    ),
    ("unverified", "Unverified", "The figure is shown, but is not in averages and ranks until the doubt is resolved."),
)  # fmt: skip


def lead(methods: Sequence[Mapping[str, Any]], measures: int) -> str:
    """Say what is compared with what unless a reader chooses otherwise."""
    if not methods:
        return "No measure has a value yet."
    return (
        f"Each of {count(measures)} measures is a quotient, such as cost per resident. Unless you choose another "
        "average, "
        f"a force is compared with this one: {methods[0]['method_name'].lower()}. Missing values are never estimated."
    )


def rules(limits: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return anchor, title and text of each rule, with the limits of this release."""

    def limit(setting: str) -> str:
        return limits.get(setting, "a limit that this release does not state")

    return [
        (
            "gap", "Gap",
            "The gap of a force is its value less the average, times what the value is divided by: for cost per head, "
            "the amount by which it differs from the average over all its residents. A gap is a reason to ask. It is "
            "not "
            "a saving, because part of every difference is warranted.",
        ),
        (
            "opportunity", "Sum above the average",
            "The gaps of all forces above the average, added up. It is calculated only where spending less for the "
            "same "
            "would be a saving: a grant has none. A function contains its sub-functions, so add functions, or "
            "sub-functions, but not both.",
        ),
        (
            "like-for-like", "Like for like",
            "Forces record the same work under different headings. A heading is not compared, and no sentence names "
            "it, "
            f"if more than {limit('comparable_nil_forces_pct')}% of the forces report nil, if two large headings of "
            "the "
            f"same function correlate at {limit('comparable_correlation')} or less, or if a fact about the year says "
            "so. "
            "The figures are still shown, marked, with the reason. Where work is divided between headings, their sum "
            "is "
            f"compared. With fewer than {limit('comparable_minimum_forces')} forces only the facts apply.",
        ),
        (
            "rank", "Rank",
            "Rank 1 is the highest value. Forces with the same value share a rank. Every force that is counted has a "
            "rank, also those that an average leaves out, so a rank is the same under every average. There is no "
            "composite "
            "score and no league table.",
        ),
        (
            "outlier", "Outlier",
            f"A force is an outlier if it is among the highest or lowest {limit('outlier_share_pct')}% of at least "
            f"{limit('outlier_minimum_forces')} forces, further than {limit('outlier_robust_distance')} robust "
            "standard "
            "deviations from the median, and the difference matters: more than "
            f"{currency_sign()}{limit('outlier_pounds_per_head')} per head for money, or more than "
            f"{limit('outlier_difference_pct')}% of "
            "the average. The flag asks for an explanation. It does not mean that anything is wrong.",
        ),
        (
            "few", "Few forces and small numbers",
            f"With fewer than {limit('minimum_forces')} forces there are no statistics. A value with a small numerator "
            "or denominator is marked, because one post more or less would change it a lot.",
        ),
        (
            "prices", "Prices",
            f"Amounts are in the prices of their year. Columns whose names end in _real are in prices of "
            f"{limit('real_terms_year')}. An estimate (a budget) and an outturn are never compared with each other.",
        ),
        (
            "revisions", "Revisions",
            "Each release is compared with the one before, value by value. Facts, and national averages, gaps and "
            "sums, "
            "are listed with the submission, decision, reference data, method or setting behind the change. Values "
            "that "
            "follow from them are counted. Where more than one cause is possible, none is named.",
        ),
    ]  # fmt: skip
