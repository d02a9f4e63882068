"""A view per measure, with names instead of IDs: what people open first.

In scope: the views of schema `by_measure`. Out of scope: the positions themselves, which the models make. A view takes
no room and shows what the tables of its file hold, so it needs no checks of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from orchestration.publication.catalog import CatalogTable, escaped

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = "by_measure"
_POSITIONS, _FORCES, _HEADINGS = "variation.force_position", "marts.dim_force", "marts.dim_poa_heading"
# Columns in the order in which people read them, and the table that each comes from.
_COLUMNS = {
    "financial_year": _POSITIONS,
    "heading_name": _HEADINGS,
    "force_name": _FORCES,
    "home_office_region": _FORCES,
    **dict.fromkeys(
        (
            "value", "reported_state", "average_value", "difference", "difference_pct", "gap_gbp", "gap_fte",
            "rank_desc", "forces_reporting", "is_comparable", "is_outlier", "heading_id", "force_id",
        ),
        _POSITIONS,
    ),
}  # fmt: skip
_ALIASES = {_POSITIONS: "p", _FORCES: "f", _HEADINGS: "h"}


def write_named_views(connection: DuckDBPyConnection, catalog: Mapping[str, CatalogTable]) -> None:
    """Make a view per measure: one row per heading, financial year and force, compared with the default average.

    Args:
        connection: Has the file of the release attached as `published`, with its tables.
        catalog: Those tables, whose columns describe those of the views.
    """
    comments = {
        column: next(each.comment for each in catalog[table].columns if each.name == column)
        for column, table in _COLUMNS.items()
    }
    measures = connection.execute(
        "SELECT measure_id, measure_name, unit FROM published.variation.dim_measure ORDER BY ALL"
    ).fetchall()
    default = "SELECT average_method FROM variation.dim_average_method WHERE is_default"
    columns = ", ".join(f"{_ALIASES[table]}.{column}" for column, table in _COLUMNS.items())
    connection.execute(f"DROP SCHEMA IF EXISTS published.{SCHEMA} CASCADE; CREATE SCHEMA published.{SCHEMA}")
    for measure, name, unit in measures:
        view = f'published.{SCHEMA}."{measure}"'
        # Tables are named without the file, which has another name for everybody who opens it.
        connection.execute(
            f"CREATE VIEW {view} AS SELECT {columns} FROM {_POSITIONS} AS p JOIN {_FORCES} AS f USING (force_id) "
            f"JOIN {_HEADINGS} AS h USING (heading_id) "
            f"WHERE p.measure_id = '{escaped(measure)}' AND p.average_method = ({default})"
        )
        about = f"{name} ({unit}). One row per heading, financial year and force, compared with the default average."
        described = [(f"VIEW {view}", about), *((f"COLUMN {view}.{column}", text) for column, text in comments.items())]
        connection.execute("".join(f"COMMENT ON {target} IS '{escaped(text)}';" for target, text in described))
