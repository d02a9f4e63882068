"""Disagreements between registers of the made-up set, planted on request, and twins that are in doubt.

Belongs here: changing what a force's own register says of a venture. Does not belong here: defects of a file
(`illustration.defects`), or what should come out (`illustration.truth`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestration.illustration.registers import Reported
from orchestration.illustration.sharing import draws
from orchestration.illustration.venture_rows import SHEETS, Row, Rows, venture_rows

_SHARE_PLANTED = 0.1
_SHARE_OF_TWINS = 0.02
# Sheet and field that a report is made to differ in, and by how much.
FIELDS = (
    ("agreements", "notice_months", 3),
    ("contributions", "amount_gbp", 500),
    ("costs", "amount_gbp", 1000),
    ("benefits", "delivered_gbp", 1000),
    ("usage", "quantity", 7),
)


def with_disagreements(reports: Sequence[Reported], seed: int) -> list[Reported]:
    """The reports, some of those in forces' own registers with one field changed or made a doubtful twin."""
    source = draws(seed, "disagreements")
    with_twin: set[str] = set()
    changed = []
    for each in reports:
        draw = source.random()
        if each.reporter is None or draw >= _SHARE_PLANTED + _SHARE_OF_TWINS:
            changed.append(each)
        elif draw < _SHARE_OF_TWINS and each.venture.key not in with_twin:
            with_twin.add(each.venture.key)
            changed.append(_twin(each))
        else:
            possible = [field for field in FIELDS if each.rows[field[0]]]
            changed.append(_changed(each, *source.choice(possible)))
    return changed


def is_twin(report: Reported) -> bool:
    """Whether the report was made a twin in doubt."""
    return report.agreement_id.endswith("-twin")


def _changed(report: Reported, sheet: str, column: str, by: int) -> Reported:
    first, *others = report.rows[sheet]
    value = first[column]
    changed: Row = {**first, column: (value if isinstance(value, int) else 0) + by}
    return replace(report, rows={**report.rows, sheet: [changed, *others]})


def _twin(report: Reported) -> Reported:
    """The venture under another title and a year later, without money: a reader could not tell whether it is it."""
    venture, reporter = report.venture, report.reporter
    words = (reporter.force_id if reporter else "", venture.name.lower().replace(" ", "-"), "twin")
    key = f"illustrative-{'-'.join(words)}"
    later = replace(
        venture, start=venture.start + 1, shares={}, cost=0, forecasts={}, delivered={}, people={}, usage={}
    )
    rows: Rows = venture_rows(later, key, f"Working together across the area on {venture.function}", venture.function)
    kept = {sheet: rows[sheet] if sheet in {"agreements", "parties", "functions"} else [] for sheet in SHEETS}
    return replace(report, agreement_id=key, rows=kept)
