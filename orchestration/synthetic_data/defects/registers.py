"""Defects of registers: what one sheet says of another, dates out of order, reasons left out. The CR codes.

In scope: a small register of one made-up venture, and one defect in it. Out of scope: the registers of the
set, which stay as they are (`illustration.registers`), and what is compared with the day or with another register
(`defects.registers_compared`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from orchestration.returns.template import Value
from orchestration.synthetic_data.defects.grid import Grid, GridSheet, grid_bytes
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.filled import REGISTER, FilledReturn

_FIRST, _SECOND = 1, 2
_REASON = "Reason for stage"


def in_a_register(rule_id: str) -> Callable[[Callable[[Grid], Mark]], Callable[[Grid], Mark]]:
    """Register a function that plants a defect in a small register, which is sent beside those of the set."""

    def register(change: Callable[[Grid], Mark]) -> Callable[[Grid], Mark]:
        def plant(original: Original) -> Outcome:
            filled = small_register(original.filled, rule_id)
            grid = original.grid(filled)
            mark = change(grid)
            return Outcome(((filled.file_name, grid_bytes(grid)),), ((filled.file_name, mark),), keeps_clean=True)

        plant.__name__ = change.__name__
        on_file(rule_id, REGISTER, adds_a_file=True)(plant)
        return change

    return register


def small_register(filled: FilledReturn, rule_id: str, copy: str = "") -> FilledReturn:
    """A register of one venture of two forces in which nothing is wrong; `copy` tells two of one venture apart."""
    code = rule_id.lower()
    about = {**filled.about, "Register": f"Illustrative register: {filled.force_name}, {rule_id}{copy}"}
    return replace(filled, about=about, rows=_venture(f"illustrative-{code}"), stem=f"{filled.stem}_{code}{copy}")


def _venture(key: str) -> Mapping[str, list[dict[str, Value]]]:
    year = "2015/16"
    rows: dict[str, list[dict[str, Value]]] = {
        "agreements": [
            {
                "title": f"Joint unit {key}", "programme": "Illustrative", "style": "joint_venture",
                "legal_basis": "s22A", "scale": "bilateral", "stage": "live", "start_date": "2014-04",
                "review_date": "2099", "lead_force": "Kent",
            }
        ],
        "parties": [
            {"party_name": "Kent", "party_type": "force", "role": "lead", "joined_date": "2014"},
            {"party_name": "Essex", "party_type": "force", "role": "partner", "joined_date": "2014"},
        ],
        "contributions": [
            {"party_name": name, "financial_year": year, "basis": "agreed", "share_pct": percent, "staff_fte": 2}
            for name, percent in (("Kent", 60), ("Essex", 40))
        ],
        "events": [
            {"sequence": 1, "event": "approved", "event_date": "2013-11"},
            {"sequence": 2, "event": "commenced", "event_date": "2014-04"},
        ],
        "benefits": [
            {
                "party_name": "Kent", "financial_year": year, "function_name": "Joint unit", "kind": "cashable",
                "recurrence": "recurrent", "amount_is": "in_year", "forecast_gbp": 20_000, "delivered_gbp": 15_000,
            }
        ],
        "costs": [{"party_name": "Kent", "financial_year": year, "kind": "running", "amount_gbp": 90_000}],
    }  # fmt: skip
    cited: dict[str, Value] = {
        "agreement_id": key, "source_document": "illustrative-national-set", "source_place": "made up"
    }  # fmt: skip
    return {name: [{**each, **cited} for each in of_table] for name, of_table in rows.items()}


def put(
    sheet: GridSheet, row: int, heading: str, cell: str | float | None, note: str = "", also: tuple[str, ...] = ()
) -> Mark:
    """Write a cell of a register, and say so."""
    return Mark("nothing" if cell is None else str(cell), sheet.name, sheet.put(row, heading, cell), note, also)


@in_a_register("C16")
def share_with_a_sign(grid: Grid) -> Mark:
    """A share written with the sign of a percentage."""
    return put(grid.sheet("Contributions"), _FIRST, "Share (%)", "60%")


@in_a_register("CR01")
def not_progressed_without_reason(grid: Grid) -> Mark:
    """An area that was considered and not progressed, and nobody recorded why."""
    grid.sheet("Agreements").put(_FIRST, "Stage", "considered_not_progressed")
    return put(grid.sheet("Agreements"), _FIRST, _REASON, "No reason recorded")


@in_a_register("CR02")
def agreement_not_listed(grid: Grid) -> Mark:
    """An event of an agreement that is not in the register."""
    return put(grid.sheet("Events"), _SECOND, "Agreement id", "illustrative-unknown")


@in_a_register("CR03")
def shares_above_the_whole(grid: Grid) -> Mark:
    """Shares of 61 and 40 per cent."""
    return put(grid.sheet("Contributions"), _FIRST, "Share (%)", 61)


@in_a_register("CR04")
def lead_not_a_party(grid: Grid) -> Mark:
    """A lead force that is no party."""
    return put(grid.sheet("Agreements"), _FIRST, "Lead force", "Surrey")


@in_a_register("CR05")
def cost_of_a_stranger(grid: Grid) -> Mark:
    """A cost borne by a force that is no party."""
    return put(grid.sheet("Costs"), _FIRST, "Party", "Surrey")


@in_a_register("CR06")
def end_before_start(grid: Grid) -> Mark:
    """An end the year before the start."""
    return put(grid.sheet("Agreements"), _FIRST, "End date", "2013", also=("CR11",))


@in_a_register("CR07")
def left_before_joining(grid: Grid) -> Mark:
    """A party that left, with a reason, before it joined."""
    sheet = grid.sheet("Parties")
    sheet.put(_SECOND, "Reason", "Made up")
    return put(sheet, _SECOND, "Left", "2013-12")


@in_a_register("CR08")
def review_before_start(grid: Grid) -> Mark:
    """A review the month before the start."""
    return put(grid.sheet("Agreements"), _FIRST, "Review date", "2014-03", also=("CR10",))


@in_a_register("CR09")
def withdrawal_without_account(grid: Grid) -> Mark:
    """An agreement that was given notice, without cost or business case."""
    grid.sheet("Agreements").put(_FIRST, _REASON, "Made up")
    return put(grid.sheet("Agreements"), _FIRST, "Stage", "notice_given")


@in_a_register("CR12")
def end_without_reason(grid: Grid) -> Mark:
    """A party that left and nobody wrote down why."""
    grid.sheet("Parties").put(_SECOND, "Left", "2016")
    return put(grid.sheet("Parties"), _SECOND, "Reason", None, "because of the cell under Left")


@in_a_register("CR13")
def not_implemented_without_reason(grid: Grid) -> Mark:
    """An agreement that was approved and not implemented, and nobody wrote down why."""
    grid.sheet("Agreements").put(_FIRST, "Stage", "approved_not_implemented")
    return put(grid.sheet("Agreements"), _FIRST, _REASON, None, "because of the stage")


@in_a_register("CR14")
def benefit_without_forecast(grid: Grid) -> Mark:
    """A benefit delivered that nobody promised."""
    sheet = grid.sheet("Benefits")
    sheet.put(_FIRST, "Forecast (£)", None)
    return put(sheet, _FIRST, "Delivered (£)", 15_000)


@in_a_register("CR15")
def live_without_start(grid: Grid) -> Mark:
    """A live agreement without a start."""
    return put(grid.sheet("Agreements"), _FIRST, "Start date", None)


@in_a_register("CR16")
def joint_with_one_party(grid: Grid) -> Mark:
    """A joint venture with one party, whose contributions alone are listed."""
    parties = grid.sheet("Parties")
    parties.put(_SECOND, "Role", "not_a_party")
    del grid.sheet("Contributions").rows[_SECOND]
    grid.sheet("Contributions").put(_FIRST, "Share (%)", 100)
    sheet = grid.sheet("Agreements")
    return put(sheet, _FIRST, "Style", "joint_venture")


@in_a_register("CR17")
def in_kind_without_people(grid: Grid) -> Mark:
    """A contribution in kind without people."""
    sheet = grid.sheet("Contributions")
    sheet.put(_FIRST, "Staff in kind (FTE)", None)
    return put(sheet, _FIRST, "Basis", "in_kind")


@in_a_register("CR18")
def events_out_of_order(grid: Grid) -> Mark:
    """A second event dated before the first."""
    return put(grid.sheet("Events"), _SECOND, "Date", "2012")
