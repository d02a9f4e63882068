"""The command: `python -m benchmarks`, which `make benchmark` runs.

In scope: arguments, the sets there are, what is printed. Out of scope: measuring.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from benchmarks.figures import BOUNDS, Figure, exceeded, middle_of, print_table, read_bounds, write_json
from benchmarks.measure import BenchmarkError

if TYPE_CHECKING:
    from benchmarks.hubs import Bench

SIZES = ("small", "national", "decade")


@dataclass(frozen=True)
class Set:
    """One set of measurements.

    Attributes:
        function: Module below `benchmarks` and function that makes them for one size.
        about: What is measured, in a line.
        sizes: Sizes it has.
    """

    function: str
    about: str
    sizes: tuple[str, ...] = SIZES

    def run(self, bench: Bench, size: str) -> Iterator[Figure]:
        """Make the measurements of one size."""
        module, name = self.function.split(":")
        figures: Iterator[Figure] = getattr(importlib.import_module(f"benchmarks.{module}"), name)(bench, size)
        return figures


# In this order: a corrected workbook lands in the hub that the sets before it have measured.
SETS = {
    "published": Set("loads:published", "icm load of the published files into an empty workspace", ("small",)),
    "national": Set("loads:national", "icm load of 43 forces, a year or a decade", ("national", "decade")),
    "nothing-new": Set("loads:nothing_new", "the same load again: published files, year, decade"),
    "models": Set("models:models", "all tables, contracts, keys and tests: published files, year, decade"),
    "readers": Set("readers:readers", "1, 4 and 8 readers of 20 queries, without and with a load"),
    "resubmission": Set(
        "loads:resubmission", "one corrected workbook after a year (small) or a decade", ("small", "decade")
    ),
    "spend": Set("spend:spend", "1, 10 or 100 million lines from Parquet to marts and variation"),
    "lake": Set("lake:lake", "10 or 100 million lines handed over, on Spark next to DuckDB", ("national", "decade")),
    "lists": Set("spend:lists", "1 or 10 million lines landed: Parquet, text, text to repair", ("small", "national")),
    "intake": Set("intake:intake", "receiving files: published files, year, decade"),
    "check": Set("intake:check", "icm check of one workbook", ("small",)),
    "validation": Set("validation:validation", "checking what was received; rows that all fail"),
    "hostile": Set("hostile:hostile", "small files made to stall a load", ("small",)),
    "report": Set("steward_report:steward_report", "the steward's report of 20,000, 200,000 or a million findings"),
}
_HELP = """\
What the hub costs next to the least that the same work must cost, both measured in one run.

  python -m benchmarks                              every set in its small size, a few minutes
  python -m benchmarks national resubmission --sizes decade
                                                    those sets after ten years of returns
  python -m benchmarks spend --sizes all            1, 10 and 100 million invoice lines
  python -m benchmarks --check                      end with 1 where a ratio is worse than its bound; such a one is
                                                    measured three times, and the middle one counts
  make benchmark SETS="readers" SIZES="national"    the same through make

Each line of the table: CPU seconds of the command and of every process it started, start-up counted; the same of the
floor; the ratio, which is what to quote, since seconds differ between machines and days; the bound of the ratio in
benchmarks/bounds.json; seconds by the clock; peak memory of the largest process and of all together.
Readers are measured in milliseconds: 95 of 100 answers take less.

sets:
"""


def main() -> None:
    """Run the sets asked for, print the table, and hold ratios against their bounds."""
    chosen = _arguments()
    console, bounds = Console(width=None if sys.stdout.isatty() else 150), read_bounds()
    folder = Path(tempfile.mkdtemp(prefix="icm-benchmarks-", dir=chosen.scratch))
    from benchmarks.hubs import Bench  # with all that a hub needs: --help does without

    bench = Bench(folder, chosen.rounds, chosen.forces)
    figures: list[Figure] = []
    try:
        for name in SETS:
            for size in SIZES:
                if name in chosen.sets and size in chosen.sizes and size in SETS[name].sizes:
                    bench.say(f"{name}, {size}")
                    figures.extend(_run(SETS[name], bench, size, bounds if chosen.check else {}))
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    finally:
        if "compiled" in vars(bench):
            figures.append(Figure("dbt compile", bench.compiled[1].cpu, None, "nothing: once for each code version"))
        print_table(console, figures, bounds)
        if chosen.json:
            write_json(chosen.json, figures, bounds)
        if chosen.keep:
            print(f"Kept: {folder}")
        else:
            shutil.rmtree(folder)
    worse = exceeded(figures, bounds)
    for sentence in worse if chosen.check else ():
        print(sentence, file=sys.stderr)
    sys.exit(1 if chosen.check and worse else 0)


def _run(each: Set, bench: Bench, size: str, bounds: Mapping[str, float]) -> list[Figure]:
    """The figures of a set; where a ratio is worse than its bound, the middle of three measurements.

    Two commands of a few seconds are compared, on a machine that others use: one of them may have been disturbed.
    """
    figures = list(each.run(bench, size))
    if not exceeded(figures, bounds):
        return figures
    bench.say("  worse than its bound: measured twice more, and the middle of three counts")
    runs = [figures]
    for _ in range(2):
        bench.forget_loads()
        runs.append(list(each.run(bench, size)))
    return [middle_of(same) for same in zip(*runs, strict=True)]


def _arguments() -> argparse.Namespace:
    listed = "\n".join(f"  {name:13} {each.about} ({', '.join(each.sizes)})" for name, each in SETS.items())
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description=_HELP + listed, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", metavar="SET", help="sets to run; every set if none is named")
    parser.add_argument(
        "--sizes", nargs="+", choices=[*SIZES, "all"], default=["small"], help="sizes to run; default: small"
    )
    parser.add_argument("--rounds", type=int, default=1, help="measure each command so often, and take the median")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON as well")
    parser.add_argument("--check", action="store_true", help=f"end with 1 if a ratio is worse than in {BOUNDS.name}")
    parser.add_argument("--forces", type=int, default=43, help="forces of a national set; fewer to try things out")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="folder to work in; 100 million lines need 40 GB")
    parser.add_argument("--keep", action="store_true", help="leave what was written where it is, to look at it")
    chosen = parser.parse_args()
    if chosen.check and chosen.forces != 43:
        parser.error("--check needs all 43 forces: the bounds are theirs")
    chosen.sizes = SIZES if "all" in chosen.sizes else chosen.sizes
    chosen.sets = chosen.sets or list(SETS)
    if unknown := set(chosen.sets) - set(SETS):
        parser.error(f"there is no set {', '.join(sorted(unknown))}; the sets are {', '.join(SETS)}")
    return chosen


if __name__ == "__main__":
    main()
