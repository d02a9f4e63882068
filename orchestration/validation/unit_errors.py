"""Whether a return was filled in in thousands instead of pounds, or the reverse: its amounts against last year's.

In scope: comparing with the year before. Out of scope: other changes between years (rules of the
warehouse).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.returns.description import VALUE_SUFFIX, Table, description_of
from orchestration.warehouse.ledger import Submission, current_in_previous_year

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FACTOR = 1000
FEWEST_AMOUNTS = 3


def find_unit_errors(
    connection: DuckDBPyConnection, submissions: Sequence[Submission], spread: Decimal
) -> dict[str, Finding]:
    """R11 by submission, where more than half of the amounts are about a thousand times those of the year before.

    Args:
        connection: The private file.
        submissions: Submissions of one return.
        spread: Factor by which a year's own change may lie on top of the slip; nothing but a slip comes near a
            thousand.
    """
    before = current_in_previous_year(connection, submissions)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for raw_name, table in _tables([each for each in submissions if each.submission_id in before]):
        for submission_id, compared, larger, smaller in _ratios(connection, raw_name, table, before, float(spread)):
            counts[submission_id].update(compared=compared, larger=larger, smaller=smaller)
    return {submission_id: _slip(each) for submission_id, each in counts.items() if _is_slip(each)}


def _tables(submissions: Sequence[Submission]) -> list[tuple[str, Table]]:
    """Tables of the submissions' forms by their raw names; two forms of a return may hold the same table."""
    tables: dict[str, Table] = {}
    for return_id, form_id in dict.fromkeys((each.return_id, each.form_id) for each in submissions):
        description = description_of(return_id or "")
        tables |= {description.raw_table(table): table for table in description.form(form_id or "").tables}
    return list(tables.items())


def _is_slip(counts: Counter[str]) -> bool:
    return counts["compared"] >= FEWEST_AMOUNTS and max(counts["larger"], counts["smaller"]) * 2 > counts["compared"]


def _slip(counts: Counter[str]) -> Finding:
    times = "1,000 times" if counts["larger"] > counts["smaller"] else "a thousandth of"
    value = f"{max(counts['larger'], counts['smaller']):,}"
    return Finding("R11", value=value, expected=f"{counts['compared']:,}", detail=times)


def _ratios(
    connection: DuckDBPyConnection, raw_name: str, table: Table, before: Mapping[str, str], spread: float
) -> list[tuple[str, int, int, int]]:
    """By submission: amounts that stand in both years, and how many are about a thousand times or a thousandth."""
    amounts = [column.name for column in table.columns if column.type == "money"]
    # Invoice lines are new every year: there is nothing to set side by side.
    if not amounts or table.name == "lines":
        return []
    key = " || ';' || ".join(f"lower(trim({name}))" for name in table.natural_key)
    values = ", ".join(f"try_cast({name}{VALUE_SUFFIX} AS DOUBLE)" for name in amounts)
    names = ", ".join(f"'{name}'" for name in amounts)
    return connection.execute(
        f"""
        WITH pairs AS (SELECT unnest($new) AS new_id, unnest($old) AS old_id),
        amounts AS (
            SELECT _submission_id, {key} AS natural_key, unnest([{names}]) AS column_name, unnest([{values}]) AS amount
            FROM raw.{raw_name}
            WHERE _submission_id IN (SELECT new_id FROM pairs UNION ALL SELECT old_id FROM pairs)
        ),
        ratios AS (
            SELECT pairs.new_id, new_amounts.amount / old_amounts.amount AS ratio
            FROM pairs
            INNER JOIN amounts AS new_amounts ON pairs.new_id = new_amounts._submission_id
            INNER JOIN amounts AS old_amounts
                ON pairs.old_id = old_amounts._submission_id AND new_amounts.natural_key = old_amounts.natural_key
                AND new_amounts.column_name = old_amounts.column_name
            WHERE new_amounts.amount <> 0 AND old_amounts.amount <> 0
        )
        SELECT new_id, count(*), count(*) FILTER (ratio BETWEEN {FACTOR / spread} AND {FACTOR * spread}),
               count(*) FILTER (ratio BETWEEN {1 / FACTOR / spread} AND {spread / FACTOR})
        FROM ratios GROUP BY new_id
        """,
        {"new": list(before), "old": list(before.values())},
    ).fetchall()
