"""Disagreements between registers of the made-up set, planted on request, twins in doubt, and near twins.

In scope: changing what a force's own register says of a venture. Out of scope: defects of a file
(`illustration.defects`), or what should come out (`illustration.truth`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from orchestration.synthetic_data.registers import Reported
from orchestration.synthetic_data.sharing import draws
from orchestration.synthetic_data.venture_rows import SHEETS, Row, Rows, venture_rows
from orchestration.synthetic_data.ventures import WORDS, Venture

_SHARE_PLANTED = 0.1
_SHARE_OF_TWINS = 0.02
_SHARE_OF_NEAR_TWINS = 0.02
_MOST_YEARS_BEFORE = 5
# Sheet and field that a report is made to differ in, and by how much.
FIELDS = (
    ("agreements", "notice_months", 3),
    ("contributions", "amount_gbp", 500),
    ("costs", "amount_gbp", 1000),
    ("benefits", "delivered_gbp", 1000),
    ("usage", "quantity", 7),
)

_LEFT = ("notice_given", "ended")


def with_disagreements(reports: Sequence[Reported], seed: int) -> list[Reported]:
    """The reports, some of those in forces' own registers with one field changed, or made a twin."""
    source = draws(seed, "disagreements")
    with_twin: set[str] = set()
    changed = []
    for each in reports:
        draw = source.random()
        is_drawn = draw < _SHARE_PLANTED + _SHARE_OF_TWINS + _SHARE_OF_NEAR_TWINS
        is_planted = _SHARE_OF_TWINS <= draw < _SHARE_PLANTED + _SHARE_OF_TWINS
        # A twin has no money, and leaving must have a cost (CR09).
        has_no_twin = each.venture.stage in _LEFT and not is_planted
        if each.reporter is None or not is_drawn or has_no_twin:
            changed.append(each)
        elif draw < _SHARE_OF_TWINS and each.venture.key not in with_twin:
            with_twin.add(each.venture.key)
            changed.append(_twin(each))
        elif draw >= _SHARE_PLANTED + _SHARE_OF_TWINS:
            near = _near_twins(each.venture, source) if each.venture.key not in with_twin else []
            with_twin.update(each.venture.key for _ in near)
            changed.append(_near_twin(each, source.choice(near)) if near else each)
        else:
            possible = [field for field in FIELDS if each.rows[field[0]]]
            changed.append(_changed(each, *source.choice(possible)))
    return changed


def is_twin(report: Reported) -> bool:
    """Whether the report was made a twin: another agreement than the venture that it resembles."""
    return report.agreement_id.endswith("-twin")


def _changed(report: Reported, sheet: str, column: str, by: int) -> Reported:
    first, *others = report.rows[sheet]
    value = first[column]
    changed: Row = {**first, column: (value if isinstance(value, int) else 0) + by}
    return replace(report, rows={**report.rows, sheet: [changed, *others]})


def _twin(report: Reported) -> Reported:
    """The venture under another title and a year later: a reader could not tell whether it is it."""
    title = f"Working together across the area on {report.venture.function}"
    return _as_twin(report, replace(report.venture, start=report.venture.start + 1), title)


def _near_twins(venture: Venture, source: random.Random) -> list[Venture]:
    """Other ventures of the same parties and function: of an earlier date, in another form, or both."""
    earlier = venture.start - source.randint(1, _MOST_YEARS_BEFORE)
    style, legal_basis = ("handshake", "none") if venture.style != "handshake" else ("lead_authority", "s22A")
    near = []
    if venture.stage != "approved":  # One that is only approved prints no start date.
        near.append(replace(venture, start=earlier))
    if venture.style != "not_stated":
        near.append(replace(venture, style=style, legal_basis=legal_basis))
        near.append(replace(venture, legal_basis="statutory_order"))
        near.append(replace(venture, start=earlier, style=style, legal_basis=legal_basis))
    return near


def _near_twin(report: Reported, near: Venture) -> Reported:
    """Another venture of the same parties and function under the name of the first, as a renewal has it."""
    return _as_twin(report, near, f"{near.name}: {near.function}, {WORDS[near.style].lower()}")


def _as_twin(report: Reported, other: Venture, title: str) -> Reported:
    """A report of another venture under an id of its own, without money."""
    venture, reporter = report.venture, report.reporter
    words = (reporter.force_id if reporter else "", venture.name.lower().replace(" ", "-"), "twin")
    key = f"illustrative-{'-'.join(words)}"
    bare = replace(other, shares={}, cost=0, forecasts={}, delivered={}, people={}, usage={})
    rows: Rows = venture_rows(bare, key, title, venture.function)
    kept = {sheet: rows[sheet] if sheet in {"agreements", "parties", "functions"} else [] for sheet in SHEETS}
    return replace(report, agreement_id=key, rows=kept)
