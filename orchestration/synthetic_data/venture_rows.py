"""The rows that a register prints of a venture.

In scope: the sheets of a register, from the facts of a venture. Out of scope: the facts (`illustration.ventures`), who
reports what (`illustration.registers`).
"""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.returns.template import Value
from orchestration.synthetic_data.forces import ForceSize
from orchestration.synthetic_data.sharing import shared
from orchestration.synthetic_data.ventures import WORDS, Venture, financial_year

Row = dict[str, Value]
Rows = dict[str, list[Row]]
SHEETS = (
    "agreements", "parties", "functions", "contributions", "events", "benefits", "costs", "workforce",
    "business_cases", "usage", "contacts",
)  # fmt: skip
_STATED = (
    "risks_of_going_ahead", "risks_of_not_going_ahead", "effect_on_workforce", "effect_on_public", "costs_stated",
    "dependencies_stated", "exit_stated",
)  # fmt: skip


_LEAVING = "Made up: it serves itself now"
_ENDING = "Made up: the need has gone"


def venture_rows(venture: Venture, key: str, title: str, function: str) -> Rows:
    """Every row of a venture by sheet, under an Agreement id, title and function name of the reporter's own."""
    rows: Rows = {
        "agreements": [_agreement(venture, title)],
        "parties": _parties(venture),
        "functions": [{"function_name": function, "heading_name": venture.function}],
        "contributions": _contributions(venture),
        "events": _events(venture),
        "benefits": _benefits(venture, function),
        "costs": _costs(venture),
        "workforce": _workforce(venture, function),
        "business_cases": _business_cases(venture, function),
        "usage": _usage(venture),
        "contacts": [{"contact_post": f"Head of {venture.name}", "body_name": venture.group[0].name}],
    }
    cited: Row = {
        "agreement_id": key,
        "source_document": "illustrative-national-set",
        "source_place": f"venture {venture.number} of {venture.region}",
    }
    return {sheet: [{**row, **cited} for row in rows[sheet]] for sheet in SHEETS}


def case_id(venture: Venture, number: int) -> str:
    """Stable key of a case, the same in every register."""
    return f"{venture.key}-case-{number}"


def _agreement(venture: Venture, title: str) -> Row:
    return {
        "title": title,
        "objective": f"Made up: {WORDS[venture.style].lower()} {venture.function} between {len(venture.group)} forces",
        "programme": venture.programme,
        "style": venture.style,
        "legal_basis": venture.legal_basis,
        "scale": venture.scale,
        "region": venture.region,
        "lead_force": venture.lead.name if venture.lead else None,
        "notice_months": venture.notice_months,
        "exit_rule": venture.exit_rule,
        "publication_status": "summary",
        "stage": venture.stage,
        "start_date": None if venture.stage == "approved" else str(venture.start),
        "end_date": venture.end.isoformat() if venture.end else None,
        "stage_reason": _ENDING if venture.end else None,
        "note": "Made up",
    }


def _parties(venture: Venture) -> list[Row]:
    return [
        {
            "party_name": force.name,
            "party_type": "force",
            "role": "lead" if force == venture.lead else "partner",
            **_dates(venture, force),
        }
        for force in venture.group
    ]


def _dates(venture: Venture, force: ForceSize) -> Row:
    """Dates of the parties sheet; who left and joined again is in the events."""
    stays = venture.stays_of(force.force_id)
    joined, left = stays[0].from_date, stays[0].to_date if len(stays) == 1 else None
    return {
        "joined_date": joined.isoformat() if joined else None,
        "left_date": left.isoformat() if left else None,
        "reason": _LEAVING if left else "Made up: to share costs" if joined else None,
    }


def _events(venture: Venture) -> list[Row]:
    start = venture.start
    life: list[tuple[str, str, ForceSize | None, str | None]] = [
        ("outline_business_case", f"{start - 2}-06", None, None),
        ("full_business_case", f"{start - 1}-03", None, None),
        ("approved", f"{start - 1}-09", None, None),
    ]
    if venture.stage != "approved":
        life.append(("commenced", f"{start}-04", None, None))
    for force in venture.group:
        first, *again = venture.stays_of(force.force_id)
        if first.to_date and (again or force == venture.left):
            life.append(("party_left", first.to_date.isoformat(), force, _LEAVING))
        life.extend(
            ("party_joined", stay.from_date.isoformat(), force, "Made up: costs rose")
            for stay in again
            if stay.from_date
        )
    if venture.stage == "in_review":
        life.append(("in_review", f"{venture.last_start}-05", None, None))
    if venture.end:
        life.append(("ended", venture.end.isoformat(), None, _ENDING))
    return [
        {
            "sequence": number,
            "event": event,
            "event_date": date,
            "party_name": party.name if party else None,
            "reason": reason,
        }
        for number, (event, date, party, reason) in enumerate(life, start=1)
    ]


