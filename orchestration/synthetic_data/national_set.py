"""The illustrative national set: returns of every force and year, registers of their regions, a board's file, peers.

In scope: which files there are. Out of scope: writing them (`illustration.example_returns`), figures, or defects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.returns.template import Value
from orchestration.settings import Settings
from orchestration.synthetic_data.board import board_file
from orchestration.synthetic_data.disagreements import with_disagreements
from orchestration.synthetic_data.expenditure import (
    Money,
    completed,
    expenditure_rows,
    gross_of,
    national_estimate,
    national_outturn,
    outside_pay,
)
from orchestration.synthetic_data.filled import FilledReturn, force_return
from orchestration.synthetic_data.forces import ForceSize, force_sizes
from orchestration.synthetic_data.headings import Function, functions_of_year
from orchestration.synthetic_data.organised_crime import functionality_rows, regional_model, response_rows
from orchestration.synthetic_data.peers import peer_files
from orchestration.synthetic_data.procurement import procurement_lines
from orchestration.synthetic_data.registers import Reported, registers, reported_ventures
from orchestration.synthetic_data.savings import savings_rows, spending_review
from orchestration.synthetic_data.sharing import draws
from orchestration.synthetic_data.workforce import Workforce, national_workforce, workforce_rows

LAST_YEAR = "2022/23"


class ExampleSetError(Exception):
    """A set that cannot be made as asked; the message says what would do."""


@dataclass(frozen=True)
class NationalYear:
    """Figures of all forces in one year, before any file is written."""

    financial_year: str
    sizes: tuple[ForceSize, ...]
    functions: tuple[Function, ...]
    workforce: Workforce
    estimate: Money
    outturn: Money


def filled_returns(
    settings: Settings, forces: int, financial_years: tuple[str, ...], seed: int, disagreements: bool = False
) -> Iterator[FilledReturn]:
    """Every return of the set, year by year, then the registers, what a board decided of their ventures, and peers."""
    for financial_year in financial_years:
        national = national_year(settings, seed, financial_year)
        for size in national.sizes[:forces]:
            yield from force_returns(national, size, seed)
    last = financial_years[-1]
    filed = filled_registers(settings, forces, last, seed, disagreements)[1]
    yield from filed
    sizes = force_sizes(settings, last)
    chosen = sizes[:forces]
    yield board_file(chosen, filed, functions_of_year(settings.seeds, last), seed, last)
    yield from peer_files(sizes, chosen[0], seed, financial_years[0], last)


def filled_registers(
    settings: Settings, forces: int, last_year: str, seed: int, disagreements: bool = False
) -> tuple[list[Reported], list[FilledReturn]]:
    """What registers report of each venture, and the registers as files.

    With disagreements, registers differ, some cases differ from their rows, and amounts are named after an end.
    """
    sizes = force_sizes(settings, last_year)
    functions = functions_of_year(settings.seeds, last_year)
    reports = reported_ventures(sizes, sizes[:forces], functions, seed, last_year, is_planted=disagreements)
    reports = with_disagreements(reports, seed) if disagreements else reports
    return reports, registers(reports, last_year)


def national_year(settings: Settings, seed: int, financial_year: str) -> NationalYear:
    """Figures of all forces, however many of them are written: shares of the nation need the nation."""
    sizes = tuple(force_sizes(settings, financial_year))
    functions = functions_of_year(settings.seeds, financial_year)
    workforce = national_workforce(sizes, functions, seed, financial_year)
    estimate = national_estimate(workforce, functions, seed, financial_year)
    outturn = national_outturn(estimate, seed, financial_year)
    return NationalYear(
        financial_year,
        sizes,
        functions,
        workforce,
        completed(estimate, workforce, functions, seed),
        completed(outturn, workforce, functions, seed),
    )


def force_returns(national: NationalYear, size: ForceSize, seed: int) -> list[FilledReturn]:
    """The six returns of one force and year."""
    year, force_id = national.financial_year, size.force_id
    days = draws(seed, "completed", force_id, year)
    gross = gross_of(national.estimate[force_id], national.functions)
    bought = outside_pay(national.outturn[force_id], national.functions)
    review = spending_review(year)

    def filled(return_id: str, rows: dict[str, list[dict[str, Value]]], **items: str) -> FilledReturn:
        return force_return(return_id, force_id, size.name, year, rows, days.randint(1, 30), **items)

    money = {"estimate": national.estimate[force_id], "outturn": national.outturn[force_id]}
    return [
        filled("workforce", {"functions": workforce_rows(national.workforce[force_id], national.functions)}),
        *(
            filled("expenditure", {"functions": expenditure_rows(amounts, national.functions)}, Basis=basis)
            for basis, amounts in money.items()
        ),
        filled("savings_requirement", {"savings": savings_rows(force_id, gross, seed, review)}, Spending_review=review),
        filled(
            "organised_crime",
            {
                "response": response_rows(size, gross, seed, year),
                "functionality": functionality_rows(size, seed),
            },
            Regional_model=regional_model(size.region, seed),
        ),
        filled("procurement_spend", {"lines": procurement_lines(force_id, bought, seed, year)}),
    ]
