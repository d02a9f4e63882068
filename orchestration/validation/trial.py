"""Rules across submissions asked of rejected files, as if each were in force: their senders hear of everything at once.

In scope: which rejected submissions are tried, and the rules' tables with them in place. Out of scope: the rules (dbt),
or what becomes of what they find (`validation.cross_return`).

The SQL that dbt compiled is run as it is, on temporary tables of its own: only the states of submissions are others.
Nothing of it stays, and no table of the warehouse is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from orchestration.findings.history import read_submissions
from orchestration.returns.description import all_descriptions
from orchestration.warehouse.ledger import IN_FORCE, Submission, keys_of
from orchestration.warehouse.plan import Plan, Step

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SUBMISSIONS = "ledger.submissions"
_OWN = "trial__"


def rejected_to_try(connection: DuckDBPyConnection) -> list[Submission]:
    """The latest versions of returns of forces that were rejected, of which rows were landed."""
    return read_submissions(
        connection,
        "status = 'rejected' AND rows_data > 0 AND force_id IS NOT NULL AND financial_year IS NOT NULL "
        "AND list_contains($returns, return_id) AND NOT EXISTS (SELECT 1 FROM ledger.submissions AS later "
        "WHERE later.return_id = submissions.return_id AND later.force_id = submissions.force_id "
        "AND later.financial_year = submissions.financial_year "
        "AND later.variant IS NOT DISTINCT FROM submissions.variant AND later.version > submissions.version)",
        {"returns": sorted(_returns_of_forces())},
    )


def tables_to_try(plan: Plan, wanted: Iterable[str]) -> list[str]:
    """Those tables of rules that read returns of forces, whether or not they compare them with a national table."""
    of_forces = _returns_of_forces()
    return [table for table in wanted if any(step.doors & of_forces for step in _depending(plan, [table]))]


def failing_rows(
    connection: DuckDBPyConnection, plan: Plan, tables: Sequence[str], tried: Sequence[Submission], columns: str
) -> list[tuple[object, ...]]:
    """What the tables of rules say of rejected submissions, as if they were in force.

    Args:
        connection: The private file, in which all that the tables read is up to date.
        plan: What dbt compiled.
        tables: Tables of rules, as `tables_to_try` gives them.
        tried: The submissions.
        columns: Columns of the tables.
    """
    steps = _depending(plan, tables)
    names = {_SUBMISSIONS, *(step.relation for step in steps)}
    made: list[str] = []
    try:
        _make(connection, _SUBMISSIONS, _submissions_sql(tried), made)
        for step in steps:
            _make(connection, step.relation, _redirected(step.sql, names), made)
        return [
            row
            for table in tables
            for row in connection.execute(
                f"SELECT {columns} FROM {_own(table)} WHERE list_contains(?, submission_id)", [keys_of(tried)]
            ).fetchall()
        ]
    finally:
        for name in made:
            connection.execute(f"DROP TABLE IF EXISTS {name}")


def _returns_of_forces() -> frozenset[str]:
    return frozenset(each.return_id for each in all_descriptions() if each.per_force)


def _depending(plan: Plan, tables: Sequence[str]) -> list[Step]:
    """What those tables read, themselves among it, that depends on which returns of forces are in force; in order.

    National tables are read as they are: no rejected return changes them, and they are large.
    """
    needed = plan.needed_by(tables)
    of_forces = _returns_of_forces()
    found: dict[str, Step] = {}
    doors: dict[str, frozenset[str]] = {}
    for relation, step in plan.steps.items():
        if relation not in needed or step.kind == "seed":
            continue
        behind = (doors.get(each, frozenset()) for each in step.reads)
        doors[relation] = frozenset(step.doors).union(*behind)
        is_national = bool(doors[relation]) and doors[relation].isdisjoint(of_forces)
        reads_submissions = bool(step.doors) or _SUBMISSIONS in step.ledger
        if not is_national and (reads_submissions or not found.keys().isdisjoint(step.reads)):
            found[relation] = step
    return list(found.values())


def _make(connection: DuckDBPyConnection, relation: str, sql: str, made: list[str]) -> None:
    name = _own(relation)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
    made.append(name)


def _submissions_sql(tried: Sequence[Submission]) -> str:
    """The submissions of the forces tried, the rejected ones in the place of those in force."""
    keys = ", ".join(f"'{each.submission_id}'" for each in tried)
    in_force = ", ".join(f"'{status}'" for status in IN_FORCE)
    return (
        f"WITH tried AS (SELECT * FROM {_SUBMISSIONS} WHERE submission_id IN ({keys})) "
        f"SELECT * REPLACE (CASE WHEN submission_id IN ({keys}) THEN '{IN_FORCE[1]}' "
        f"WHEN status IN ({in_force}) AND EXISTS (SELECT 1 FROM tried WHERE tried.return_id = submissions.return_id "
        "AND tried.force_id = submissions.force_id AND tried.financial_year = submissions.financial_year "
        "AND tried.variant IS NOT DISTINCT FROM submissions.variant) THEN 'superseded' ELSE status END AS status) "
        f"FROM {_SUBMISSIONS} WHERE force_id IN (SELECT force_id FROM tried)"
    )


def _redirected(sql: str, names: Iterable[str]) -> str:
    """Compiled SQL that reads the trial's own tables."""
    for relation in names:
        schema, name = relation.split(".")
        sql = sql.replace(f'"warehouse"."{schema}"."{name}"', f'"{_own(relation)}"')
    return sql


def _own(relation: str) -> str:
    return _OWN + relation.replace(".", "__")
