"""Columns of tables as Dagster shows them: what each is, and which columns of other assets it takes its values from.

In scope: the words of Dagster for columns. Out of scope: reading lineage from SQL (`warehouse.column_lineage`).
"""

from collections.abc import Container, Iterable

import dagster as dg

from orchestration.warehouse.column_lineage import Columns


def column_schema(columns: Iterable[tuple[str, str, str | None]]) -> dict[str, dg.TableSchema]:
    """Metadata of an asset that lists its columns by name, type and description."""
    return {
        "dagster/column_schema": dg.TableSchema(
            [dg.TableColumn(name, kind, description) for name, kind, description in columns]
        )
    }


def lineage_of_columns(columns: Columns, assets: Container[dg.AssetKey]) -> dict[str, dg.TableColumnLineage]:
    """Metadata of a table that says what its columns take their values from; seeds are no assets, and left out.

    A raw table holds each column of a sheet beside what was read of it, such as its value. To Dagster all are the
    column of the sheet.
    """
    deps: dict[str, list[dg.TableColumnDep]] = {}
    for name, ends in columns.items():
        known = {(dg.AssetKey(relation.split(".")), _on_sheet(relation, column)) for relation, column in ends}
        deps[name] = [dg.TableColumnDep(key, column) for key, column in sorted(known) if key in assets]
    return {"dagster/column_lineage": dg.TableColumnLineage(deps)}


def _on_sheet(relation: str, column: str) -> str:
    return column.partition("__")[0] if relation.startswith("raw.") else column
