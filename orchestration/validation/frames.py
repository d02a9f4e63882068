"""Landed rows as the frames that suites are run on.

In scope: raw text beside its numbers and its folded names. Out of scope: the rules.

A frame has the location columns `_submission_id`, `_sheet`, `_row`, every column as text exactly as given, and beside
it, where the description asks for it: `<name>__given` (the text where it holds more than white space), `<name>__value`
and `<name>__missing` as landed, `<name>__stated` (the value, or the text as given where it could not be read; empty
where it stands for missing), `<name>__unread` (the text where it could not be read), `<name>__number` (DOUBLE),
`<name>__folded` (trimmed, lower case, for comparison with reference lists), `<name>__force_id` and
`<name>__heading_id`; of the columns of a natural key the form in which they are compared (`described.compared`); then
the columns of `validation.comparisons`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX, Column, ReturnDescription, Table
from orchestration.returns.plain_text import plain
from orchestration.returns.reference_lists import ReferenceLists, folded
from orchestration.validation.comparisons import add_comparisons
from orchestration.validation.described import compared

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

    from orchestration.validation.unread import Unread

_ALSO_FORCES = frozenset({"party_name", "area_code"})  # bodies and areas, of which some are forces


def location(table: Table) -> tuple[str, ...]:
    """Columns that locate a landed row; the repeated columns of a family stand on the same row of the sheet."""
    return ("_submission_id", "_sheet", "_row", *(("_column",) if table.column_family else ()))


def read_frame(
    connection: DuckDBPyConnection,
    description: ReturnDescription,
    table: Table,
    submission_ids: list[str],
    lists: ReferenceLists,
    unread: Unread | None = None,
) -> pd.DataFrame:
    """The rows of one table of those submissions; `unread` is what reading has told of already."""
    import pandas as pd

    frame = connection.execute(
        f"SELECT * FROM raw.{description.raw_table(table)} WHERE list_contains(?, _submission_id) "
        f"ORDER BY {', '.join(location(table))}",
        [submission_ids],
    ).df()
    frame = frame.astype(object).where(frame.notna(), None)
    # A frame that grows by one column at a time is copied again and again; these are put together once.
    columns: dict[str, pd.Series] = {str(name): frame[name] for name in frame.columns}
    for column in table.typed_columns:
        name = column.name
        # Whether a value must be there is said by the return, of which another form may ask for more.
        given = columns[f"{name}__given"] = _given(columns[name])
        if column.has_value:
            if column.is_number:
                given = given.where(columns[f"{name}{MISSING_SUFFIX}"].isna(), None)
            columns[f"{name}__unread"] = given.where(columns[f"{name}{VALUE_SUFFIX}"].isna(), None)
            columns[f"{name}__stated"] = columns[f"{name}{VALUE_SUFFIX}"].combine_first(given)
        if column.is_number:
            columns[f"{name}__number"] = _numbers(columns[f"{name}{VALUE_SUFFIX}"])
        if column.type == "force" or column.allowed_from or name in _ALSO_FORCES:
            columns[f"{name}__folded"] = columns[name].map(lambda text: folded(text) if text else None)
            columns[f"{name}__force_id"] = columns[f"{name}__folded"].map(
                lambda text: lists.force_by_name.get(text) if text else None
            )
        if column.allowed_from == "poa_heading_names":
            columns[f"{name}__heading_id"] = columns[f"{name}__folded"].map(
                lambda text: lists.heading_by_name.get(text) if text else None
            )
        if name in table.natural_key:
            columns[compared(column)] = _key(columns, column)
    frame = pd.DataFrame(columns)
    add_comparisons(frame, table, lists, unread)
    return frame


def _given(column: pd.Series) -> pd.Series:
    """The texts that hold more than white space."""
    return column.where(column.map(lambda text: bool(text and text.strip())), None)


def _key(columns: dict[str, pd.Series], column: Column) -> pd.Series:
    """A part of a key as rows are compared by it."""
    name = column.name
    if column.allowed_from == "poa_heading_names":
        read = columns[f"{name}__heading_id"]
    elif column.has_value:
        read = columns[f"{name}{VALUE_SUFFIX}"]
    else:
        read = columns[name].map(lambda text: plain(text) if text else text)
    is_given = _given(columns[name]).notna()
    if column.is_number:
        is_given &= columns[f"{name}{MISSING_SUFFIX}"].isna()
    return read.where(is_given, None if column.required else "")


def _numbers(column: pd.Series) -> pd.Series:
    import pandas as pd

    return pd.to_numeric(column, errors="coerce").astype("float64")
