"""What a made-up board decided of the made-up ventures, and what forces said to it.

In scope: decisions, explanations, statements on outliers and what is left out of statistics, in one file. Out of scope:
ventures (`illustration.registers`), or how a workbook is written (`illustration.filled`).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from orchestration.returns.template import Value
from orchestration.synthetic_data.filled import FilledReturn, year_in_name
from orchestration.synthetic_data.forces import ForceSize
from orchestration.synthetic_data.headings import Function
from orchestration.synthetic_data.sharing import draws

BOARD = "Illustrative board"
_HEADINGS_DECIDED_ON = 6
_MEASURES = ("officers_per_1000_population", "workforce_per_1000_population", "police_staff_share_pct")
_REASONS = {
    1: "Made up: costs are gathered before anything is advised",
    2: "Made up: the spread is wide and good examples are known",
    3: "Made up: what was advised is slow to come and is looked into",
}
_WHY_NOT = (
    "Made up: the force shares the function with its local authorities",
    "Made up: partners were asked and none had room",
    "Made up: the system it bought has years to run",
)
_CONTEXTS = (
    "Made up: a large event fell into the year",
    "Made up: the force polices a port and an airport",
    "Made up: posts stood empty at the date of the count",
)
# As in 2009, when four forces were left out of the costs of human resources (Getting Together, HMIC, footnote 9).
_FORCES_LEFT_OUT = 4
_MEASURE_LEFT_OUT = "hr_cost_per_workforce_fte"
_GROUND = "Made up: the count of posts in human resources is in doubt, and the force is left out as a precaution"
_Row = dict[str, Value]


def board_file(
    chosen: Sequence[ForceSize],
    registers: Sequence[FilledReturn],
    functions: Sequence[Function],
    seed: int,
    last_year: str,
) -> FilledReturn:
    """The file of the board at the end of the last year.

    Args:
        chosen: Forces of the set, some of which explain or make statements.
        registers: Registers of the set, of which the board decides on some ventures.
        functions: Headings of the year.
        seed: Decides what is drawn.
        last_year: As 2022/23.
    """
    headings = [part.heading.name for function in functions for part in function.parts]
    end = datetime.date(int(last_year[:4]) + 1, 3, 31)
    about = {"Board": BOARD, "Reporter": "Made up by the hub", "As at": end.isoformat()}
    rows = {
        "levels": [*_on_functions(headings, end, seed), *_on_agreements(registers, end, seed)],
        "explanations": _explanations(chosen, headings, end, seed),
        "contexts": _contexts(chosen, end, seed, last_year),
        "exclusions": _left_out(chosen, end, seed, last_year),
    }
    stem = f"board_decisions_illustrative_{year_in_name(last_year)}"
    return FilledReturn("board_decisions", None, BOARD, last_year, about, rows, stem)


def _on_functions(headings: Sequence[str], end: datetime.date, seed: int) -> list[_Row]:
    """A first decision on some headings, and for every other one a later one that supersedes it."""
    source = draws(seed, "board", "functions")
    rows: list[_Row] = []
    for number, heading in enumerate(source.sample(headings, min(_HEADINGS_DECIDED_ON, len(headings))), start=1):
        level = source.randint(1, 2)
        first = f"illustrative-function-{number}"
        about: _Row = {"subject": "function", "heading_name": heading}
        rows.append(_decision(first, level, _before(end, source.randint(400, 900)), about))
        if number % 2:
            later = {**about, "supersedes_decision_id": first}
            rows.append(_decision(f"{first}-again", level + 1, _before(end, source.randint(30, 360)), later))
    return rows


def _on_agreements(registers: Sequence[FilledReturn], end: datetime.date, seed: int) -> list[_Row]:
    """A decision on the first venture of each register that has one."""
    source = draws(seed, "board", "agreements")
    ventures = [register.rows["agreements"][0]["agreement_id"] for register in registers if register.rows["agreements"]]
    return [
        _decision(
            f"illustrative-agreement-{number}",
            source.randint(1, 3),
            _before(end, source.randint(30, 700)),
            {"subject": "agreement", "agreement_id": venture},
        )
        for number, venture in enumerate(ventures, start=1)
    ]


def _decision(decision_id: str, level: int, day: datetime.date, about: _Row) -> _Row:
    return {
        "decision_id": decision_id,
        **about,
        "level_of_support": level,
        "decided_on": day,
        "decided_by": BOARD,
        "reason": _REASONS[level],
        "review_date": day + datetime.timedelta(days=730),
    }


def _explanations(chosen: Sequence[ForceSize], headings: Sequence[str], end: datetime.date, seed: int) -> list[_Row]:
    """Every other force explains one heading; some of the explanations are past their review."""
    source = draws(seed, "board", "explanations")
    rows: list[_Row] = []
    for force in chosen[::2]:
        day = _before(end, source.randint(30, 900))
        rows.append(
            {
                "force_name": force.name,
                "heading_name": source.choice(headings),
                "reason": source.choice(_WHY_NOT),
                "explained_on": day,
                "review_date": day + datetime.timedelta(days=365),
            }
        )
    return rows


def _contexts(chosen: Sequence[ForceSize], end: datetime.date, seed: int, last_year: str) -> list[_Row]:
    """Every third force says what a reader of one of its figures must know."""
    source = draws(seed, "board", "contexts")
    return [
        {
            "force_name": force.name,
            "measure_id": source.choice(_MEASURES),
            "financial_year": last_year,
            "context": source.choice(_CONTEXTS),
            "warranted": source.choice(("yes", "partly", "no")),
            "given_on": _before(end, source.randint(1, 60)),
            "given_by": "Chief finance officer",
        }
        for force in chosen[::3]
    ]


def _left_out(chosen: Sequence[ForceSize], end: datetime.date, seed: int, last_year: str) -> list[_Row]:
    """Four forces, or half of a smaller set, are left out of one measure of the last year."""
    source = draws(seed, "board", "left out")
    return [
        {
            "force_name": force.name,
            "measure_id": _MEASURE_LEFT_OUT,
            "financial_year": last_year,
            "ground": _GROUND,
            "decided_on": end,
            "decided_by": BOARD,
        }
        for force in source.sample(list(chosen), min(_FORCES_LEFT_OUT, len(chosen) // 2))
    ]


def _before(end: datetime.date, days: int) -> datetime.date:
    return end - datetime.timedelta(days=days)
