"""Command line of `make test-spark`: builds a hub's tables on Spark or Sail and compares them with DuckDB's.

In scope: reading the options and printing what came of it. Out of scope: the work (`spark.hand_over`, `spark.build`,
`spark.compare`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from orchestration.faults import HubFault
from orchestration.settings import settings_from_environment
from orchestration.spark.build import SAIL, SPARK, WAREHOUSE, SparkError, build
from orchestration.spark.compare import Compared, compare, keys_of_published, known_deviations, partitions
from orchestration.spark.hand_over import HandOverRefused, hand_over
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.lock import write_lock
from orchestration.warehouse.models import read_manifest


def main() -> int:
    """Build, compare and print; 1 if a table differs that is not known to, or if anything cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.spark", description=__doc__)
    parser.add_argument("--engine", choices=(SAIL, SPARK), default=SAIL)
    parser.add_argument("--environment", type=Path, required=True, help="Python environment with dbt-spark")
    parser.add_argument("--workspace", type=Path, help="a hub that a load has filled")
    parser.add_argument("--folder", type=Path, required=True, help="for what is written; new, or of a build before")
    parser.add_argument("--only", nargs="+", default=[], metavar="MODEL", help="build and compare these, without tests")
    options = parser.parse_args()
    settings = settings_from_environment(options.workspace)
    handed_over, run = options.folder / "handed_over", options.folder / "run"
    try:
        with write_lock(settings), open_warehouse(settings) as connection:
            given = hand_over(connection, settings, handed_over)
            print(f"Handed over: {given.tables} tables, {given.rows:,} rows", flush=True)
            before = partitions(run / WAREHOUSE)
            built = build(settings, options.environment.absolute(), options.engine, handed_over, run, only=options.only)
            print(f"dbt on {options.engine}: {built.outcome}")
            of_it = ", ".join(f"{kind}s {seconds:.0f}" for kind, seconds in built.seconds_by_kind.items())
            print(f"Time: {built.seconds:.0f} seconds ({of_it}); largest process: {built.memory_mib:,} MiB")
            after = partitions(built.warehouse)
            kept = sum(after.get(folder) == files for folder, files in before.items())
            gone, new = len(before.keys() - after.keys()), len(after.keys() - before.keys())
            again = len(before) - kept - gone
            print(f"Partitions: {new} new, {gone} taken away, {again} written again, {kept} as they were", flush=True)
            keys = keys_of_published(read_manifest(settings), built.models)
            found = list(compare(connection, keys, built.warehouse, options.engine))
    except (HubFault, HandOverRefused, SparkError) as error:
        print(error, file=sys.stderr)
        return 1
    # A partition is of one submission, whose rows never change.
    return _told(found, options.engine) or int(again > 0)


def _told(found: list[Compared], engine: str) -> int:
    reasons = known_deviations(engine)
    for table in found:
        for column, count in table.known.items():
            print(f"Known: {table.relation}.{column}, {count:,} rows. {reasons[table.relation, column].reason}")
    wrong = [table for table in found if not table.is_equal]
    for table in wrong:
        if table.only_here or table.only_there:
            print(f"DIFFERS: {table.relation}: {table.only_here:,} rows only here, {table.only_there:,} only there")
        for column, count in table.differing.items():
            print(f"DIFFERS: {table.relation}.{column}, {count:,} rows. {table.examples[column]}")
    rows = sum(table.rows for table in found)
    print(f"Compared with DuckDB: {len(found)} tables, {rows:,} rows; {len(wrong)} tables differ")
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
