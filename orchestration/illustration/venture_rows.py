"""The rows that a register prints of a venture.

Belongs here: the sheets of a register, from the facts of a venture. Does not belong here: the facts
(`illustration.ventures`), or who reports what (`illustration.registers`).
"""

from __future__ import annotations

from orchestration.illustration.forces import ForceSize
from orchestration.illustration.sharing import shared
from orchestration.illustration.ventures import WORDS, Venture
from orchestration.returns.template import Value

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
        "business_cases": _business_cases(venture, key, function),
        "usage": _usage(venture),
        "contacts": [{"contact_post": f"Head of {venture.name}", "body_name": venture.group[0].name}],
    }
    cited: Row = {
        "agreement_id": key,
        "source_document": "illustrative-national-set",
        "source_place": f"venture {venture.number} of {venture.region}",
    }
    return {sheet: [{**row, **cited} for row in rows[sheet]] for sheet in SHEETS}


def _agreement(venture: Venture, title: str) -> Row:
    is_approved, has_ended = venture.stage == "approved", venture.stage == "ended"
    return {
        "title": title,
        "objective": f"Made up: {WORDS[venture.style].lower()} {venture.function} between {len(venture.group)} forces",
        "programme": f"Illustrative: {venture.region}",
        "style": venture.style,
        "legal_basis": venture.legal_basis,
        "scale": venture.scale,
        "region": venture.region,
        "lead_force": venture.lead.name if venture.lead else None,
        "notice_months": venture.notice_months,
        "exit_rule": "shared",
        "publication_status": "summary",
        "stage": venture.stage,
        "start_date": None if is_approved else str(venture.start),
        "end_date": f"{venture.last_start}-09" if has_ended else None,
        "stage_reason": "Made up: the need has gone" if has_ended else None,
        "note": "Made up",
    }


def _parties(venture: Venture) -> list[Row]:
    return [
        {
            "party_name": force.name,
            "party_type": "force",
            "role": "lead" if force == venture.lead else "partner",
            "left_date": f"{venture.last_start}-03-31" if force == venture.left else None,
            "reason": "Made up: it serves itself now" if force == venture.left else None,
        }
        for force in venture.group
    ]


def _events(venture: Venture) -> list[Row]:
    start = venture.start
    life: list[tuple[str, str, ForceSize | None, str | None]] = [
        ("outline_business_case", f"{start - 2}-06", None, None),
        ("full_business_case", f"{start - 1}-03", None, None),
        ("approved", f"{start - 1}-09", None, None),
    ]
    if venture.stage != "approved":
        life.append(("commenced", f"{start}-04", None, None))
    if venture.left:
        life.append(("party_left", f"{venture.last_start}-03-31", venture.left, "Made up: it serves itself now"))
    if venture.stage == "in_review":
        life.append(("in_review", f"{venture.last_start}-05", None, None))
    if venture.stage == "ended":
        life.append(("ended", f"{venture.last_start}-09", None, "Made up: the need has gone"))
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


def _by_share(venture: Venture, year: str) -> dict[str, int]:
    """Cost of a year in pounds, shared out among the parties of that year."""
    shares = venture.shares[year]
    return dict(zip(shares, shared(venture.cost, list(shares.values())), strict=True))


def _contributions(venture: Venture) -> list[Row]:
    return [
        {
            "party_name": force.name,
            "financial_year": year,
            "basis": "agreed",
            "share_pct": shares[force.force_id] / 100,
            "amount_gbp": _by_share(venture, year)[force.force_id],
        }
        for year, shares in venture.shares.items()
        for force in venture.parties_in(year)
    ]


def _costs(venture: Venture) -> list[Row]:
    rows: list[Row] = [
        {
            "party_name": force.name,
            "financial_year": year,
            "kind": "running",
            "amount_gbp": _by_share(venture, year)[force.force_id],
            "status": "actual",
        }
        for year in venture.shares
        for force in venture.parties_in(year)
    ]
    leaver = venture.left or (venture.group[-1] if venture.stage == "ended" else None)
    if leaver:
        rows.append(
            {
                "party_name": leaver.name, "financial_year": venture.years[-1], "kind": "exit",
                "amount_gbp": 10_000 + 100 * venture.number, "status": "actual",
            }
        )  # fmt: skip
    return rows


def _benefits(venture: Venture, function: str) -> list[Row]:
    return [
        {
            "party_name": force.name,
            "financial_year": year,
            "function_name": function,
            "kind": "cashable",
            "recurrence": "recurrent",
            "forecast_gbp": venture.forecasts[force.force_id],
            "delivered_gbp": venture.delivered[year, force.force_id],
        }
        for year in venture.years
        for force in venture.parties_in(venture.years[-1])
        if venture.forecasts
    ]


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


def _business_cases(venture: Venture, key: str, function: str) -> list[Row]:
    if not venture.forecasts:
        return []
    saving = sum(venture.forecasts.values())
    return [
        {
            "case_id": f"{key}-case",
            "function_name": function,
            "case_stage": "approved",
            "approved_date": f"{venture.start - 1}-09",
            "budget_year": venture.years[-1],
            "budget_without_collaboration_gbp": venture.cost + saving,
            "saving_forecast_gbp": saving,
            "capital_cost_gbp": venture.cost // 4,
            "appraisal_years": 10,
            **{
                name: "stated" if (venture.number + place) % 5 else "absent" for place, name in enumerate(_STATED)
            },
        }
    ]  # fmt: skip


def _usage(venture: Venture) -> list[Row]:
    return [
        {
            "party_name": force.name,
            "financial_year": venture.years[-1],
            "usage_measure": "deployments",
            "quantity": venture.usage[force.force_id],
        }
        for force in venture.group
        if force.force_id in venture.usage
    ]
