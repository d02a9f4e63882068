"""Which file gets which defect, writing the files, and the list of what was planted.

In scope: one defect a file, spread over forces. Out of scope: making a defect.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.intake.landing import SOURCE_NOTE_SUFFIX
from orchestration.settings import Settings
from orchestration.synthetic_data.defects.registry import Original, Outcome, Planted, Planter, planters
from orchestration.synthetic_data.filled import FilledReturn, write_filled, write_source_note
from orchestration.synthetic_data.national_set import ExampleSetError
from orchestration.synthetic_data.sharing import draws


def write_with_defects(
    returns: Sequence[FilledReturn],
    assignment: Sequence[tuple[Planter, FilledReturn]],
    out: Path,
    seed: int,
    settings: Settings,
) -> tuple[tuple[Planted, ...], tuple[str, ...]]:
    """Write the set with every defect in the file it was assigned to.

    Returns:
        What was planted, by file and place; and the names of all files.
    """
    planted: list[Planted] = []
    for filled in returns:
        write_filled(filled, settings.seeds, out / filled.file_name)
    for planter, filled in assignment:
        original = Original(filled, out / filled.file_name, settings, seed)
        outcome = planter.plant(original)
        if not outcome.keeps_clean:
            original.path.unlink()
        notes = dict(outcome.notes)
        for name, content in outcome.files:
            (out / name).write_bytes(content)
            if name in notes:
                (out / (name + SOURCE_NOTE_SUFFIX)).write_text(notes[name], encoding="utf-8")
            elif filled.force_id is None:
                write_source_note(filled, out / name)
        planted.extend(_lines(planter, outcome))
    names = sorted(path.name for path in out.iterdir() if path.suffix != ".yml")
    return tuple(sorted(planted, key=lambda line: (line.file_name, line.rule_id, line.cell or ""))), tuple(names)


def assigned(returns: Sequence[FilledReturn], seed: int) -> list[tuple[Planter, FilledReturn]]:
    """A file for each planter, those with the least choice first.

    Raises:
        ExampleSetError: If there are fewer files than planters.
    """
    files = list(returns)
    draws(seed, "defects").shuffle(files)
    fitting = {planter: [filled for filled in files if _fits(planter, filled)] for planter in planters()}
    taken: set[str] = set()
    found = []
    for planter in sorted(fitting, key=lambda planter: (len(fitting[planter]), planter.rule_id, planter.name)):
        filled = next((each for each in fitting[planter] if planter.adds_a_file or each.stem not in taken), None)
        if filled is None:
            raise ExampleSetError(_too_few(files, len(fitting)))
        if not planter.adds_a_file:
            taken.add(filled.stem)
        found.append((planter, filled))
    return found


def _too_few(files: Sequence[FilledReturn], defects: int) -> str:
    """What would be enough, by the files that a force sends for a year."""
    of_forces = [filled for filled in files if filled.force_id]
    forces, years = len({each.force_id for each in of_forces}), len({each.financial_year for each in of_forces})
    enough = -(-defects * forces // len(of_forces))
    return (
        f"A set with defects needs a file for each of {defects} defects, and {forces} forces with {years} "
        f"{'years' if years > 1 else 'year'} have too few. {enough} forces are enough for that, or ask for more years."
    )


def _fits(planter: Planter, filled: FilledReturn) -> bool:
    return filled.return_id in planter.returns and (not planter.needs_rows or bool(filled.rows.get(planter.needs_rows)))


def _lines(planter: Planter, outcome: Outcome) -> list[Planted]:
    lines = []
    for name, mark in outcome.marks:
        own = mark.rule_id or planter.rule_id
        lines.append(Planted(own, name, mark.sheet, mark.cell, mark.planted, mark.note))
        # What comes with it may be in another cell.
        lines.extend(Planted(also, name, mark.sheet, None, mark.planted, f"comes with {own}") for also in mark.also)
    return lines
