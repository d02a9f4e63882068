"""What a force must save over the spending review, made up from its gross expenditure.

In scope: the three amounts. Out of scope: expenditure (`illustration.expenditure`).
"""

from __future__ import annotations

from orchestration.returns.template import Value
from orchestration.synthetic_data.sharing import draws

# First financial year each spending review holds for, and the year it was announced.
_REVIEWS = (("2025/26", "2025"), ("2022/23", "2021"), ("2021/22", "2020"), ("2020/21", "2019"), ("2016/17", "2015"),
            ("2015/16", "2013"), ("2011/12", "2010"), ("2008/09", "2007"))  # fmt: skip
_EARLIEST_REVIEW = "2004"
_PENCE_IN_A_THOUSAND = 100_000


def spending_review(financial_year: str) -> str:
    """Year in which the spending review of a financial year was announced."""
    return next((review for first, review in _REVIEWS if financial_year >= first), _EARLIEST_REVIEW)


def savings_rows(force_id: str, gross_pence: int, seed: int, review: str) -> list[dict[str, Value]]:
    """The three amounts of a force, in whole thousands of pounds, from its gross expenditure of the year."""
    source = draws(seed, "savings", force_id, review)
    required = _rounded(gross_pence * source.uniform(0.08, 0.12))
    planned = _rounded(required * 100 * source.uniform(0.9, 1.0))
    collaboration = _rounded(planned * 100 * source.uniform(0.04, 0.16))
    return [
        {"amount_name": "Savings required", "amount_gbp": required, "note": "Made up"},
        {"amount_name": "Savings planned", "amount_gbp": planned, "note": "Made up"},
        {"amount_name": "Of planned: by collaboration", "amount_gbp": collaboration, "note": "Made up"},
    ]


def _rounded(pence: float) -> int:
    """Pence as pounds, rounded to thousands."""
    return round(pence / _PENCE_IN_A_THOUSAND) * 1000
