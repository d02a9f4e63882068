"""Whether two files hold the same tables: a floor that makes less would be no floor.

Belongs here: comparing. Does not belong here: making either file.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from benchmarks.measure import BenchmarkError
from orchestration.warehouse.models import PUBLISHED_SCHEMAS


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
