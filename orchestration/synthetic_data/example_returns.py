"""Writing the illustrative national set: its files, with or without defects, and what should come out of them.

In scope: the folder, the manifest of defects, the list of true agreements. Out of scope: which files there are
(`illustration.national_set`), or what a defect is (`illustration.defects`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.settings import Settings
from orchestration.synthetic_data.defects import assigned, write_with_defects
from orchestration.synthetic_data.defects.registry import Planted
from orchestration.synthetic_data.filled import write_filled
from orchestration.synthetic_data.forces import force_sizes
from orchestration.synthetic_data.national_set import LAST_YEAR, ExampleSetError, filled_registers, filled_returns
from orchestration.synthetic_data.truth import truth_of

MANIFEST_SUFFIX = ".manifest.json"
TRUTH_SUFFIX = ".truth.json"


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
        ExampleSetError: If the numbers asked for cannot be met, or the folder holds files; nothing was written then.
    """
    _check(out, forces, years, len(force_sizes(settings, last_year)))
    financial_years = _years(last_year, years)
    returns = list(filled_returns(settings, forces, financial_years, seed, disagreements))
    assignment = assigned(returns, seed) if defects else []  # before anything is written: there may be too few files
    out.mkdir(parents=True, exist_ok=True)
    chosen = tuple(size.force_id for size in force_sizes(settings, last_year)[:forces])
    truth = out.with_name(out.name + TRUTH_SUFFIX)
    _write_json(truth, truth_of(filled_registers(settings, forces, last_year, seed, disagreements)[0]))
    if not defects:
        for filled in returns:
            write_filled(filled, settings.seeds, out / filled.file_name)
        names = tuple(sorted(each.file_name for each in returns))
        return ExampleReturns(out, names, chosen, financial_years, truth=truth)
    planted, files = write_with_defects(returns, assignment, out, seed, settings)
    manifest = out.with_name(out.name + MANIFEST_SUFFIX)
    _write_json(manifest, [asdict(each) for each in planted])
    return ExampleReturns(out, files, chosen, financial_years, planted, manifest, truth)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _check(out: Path, forces: int, years: int, known_forces: int) -> None:
    if not 1 <= forces <= known_forces:
        raise ExampleSetError(f"A set can hold 1 to {known_forces} forces, not {forces}.")
    if years < 1:
        raise ExampleSetError(f"A set must hold at least one year, not {years}.")
    kept = sorted(path.name for path in out.iterdir()) if out.is_dir() else []
    if kept:
        raise ExampleSetError(
            f"{out} already contains files, {kept[0]} among them. Give a new or an empty folder with --out, or empty "
            "that one first."
        )


def _years(last_year: str, years: int) -> tuple[str, ...]:
    last = int(last_year[:4])
    return tuple(f"{start}/{(start + 1) % 100:02d}" for start in range(last - years + 1, last + 1))
