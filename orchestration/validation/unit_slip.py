"""Whether a return was filled in in thousands instead of pounds, or the reverse: its amounts against last year's.

Belongs here: comparing with the year before. Does not belong here: other changes between years (rules of the
warehouse).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from orchestration.returns.description import VALUE_SUFFIX, Table, description_of
from orchestration.validation.findings import Finding
from orchestration.warehouse.ledger import Submission, in_force_a_year_before

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FACTOR = 1000
FEWEST_AMOUNTS = 3


def unit_slip(connection: DuckDBPyConnection, submission: Submission, spread: Decimal) -> list[Finding]:
    """R11 where more than half of the amounts are about a thousand times those of the year before, or a thousandth.

    Args:
        connection: The private file.
        submission: The later return.
        spread: Factor by which a year's own change may lie on top of the slip; nothing but a slip comes near a
            thousand.
    """
    before = in_force_a_year_before(connection, submission)
    if before is None:
        return []
    description = description_of(submission.return_id or "")
    compared = larger = smaller = 0
    for table in description.form(submission.form_id or "").tables:
        counts = _ratios(
            connection, description.raw_table(table), table, submission.submission_id, before, float(spread)
        )
        compared, larger, smaller = compared + counts[0], larger + counts[1], smaller + counts[2]
    if compared < FEWEST_AMOUNTS or max(larger, smaller) * 2 <= compared:
        return []
    times = "1,000 times" if larger > smaller else "a thousandth of"
    value = f"{max(larger, smaller):,}"
    return [Finding("R11", value=value, expected=f"{compared:,}", detail=times)]


def _ratios(
    connection: DuckDBPyConnection, raw_name: str, table: Table, submission_id: str, before: str, spread: float
) -> tuple[int, int, int]:
    """Amounts that stand in both years, and how many of them are about a thousand times or a thousandth."""
    amounts = [column.name for column in table.columns if column.type == "money"]
    # Invoice lines are new every year: there is nothing to set side by side.
    if not amounts or table.name == "lines":
        return (0, 0, 0)
    key = " || ';' || ".join(f"lower(trim({name}))" for name in table.natural_key)
    values = ", ".join(f"try_cast({name}{VALUE_SUFFIX} AS DOUBLE)" for name in amounts)
    names = ", ".join(f"'{name}'" for name in amounts)
    ((compared, larger, smaller),) = connection.execute(
        f"""
        WITH amounts AS (
            SELECT _submission_id, {key} AS natural_key, unnest([{names}]) AS column_name, unnest([{values}]) AS amount
            FROM raw.{raw_name} WHERE _submission_id IN ($new, $old)
        ),
        ratios AS (
            SELECT new_amounts.amount / old_amounts.amount AS ratio
            FROM amounts AS new_amounts
            INNER JOIN amounts AS old_amounts USING (natural_key, column_name)
            WHERE new_amounts._submission_id = $new AND old_amounts._submission_id = $old
                AND new_amounts.amount <> 0 AND old_amounts.amount <> 0
        )
        SELECT count(*), count(*) FILTER (ratio BETWEEN {FACTOR / spread} AND {FACTOR * spread}),
               count(*) FILTER (ratio BETWEEN {1 / FACTOR / spread} AND {spread / FACTOR})
        FROM ratios
        """,
        {"new": submission_id, "old": before},
    ).fetchall()
    return int(compared), int(larger), int(smaller)