def _by_share(venture: Venture, year: int) -> dict[str, int]:
    """Cost of a year in pounds, shared out among the parties of that year."""
    shares = venture.shares[year]
    return dict(zip(shares, shared(venture.cost, list(shares.values())), strict=True))


def _contributions(venture: Venture) -> list[Row]:
    return [
        {
            "party_name": force.name,
            "financial_year": financial_year(year),
            "basis": "agreed",
            "share_pct": shares[force.force_id] / 100,
            "amount_gbp": _by_share(venture, year)[force.force_id],
        }
        for year, shares in venture.shares.items()
        for force in venture.parties_in(year)
        if (year, force.force_id) not in venture.silent
    ]


def _costs(venture: Venture) -> list[Row]:
    names = {force.force_id: force.name for force in venture.group}
    rows: list[Row] = [
        _cost(force.name, year, "running", _by_share(venture, year)[force.force_id], "actual")
        for year in venture.shares
        for force in venture.parties_in(year)
    ]
    rows.extend(
        _cost(names[cost.party] if cost.party else None, cost.year, cost.kind, cost.amount, cost.status)
        for cost in venture.costs
    )
    leaver = venture.left or (venture.group[-1] if venture.end else None)
    if leaver and not any(cost.kind == "exit" for cost in venture.costs):
        rows.append(_cost(leaver.name, venture.years[-1], "exit", 10_000 + 100 * venture.number, "actual"))
    return rows


def _cost(party: str | None, year: int, kind: str, amount: int, status: str) -> Row:
    return {
        "party_name": party, "financial_year": financial_year(year), "kind": kind, "amount_gbp": amount,
        "status": status,
    }  # fmt: skip


def _benefits(venture: Venture, function: str) -> list[Row]:
    rows: list[Row] = []
    for force in venture.group:
        party = force.force_id
        named = venture.forecasts.get(party, {})
        promised = _printed(named, venture.amount_is or "in_year")
        reached = _printed(venture.delivered.get(party, {}), venture.amount_is or "new_from_year")
        rows.extend(
            _benefit(venture, force, function, year, "recurrent", (promised[year], reached.get(year))) for year in named
        )
        rows.extend(
            _benefit(venture, force, function, year, "one_off", amounts)
            for year, amounts in venture.one_offs.get(party, {}).items()
        )
        rows.extend(
            _benefit(venture, force, function, year, "recurrent", (amount, None))
            for (of, year), amount in venture.too_late.items()
            if of == party
        )
    return rows


def _printed(levels: Mapping[int, int], amount_is: str) -> dict[int, int]:
    """Levels as the register prints them: each as it is, or what is new over the level before."""
    before = [0, *levels.values()]
    return {
        year: level - (before[place] if amount_is == "new_from_year" else 0)
        for place, (year, level) in enumerate(levels.items())
    }


def _benefit(
    venture: Venture, force: ForceSize, function: str, year: int, recurrence: str, amounts: tuple[int, int | None]
) -> Row:
    return {
        "party_name": force.name,
        "financial_year": financial_year(year),
        "function_name": function,
        "kind": "cashable",
        "recurrence": recurrence,
        "amount_is": venture.amount_is,
        "forecast_gbp": amounts[0],
        "delivered_gbp": amounts[1],
    }


def _workforce(venture: Venture, function: str) -> list[Row]:
    return [
        {
            "function_name": function,
            "party_name": force.name,
            "as_at": f"{venture.last_start + 1}-03-31",
            "worker_type": worker_type,
            "location": "in_unit",
            "basis": "fte",
            "people": count,
        }
        for force in venture.group
        if force.force_id in venture.people
        for worker_type, count in zip(("police_officer", "police_staff"), venture.people[force.force_id], strict=True)
    ]


def _business_cases(venture: Venture, function: str) -> list[Row]:
    names = {force.force_id: force.name for force in venture.group}
    return [
        {
            "case_id": case_id(venture, case.number),
            "party_name": names[case.party] if case.party else None,
            "function_name": function,
            "case_stage": "approved",
            "approved_date": f"{case.year_zero}-09" if case.is_approved else None,
            "budget_year": financial_year(venture.years[-1]),
            "budget_without_collaboration_gbp": case.cost_alone,
            "saving_forecast_gbp": case.saving,
            "capital_cost_gbp": case.capital,
            "optimism_bias_pct": case.bias_pct,
            "appraisal_years": case.years,
            **{
                name: "stated" if (venture.number + place) % 5 else "absent" for place, name in enumerate(_STATED)
            },
        }
        for case in venture.cases
    ]  # fmt: skip


def _usage(venture: Venture) -> list[Row]:
    return [
        {
            "party_name": force.name,
            "financial_year": financial_year(venture.last_start),
            "usage_measure": "deployments",
            "quantity": venture.usage[force.force_id],
        }
        for force in venture.group
        if force.force_id in venture.usage
    ]
