"""A force's response to organised crime, made up from its residents and the region it lies in.

In scope: groups, cost, criteria, the model of the region. Out of scope: expenditure by heading.
"""

from __future__ import annotations

import datetime

from orchestration.returns.template import Value
from orchestration.synthetic_data.forces import ForceSize
from orchestration.synthetic_data.sharing import draws, wobble

MODELS = ("service_agreement", "virtual_taskforce", "dedicated_function")
_CRITERIA = ("Threats and risks identified", "Threats and risks assessed", "Activity to manage them")
_ASSESSMENTS = ("met", "met", "partly_met", "partly_met", "not_met")
_GROUPS_PER_RESIDENT = 8 / 100_000
_FEWEST_GROUPS = 6
_COST_SHARE = 0.02
# Getting Together (HMIC, 2009), section 4.2: the best region responds in full to four times as many as the weakest.
_LOWEST_RESPONSE, _HIGHEST_RESPONSE = 0.1, 0.4


def regional_model(region: str, seed: int) -> str:
    """Model of a region, the same in every year."""
    return draws(seed, "model", region).choice(MODELS)


def response_rows(size: ForceSize, gross_pence: int, seed: int, financial_year: str) -> list[dict[str, Value]]:
    """The three figures of a force at the end of the year."""
    lasting = draws(seed, "groups", size.force_id)
    yearly = draws(seed, "groups", size.force_id, financial_year)
    expected = size.population * _GROUPS_PER_RESIDENT * wobble(lasting, 0.3) * wobble(yearly, 0.03)
    groups = max(round(expected), _FEWEST_GROUPS)
    share = draws(seed, "response", size.region).uniform(_LOWEST_RESPONSE, _HIGHEST_RESPONSE)
    cost = round(gross_pence * _COST_SHARE * wobble(lasting, 0.3) / 100)
    as_at = datetime.date(int(financial_year[:4]) + 1, 3, 31)
    figures = {
        "Groups mapped": groups,
        "Groups with a full operational response": round(groups * share),
        "Cost of organised crime work (£)": cost,
    }
    return [{"figure_name": name, "figure": figure, "as_at": as_at} for name, figure in figures.items()]


def functionality_rows(size: ForceSize, seed: int) -> list[dict[str, Value]]:
    """How far the region meets each criterion, the same in every year."""
    source = draws(seed, "functionality", size.region)
    return [
        {"criterion": criterion, "assessment": source.choice(_ASSESSMENTS), "note": "Made up"}
        for criterion in _CRITERIA
    ]
