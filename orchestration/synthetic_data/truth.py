"""What should come out of the registers of the made-up set: a list beside it that tests compare the marts with.

In scope: which reports are one agreement, the national totals, the withdrawals, the disagreements, by what was planted
and not by what the warehouse does. Out of scope: planting (`illustration.disagreements`), and money and parties over
time (`illustration.truth_over_time`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from orchestration.returns.template import Value
from orchestration.synthetic_data.disagreements import FIELDS, is_twin
from orchestration.synthetic_data.registers import Reported
from orchestration.synthetic_data.truth_over_time import over_time
from orchestration.synthetic_data.venture_rows import Row

_KEYS: Mapping[str, tuple[str, ...]] = {
    "agreements": (),
    "parties": ("party_name",),
    "contributions": ("party_name", "financial_year"),
    "costs": ("party_name", "financial_year", "kind", "status"),
    "benefits": ("party_name", "financial_year", "kind", "recurrence"),
    "usage": ("party_name",),
}
_SUMMED = (
    ("contributions", "amount_gbp"), ("costs", "amount_gbp"), ("benefits", "forecast_gbp"),
    ("benefits", "delivered_gbp"), ("workforce", "people"), ("usage", "quantity"),
)  # fmt: skip
_WORKFORCE_KEY = ("party_name", "worker_type")


@dataclass(frozen=True)
class Disagreement:
    """A field on which a report that is set aside differs from the value that stands."""

    venture: str
    table_name: str
    column_name: str
    party: str | None
    financial_year: str | None
    value_kept: Value
    value_set_aside: Value
    file_set_aside: str


@dataclass(frozen=True)
class Withdrawal:
    """A party that left a venture which goes on without it, and what that cost it, pounds."""

    venture: str
    party: str
    left_date: str
    exit_cost_gbp: int


def truth_of(reports: Sequence[Reported]) -> dict[str, Any]:
    """Groups of reports that are one agreement, pairs in doubt, totals, and money over time, for JSON."""
    together: dict[str, list[Reported]] = defaultdict(list)
    for report in reports:
        together[report.agreement_id if is_twin(report) else report.venture.key].append(report)
    for found in together.values():
        found.sort(key=_standing)
    return {
        "agreements": [
            {"venture": key, "reports": [[f"{each.stem}.xlsx", each.agreement_id] for each in found]}
            for key, found in together.items()
        ],
        "doubtful": [[each.agreement_id, each.venture.key] for each in reports if is_twin(each)],
        "totals": {f"{sheet}.{column}": _total(together, sheet, column) for sheet, column in _SUMMED},
        "withdrawals": [asdict(each) for key, found in together.items() for each in _withdrawals(key, found)],
        "disagreements": [asdict(each) for key, found in together.items() for each in _disagreements(key, found)],
        "over_time": over_time({key: found for key, found in together.items() if not is_twin(found[0])}),
    }


def _standing(report: Reported) -> tuple[int, str]:
    """The lead's register first, then the region's, which has the later facts, then the others."""
    lead = report.venture.lead
    if lead and report.reporter == lead:
        return (0, report.stem)
    return (1 if report.reporter is None else 2, report.stem)


def _rows(reports: Sequence[Reported], sheet: str) -> dict[tuple[Value, ...], list[tuple[Reported, Row]]]:
    """Rows of one agreement by key, those of the first report first."""
    key = _KEYS.get(sheet, _WORKFORCE_KEY)
    found: dict[tuple[Value, ...], list[tuple[Reported, Row]]] = defaultdict(list)
    for report in reports:
        for row in report.rows[sheet]:
            found[tuple(row[name] for name in key)].append((report, row))
    return found


def _total(together: Mapping[str, Sequence[Reported]], sheet: str, column: str) -> int:
    """Sum over agreements of the value that stands, each once."""
    values = (said[0][1][column] for found in together.values() for said in _rows(found, sheet).values())
    return sum(value for value in values if isinstance(value, int))


def _withdrawals(key: str, reports: Sequence[Reported]) -> Iterator[Withdrawal]:
    costs = _rows(reports, "costs")
    leaver = reports[0].venture.left
    for (party,), said in _rows(reports, "parties").items():
        left = said[0][1]["left_date"]
        # Who has announced it has not left yet.
        if left and leaver and party == leaver.name:
            paid = [
                rows[0][1]["amount_gbp"]
                for (payer, _, kind, _), rows in costs.items()
                if (payer, kind) == (party, "exit")
            ]
            yield Withdrawal(key, str(party), str(left), sum(each for each in paid if isinstance(each, int)))


def _disagreements(key: str, reports: Sequence[Reported]) -> Iterator[Disagreement]:
    # A report under an id of its own words the title its own way.
    for sheet, column in (("agreements", "title"), *((sheet, column) for sheet, column, _ in FIELDS)):
        for said in _rows(reports, sheet).values():
            # A report that leaves a field blank does not disagree.
            stated = [(report, row) for report, row in said if row[column] is not None]
            kept = stated[0][1][column] if stated else None
            for report, row in stated[1:]:
                if row[column] != kept:
                    party, year = row.get("party_name"), row.get("financial_year")
                    yield Disagreement(
                        key, sheet, column, str(party) if party else None, str(year) if year else None, kept,
                        row[column], f"{report.stem}.xlsx",
                    )  # fmt: skip
