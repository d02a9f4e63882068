"""The illustrative national set: returns of every force and year, registers of their regions, a board's file, peers.

Belongs here: which files there are, writing them, the summary. Does not belong here: figures, or what a defect is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.illustration.board import board_file
from orchestration.illustration.disagreements import with_disagreements
from orchestration.illustration.expenditure import (
    Money,
    completed,
    expenditure_rows,
    gross_of,
    national_estimate,
    national_outturn,
    outside_pay,
)
from orchestration.illustration.filled import FilledReturn, force_return, write_filled
from orchestration.illustration.forces import ForceSize, force_sizes
from orchestration.illustration.headings import Function, functions_of_year
from orchestration.illustration.organised_crime import functionality_rows, regional_model, response_rows
from orchestration.illustration.peers import peer_files
from orchestration.illustration.procurement import procurement_lines
from orchestration.illustration.registers import Reported, registers, reported_ventures
from orchestration.illustration.savings import savings_rows, spending_review
from orchestration.illustration.sharing import draws
from orchestration.illustration.truth import truth_of
from orchestration.illustration.workforce import Workforce, national_workforce, workforce_rows
from orchestration.returns.template import Value
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.illustration.defects.planting import Planted

LAST_YEAR = "2022/23"
MANIFEST_SUFFIX = ".manifest.json"
TRUTH_SUFFIX = ".truth.json"


class CannotMakeSet(Exception):
    """A set that cannot be made as asked; the message says what would do."""


@dataclass(frozen=True)
class ExampleReturns:
    """What was written.

    Attributes:
        folder: Where the files lie.
        files: Their names, in order; source notes apart.
        forces: Ids of the forces.
        financial_years: First to last.
        planted: Every planted defect, by file and place; empty for a clean set.
        manifest: File that lists them, beside the folder so that it is not taken for a received file; None for a
            clean set.
        truth: File that lists which reports of the registers are one agreement, the totals and the disagreements.
    """

    folder: Path
    files: tuple[str, ...]
    forces: tuple[str, ...]
    financial_years: tuple[str, ...]
    planted: tuple[Planted, ...] = ()
    manifest: Path | None = None
    truth: Path | None = None


@dataclass(frozen=True)
class NationalYear:
    """Figures of all forces in one year, before any file is written."""

    financial_year: str
    sizes: tuple[ForceSize, ...]
    functions: tuple[Function, ...]
    workforce: Workforce
    estimate: Money
    outturn: Money


def write_example_returns(
    out: Path,
    forces: int,
    years: int,
    seed: int,
    defects: bool,
    settings: Settings,
    last_year: str = LAST_YEAR,
    disagreements: bool = False,
) -> ExampleReturns:
    """Write the set; the same arguments and the same release in force give the same bytes.

    Args:
        out: Folder to write into.
        forces: How many forces, the largest first.
        years: How many financial years, the last of which is `last_year`.
        seed: Decides every made-up figure and where defects are planted.
        defects: Whether to plant every coded defect and write a list of them to `<out>.manifest.json`.
        settings: The hub whose release in force gives residents and workforce, where it has the year.
        last_year: As 2022/23.
        disagreements: Whether forces' own registers differ in places from their region's, and list twins in doubt.

    Raises:
        CannotMakeSet: If the numbers asked for cannot be met, or the folder holds files.
    """
    _check(out, forces, years, len(force_sizes(settings, last_year)))
    out.mkdir(parents=True, exist_ok=True)
    financial_years = _years(last_year, years)
    returns = list(filled_returns(settings, forces, financial_years, seed, disagreements))
    chosen = tuple(size.force_id for size in force_sizes(settings, last_year)[:forces])
    truth = out.with_name(out.name + TRUTH_SUFFIX)
    _write_json(truth, truth_of(filled_registers(settings, forces, last_year, seed, disagreements)[0]))
    if not defects:
        for filled in returns:
            write_filled(filled, settings.seeds, out / filled.file_name)
        names = tuple(sorted(each.file_name for each in returns))
        return ExampleReturns(out, names, chosen, financial_years, truth=truth)
    from orchestration.illustration.defects import write_with_defects

    planted, files = write_with_defects(returns, out, seed, settings)
    manifest = out.with_name(out.name + MANIFEST_SUFFIX)
    _write_json(manifest, [asdict(each) for each in planted])
    return ExampleReturns(out, files, chosen, financial_years, planted, manifest, truth)


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


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _check(out: Path, forces: int, years: int, known_forces: int) -> None:
    if not 1 <= forces <= known_forces:
        raise CannotMakeSet(f"A set can hold 1 to {known_forces} forces, not {forces}.")
    if years < 1:
        raise CannotMakeSet(f"A set must hold at least one year, not {years}.")
    if out.is_dir() and any(out.iterdir()):
        raise CannotMakeSet(f"{out} already holds files; name a new or an empty folder.")


def _years(last_year: str, years: int) -> tuple[str, ...]:
    last = int(last_year[:4])
    return tuple(f"{start}/{(start + 1) % 100:02d}" for start in range(last - years + 1, last + 1))
