"""Names that the lines of a list give their own force: what intake knows for the force, its rule must not reject.

In scope: the names met in the column that says whose a line is. Out of scope: which force a name means
(`returns.reference_lists`), names of forces in any other column, which models compare with the list of names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestration.returns.description import Form, ReturnDescription, Table
from orchestration.returns.reference_lists import ReferenceLists, folded

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAMES = 1_000  # different names of a column that are looked at; a list has one or two


def allow_names_of_sender(
    connection: DuckDBPyConnection,
    description: ReturnDescription,
    form: Form,
    table: Table,
    submission_ids: list[str],
    resolved: list[dict[str, Any]],
    lists: ReferenceLists,
) -> None:
    """Add to R02 of a list's own column of forces the names met there that mean a force, as its policing body does.

    Args:
        connection: The private file.
        description: The return; of one that forces do not send, nothing is added.
        form: The form of the submissions.
        table: The table.
        submission_ids: Submissions whose rows are looked at.
        resolved: Expectations ready to run, which are changed.
        lists: Reference lists.
    """
    column = form.who.get("force_name", "")
    if not (description.per_force and form.is_streamed and column in table.column_names):
        return
    rows = connection.execute(
        f"SELECT DISTINCT {column} FROM raw.{description.raw_table(table)} "
        f"WHERE list_contains(?, _submission_id) AND {column} IS NOT NULL LIMIT {_NAMES}",
        [submission_ids],
    ).fetchall()
    names = sorted({folded(name) for (name,) in rows if lists.force_called(name)})
    for expectation in resolved:
        if expectation["meta"]["rule"] == "R02" and expectation["kwargs"].get("column") == f"{column}__folded":
            expectation["kwargs"]["value_set"] += names
