"""What changed between two versions of a submission, cell by cell.

In scope: comparing a version with the one it replaces. Out of scope: deciding that it replaces it
(`validation.outcome`), or what changed between releases (`publication.revisions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.returns.description import VALUE_SUFFIX, Column, Table, description_of
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A submission and the version that it replaces.
Replaced = tuple[Submission, Submission]

_SHOWN = 3


def record_changes(connection: DuckDBPyConnection, replaced: Sequence[Replaced]) -> dict[str, list[Finding]]:
    """List every cell whose value differs from the version before in `ledger.value_changes`, and tell how many.

    Cells are matched by the natural key of their row; a row that came in or went is listed with all its cells. Values
    are compared as they were read, so that £1,000 and 1000 are the same. What the sheet About says is not compared.

    Args:
        connection: The private file.
        replaced: Submissions of one return, each with the version it replaces.

    Returns:
        By submission R07, and R13 where anything changed; none for tables that others publish, of which each edition
        is new.
    """
    compared = [pair for pair in replaced if description_of(pair[0].return_id or "").recognise.about_sheet]
    if not compared:
        return {}
    for raw_name, (table, pairs) in _tables(compared).items():
        _record(connection, raw_name, table, pairs)
    keys = [submission.submission_id for submission, _ in compared]
    counts = dict(
        connection.execute(
            "SELECT submission_id, count(*) FROM ledger.value_changes "
            "WHERE submission_id IN (SELECT unnest($keys)) GROUP BY 1",
            {"keys": keys},
        ).fetchall()
    )
    return {
        pair[0].submission_id: _change_findings(connection, *pair, counts.get(pair[0].submission_id, 0))
        for pair in compared
    }


def _change_findings(
    connection: DuckDBPyConnection, submission: Submission, before: Submission, count: int
) -> list[Finding]:
    version = f"{before.version} ({before.file_name})"
    values = f"{count:,} value{'s' if count != 1 else ''}"
    words = f"{values} differ{'s' if count == 1 else ''} from it."
    findings = [Finding("R07", value=submission.file_name, expected=version, detail=words)]
    if count:
        detail = _examples(connection, submission, count)
        findings.append(Finding("R13", value=values, expected=version, detail=detail))
    return findings


def _tables(replaced: Sequence[Replaced]) -> dict[str, tuple[Table, list[Replaced]]]:
    """Tables that both versions of a pair hold, by raw name; two forms of a return may hold the same table."""
    found: dict[str, tuple[Table, list[Replaced]]] = {}
    for submission, before in replaced:
        description = description_of(submission.return_id or "")
        earlier = {table.name for table in description.form(before.form_id or "").tables}
        for table in description.form(submission.form_id or "").tables:
            if table.name in earlier and table.name != "about":
                _, pairs = found.setdefault(description.raw_table(table), (table, []))
                pairs.append((submission, before))
    return found


def _record(connection: DuckDBPyConnection, raw_name: str, table: Table, pairs: Sequence[Replaced]) -> None:
    columns = [column for column in table.typed_columns if column.name not in table.natural_key]
    names = ", ".join(f"'{column.name}'" for column in columns)
    given = ", ".join(column.name for column in columns)
    read = ", ".join(_compared(column) for column in columns)
    key = " || '; ' || ".join(f"'{name}=' || coalesce(trim({name}::VARCHAR), '')" for name in table.natural_key)
    connection.execute(
        f"""
        INSERT INTO ledger.value_changes
        WITH pairs AS (SELECT unnest($new) AS new_id, unnest($old) AS old_id),
        versions AS (
            SELECT new_id, old_id, new_id AS version_id FROM pairs
            UNION ALL
            SELECT new_id, old_id, old_id AS version_id FROM pairs
        ),
        landed AS (
            SELECT new_id, old_id, _submission_id, _sheet, _row, {key} AS natural_key,
                   [{read}] AS read_values, [{given}] AS given_values
            FROM raw.{raw_name} INNER JOIN versions ON _submission_id = version_id
        ),
        -- Most rows are the same in both versions: they are left out before cells are set side by side.
        differing AS (
            SELECT new_id, natural_key FROM landed GROUP BY new_id, natural_key
            HAVING count(*) <> 2 OR min(read_values) IS DISTINCT FROM max(read_values)
                OR count(DISTINCT _submission_id) <> 2
        ),
        cells AS (
            SELECT new_id, old_id, _submission_id, _sheet, _row, natural_key, unnest([{names}]) AS column_name,
                   unnest(read_values) AS value_read, unnest(given_values) AS value_given
            FROM landed SEMI JOIN differing USING (new_id, natural_key)
        ),
        new_cells AS (SELECT * FROM cells WHERE _submission_id = new_id),
        old_cells AS (SELECT * FROM cells WHERE _submission_id = old_id)
        SELECT coalesce(new_cells.new_id, old_cells.new_id), coalesce(new_cells.old_id, old_cells.old_id), $table_name,
               coalesce(new_cells.natural_key, old_cells.natural_key),
               coalesce(new_cells.column_name, old_cells.column_name),
               coalesce(places.column_letter, '') || coalesce(cast(new_cells._row AS VARCHAR), ''),
               CASE WHEN old_cells.natural_key IS NULL THEN 'row added'
                    WHEN new_cells.natural_key IS NULL THEN 'row removed' ELSE 'changed' END,
               old_cells.value_given, new_cells.value_given
        FROM new_cells
        FULL OUTER JOIN old_cells
            ON new_cells.new_id = old_cells.new_id AND new_cells.natural_key = old_cells.natural_key
            AND new_cells.column_name = old_cells.column_name
        LEFT JOIN ledger.column_places AS places
            ON places.submission_id = new_cells.new_id AND places.table_name = $table_name
            AND places.column_name = new_cells.column_name AND places.sheet = new_cells._sheet
        WHERE new_cells.value_read IS DISTINCT FROM old_cells.value_read
        ORDER BY 1, 4, 5
        """,
        {
            "new": [submission.submission_id for submission, _ in pairs],
            "old": [before.submission_id for _, before in pairs],
            "table_name": raw_name,
        },
    )


def _compared(column: Column) -> str:
    """SQL of what a cell is compared by: 12.5 and 12.50 are the same amount, whichever a format keeps."""
    if not column.has_value:
        return f"trim({column.name})"
    value = column.name + VALUE_SUFFIX
    if column.is_number:
        value = f"CASE WHEN contains({value}, '.') THEN rtrim(rtrim({value}, '0'), '.') ELSE {value} END"
    return f"coalesce({value}, trim({column.name}))"


def _examples(connection: DuckDBPyConnection, submission: Submission, count: int) -> str:
    rows = connection.execute(
        "SELECT cell, natural_key, table_name, column_name, coalesce(previous_value, 'nothing'), "
        "coalesce(new_value, 'nothing') FROM ledger.value_changes WHERE submission_id = ? "
        "ORDER BY table_name, natural_key, column_name LIMIT ?",
        [submission.submission_id, _SHOWN],
    ).fetchall()
    description = description_of(submission.return_id or "")
    headings = {
        (description.raw_table(table), column.name): column.header
        for table in description.form(submission.form_id or "").tables
        for column in table.typed_columns
    }
    told = [
        f"{cell or key}: '{headings.get((table, column), column)}' {old} became {new}"
        for cell, key, table, column, old, new in rows
    ]
    more = f"; and {count - len(told):,} more" if count > len(told) else ""
    return f"{'; '.join(told)}{more}."
