"""Whether two files hold the same tables: a floor that makes less would be no floor.

In scope: comparing, also by hand (`python -m benchmarks.equality ONE OTHER`). Out of scope: making either file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from benchmarks.measure import BenchmarkError
from orchestration.warehouse.models import PUBLISHED_SCHEMAS

# What the catalog says of the tables of some schemas: names and order of columns, types, comments, keys.
CATALOG = {
    "columns": "SELECT schema_name, table_name, column_name, column_index, data_type, is_nullable, comment "
    "FROM duckdb_columns() WHERE database_name = ? AND list_contains(?, schema_name) ORDER BY ALL",
    "comments": "SELECT schema_name, table_name, comment FROM duckdb_tables() "
    "WHERE database_name = ? AND list_contains(?, schema_name) ORDER BY ALL",
    "constraints": "SELECT schema_name, table_name, constraint_type, CAST(constraint_column_names AS VARCHAR) "
    "FROM duckdb_constraints() WHERE database_name = ? AND list_contains(?, schema_name) ORDER BY ALL",
    "views": "SELECT schema_name, view_name FROM duckdb_views() "
    "WHERE database_name = ? AND list_contains(?, schema_name) ORDER BY ALL",
}


def differences(
    one: Path, other: Path, schemas: Sequence[str] = PUBLISHED_SCHEMAS, without: Collection[str] = ()
) -> list[str]:
    """List what differs between the tables of two files: the catalog first, then rows, whatever their order.

    Args:
        one: A file.
        other: Another file.
        schemas: Schemas to compare.
        without: Names of columns whose values may differ, such as when a file was received.

    Returns:
        What differs, in words; empty where nothing does.
    """
    import duckdb

    found = []
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{one}' AS one (READ_ONLY); ATTACH '{other}' AS other (READ_ONLY)")
        for name, query in CATALOG.items():
            ours, theirs = (connection.execute(query, [each, list(schemas)]).fetchall() for each in ("one", "other"))
            only_ours, only_theirs = set(ours) - set(theirs), set(theirs) - set(ours)
            found += [f"{name}: only in the first {row}" for row in ours if row in only_ours]
            found += [f"{name}: only in the second {row}" for row in theirs if row in only_theirs]
        tables = [
            [row[:2] for row in connection.execute(CATALOG["comments"], [each, list(schemas)]).fetchall()]
            for each in ("one", "other")
        ]
        columns = f"COLUMNS(lambda name: NOT list_contains({list(without)}, name))" if without else "*"
        for schema, table in (each for each in tables[0] if each in tables[1]):
            first, second = (f"SELECT {columns} FROM {each}.{schema}.{table}" for each in ("one", "other"))
            try:
                gone, come = (
                    connection.execute(f"SELECT * FROM ({former} EXCEPT ALL {latter}) LIMIT 3").fetchall()
                    for former, latter in ((first, second), (second, first))
                )
            except duckdb.BinderException as error:  # not the same columns, which is said above
                found.append(f"{schema}.{table}: rows cannot be compared: {error}")
                continue
            found += [f"{schema}.{table}: only in the first {each}" for each in gone]
            found += [f"{schema}.{table}: only in the second {each}" for each in come]
    return found


def require_same_tables(ours: Path, floor: Path, only: Collection[str] = ()) -> None:
    """Compare the rows of the tables of a release, whatever their order.

    Args:
        ours: File that the project made.
        floor: File that a floor made.
        only: Names of the tables to compare; every table of a release where empty.

    Raises:
        BenchmarkError: If a table is missing or differs; the message names them.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{ours}' AS ours (READ_ONLY); ATTACH '{floor}' AS floor (READ_ONLY)")
        names = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'ours' "
            "AND list_contains(?, schema_name) ORDER BY ALL",
            [list(PUBLISHED_SCHEMAS)],
        ).fetchall()
        if not names:
            raise BenchmarkError(f"{ours} has no table of a release.")
        different = []
        for schema, name in (each for each in names if not only or each[1] in only):
            try:
                seen = {
                    connection.execute(
                        f"SELECT count(*), bit_xor(hash(rows)) FROM {file}.{schema}.{name} AS rows"
                    ).fetchone()
                    for file in ("ours", "floor")
                }
            except duckdb.CatalogException:
                seen = {None, (0,)}
            if len(seen) > 1:
                different.append(f"{schema}.{name}")
    if different:
        raise BenchmarkError(f"The floor does not make the same tables: {', '.join(different)} differ.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the published tables of two files; 0 where nothing differs, otherwise 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.equality", description=main.__doc__)
    parser.add_argument("one", type=Path, help="file of a release, or private file of a hub")
    parser.add_argument("other", type=Path, help="another")
    parser.add_argument("--without", nargs="*", default=[], help="columns whose values may differ, as received_at")
    chosen = parser.parse_args(arguments)
    found = differences(chosen.one, chosen.other, without=chosen.without)
    sys.stdout.writelines(f"{each}\n" for each in found or ["The published tables are the same."])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
