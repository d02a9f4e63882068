"""Small files made to stall a load: long texts where a name, a year, a day, a number or a source note belongs.

In scope: receiving and validating them next to the same files as they ought to be. Out of scope: what the sender is
told of them, which tests say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, compared
from benchmarks.hubs import YEAR, Bench
from benchmarks.measure import calling
from benchmarks.validation import validate
from orchestration.intake.landing import SOURCE_NOTE_SUFFIX
from orchestration.intake.receive import receive_landed
from orchestration.settings import Settings

# An Excel cell holds 32,767 letters. A pattern that tries each of them anew, or a power of ten, takes minutes of one.
_SPACES = " " * 32_000
_OF_ABOUT = {
    "Force": (f"Kent{_SPACES}x", f"Kent{', ' * 16_000}x", "Police and Crime Commissioner for " * 900),
    "Financial year": (f"2022{_SPACES}/23x", "2022/23 " * 4_000),
    "Completed on": (f"1{'-' * 30_000}March", "9" * 30_000),
}
_NUMBERS = (
    "1e999999999", "1e-999999999", "9" * 32_000, "(" * 32_000, "1," * 16_000, f"5{_SPACES}x", "12/" * 10_000,
    "[p]" * 10_000, "#" * 32_000,
)  # fmt: skip
_FIRST_NUMBER = (2, 2)  # row and column of the first number of a workforce return
_GOOD_NOTE = "title: T\npublisher: P\nedition: E\nlicence: L\nretrieved: 2026-01-01\nsha256: x\n"
_LAUGHS = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
_NOTES = (
    f"a: &a [lol, lol]\n{_LAUGHS}",
    "[" * 10_000, "{" * 10_000, f"title: {' ' * 15_000}x", f"title: {'- ' * 7_000}", "?" * 15_000,
    _GOOD_NOTE + "note:" + "".join(f"\n{' ' * depth}k:" for depth in range(1, 150)),
)  # fmt: skip


def hostile(bench: Bench, _size: str) -> Iterator[Figure]:
    """Receiving and validating. Floor: as many files of the same forces with nothing wrong in them."""
    plain, made = bench.new_folder("plain files"), bench.new_folder("hostile files")
    sources = sorted(bench.landing(YEAR).glob("workforce_*.xlsx"))
    changes: list[tuple[str | tuple[int, int], str]] = [
        *((item, text) for item, texts in _OF_ABOUT.items() for text in texts),
        *((_FIRST_NUMBER, text) for text in _NUMBERS),
    ]
    for source, (place, text) in zip(sources, changes, strict=False):
        _write(source, plain, {}, _GOOD_NOTE)
        _write(source, made, {place: text}, _GOOD_NOTE)
    for source, note in zip(sources[len(changes) :], _NOTES, strict=False):
        _write(source, plain, {}, _GOOD_NOTE)
        _write(source, made, {}, note)
    cost = bench.measure("small hostile files", lambda: calling("hostile:load", made, bench.new_folder("stalled")))
    floor = bench.measure("  floor", lambda: calling("hostile:load", plain, bench.new_folder("not stalled")))
    yield compared("small hostile files", cost, floor, "the same files with nothing wrong")


def load(landing: str, workspace: str) -> None:
    """Receive the folder and decide on all that it holds, without models."""
    receive_landed(Settings(workspace=Path(workspace), landing=Path(landing)))
    validate(workspace)


def _write(source: Path, folder: Path, changes: dict[Any, str], note: str) -> None:
    import openpyxl

    book = openpyxl.load_workbook(source)
    for place, text in changes.items():
        if isinstance(place, tuple):
            book["Workforce"].cell(*place).value = text
        else:
            row = next((row for row in book["About"].iter_rows() if row[0].value == place), None)
            if row is None:
                book["About"].append([place, text])
            else:
                row[1].value = text
    book.save(folder / source.name)
    (folder / f"{source.name}{SOURCE_NOTE_SUFFIX}").write_text(note, encoding="utf-8")
