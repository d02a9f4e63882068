"""Sheets of a national edition, each checked on its own: lines that nobody knows, forces left out, the wrong unit.

In scope: rules whose findings stop one sheet (or one force on it) and leave the rest of the edition as it is. Out of
scope: leaving the figures out, which staging does (`stg_ledger__stopped_sheets`), and rules of single cells
(`expectations/`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from orchestration.findings.finding import Finding, nearest_sentence
from orchestration.returns.description import VALUE_SUFFIX, ReturnDescription, Table, description_of
from orchestration.returns.layouts import EditionSheets
from orchestration.returns.reference_lists import ReferenceLists, folded
from orchestration.validation.unit_errors import FACTOR, FEWEST_AMOUNTS
from orchestration.warehouse.ledger import IN_FORCE, Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Rules that are checked whenever the suite of the return is run.
RULES = frozenset({"S22", "S23"})
FAR_OFF = 20  # times the sum of a sheet of the nearest edition: beyond it a sheet is looked at line by line
_FOOTNOTES = re.compile(r"[0-9*]+$")


def label_key(label: str) -> str:
    """A label as labels are compared: without case, runs of white space, and the marks of footnotes."""
    return _FOOTNOTES.sub("", folded(label)).strip()


def sheet_findings(
    connection: DuckDBPyConnection, submissions: Sequence[Submission], lists: ReferenceLists
) -> dict[str, list[Finding]]:
    """S22 and S23 by submission.

    Args:
        connection: The private file.
        submissions: Landed submissions of one return and form.
        lists: Reference lists: the labels known of each edition, the forces there were.
    """
    found: dict[str, list[Finding]] = {}
    for description, sheets, submission in _of_editions(submissions):
        raw_name = description.raw_table(_table(description, sheets))
        known = lists.labels_of_edition(description.return_id, submission.financial_year)
        found[submission.submission_id] = [
            *(_unknown_labels(connection, raw_name, sheets, submission, known) if known else ()),
            *_missing_forces(connection, raw_name, sheets, submission, lists),
        ]
    return found


def sheet_slips(
    connection: DuckDBPyConnection, submissions: Sequence[Submission], spread: Decimal
) -> dict[str, list[Finding]]:
    """S24 by submission: sheets, or forces on a sheet, in another unit than in the edition nearest in time.

    Args:
        connection: The private file.
        submissions: Submissions of one return that are about to be accepted.
        spread: Factor by which a change between editions may lie on top of the slip.
    """
    found: dict[str, list[Finding]] = {}
    for description, sheets, submission in _of_editions(submissions):
        nearest = _nearest_edition(connection, submission)
        if nearest:
            raw_name = description.raw_table(_table(description, sheets))
            counted = _ratios(connection, raw_name, sheets, submission.submission_id, nearest, float(spread))
            found[submission.submission_id] = list(_slips(counted, submission))
    return found


def _of_editions(submissions: Iterable[Submission]) -> Iterable[tuple[ReturnDescription, EditionSheets, Submission]]:
    """Submissions with rows in the table that is checked sheet by sheet."""
    for submission in submissions:
        description = description_of(submission.return_id or "")
        if description.edition_sheets and description.form(submission.form_id or "").tables:
            yield description, description.edition_sheets, submission


def _table(description: ReturnDescription, sheets: EditionSheets) -> Table:
    return next(table for form in description.forms for table in form.tables if table.name == sheets.table)


def _unknown_labels(
    connection: DuckDBPyConnection,
    raw_name: str,
    sheets: EditionSheets,
    submission: Submission,
    known: frozenset[str],
) -> list[Finding]:
    rows = connection.execute(
        f"SELECT _sheet, trim({sheets.sheet}), {sheets.label}, min(_row) FROM raw.{raw_name} "
        "WHERE _submission_id = ? GROUP BY 1, 2, 3 ORDER BY 1, 4",
        [submission.submission_id],
    ).fetchall()
    letters = dict(
        connection.execute(
            "SELECT sheet, column_letter FROM ledger.column_places "
            "WHERE submission_id = ? AND table_name = ? AND column_name = ?",
            [submission.submission_id, raw_name, sheets.label],
        ).fetchall()
    )
    return [
        Finding(
            "S23", sheet=file_sheet, row=row, column_letter=letters.get(file_sheet), natural_key=f"sheet={sheet}",
            value=label, expected=sheet, detail=nearest_sentence(label_key(label), known),
        )
        for file_sheet, sheet, label, row in rows
        if label and label_key(label) not in known
    ]  # fmt: skip


def _missing_forces(
    connection: DuckDBPyConnection,
    raw_name: str,
    sheets: EditionSheets,
    submission: Submission,
    lists: ReferenceLists,
) -> list[Finding]:
    """Forces that other sheets of the edition have; of one that none has, the suite of the return tells."""
    rows = connection.execute(
        f"SELECT _sheet, trim({sheets.sheet}), list(DISTINCT {sheets.force}) FROM raw.{raw_name} "
        "WHERE _submission_id = ? GROUP BY 1, 2 ORDER BY 1, 2",
        [submission.submission_id],
    ).fetchall()
    there = {
        (file_sheet, sheet): {lists.force_by_name.get(folded(name)) for name in names} - {None}
        for file_sheet, sheet, names in rows
    }
    everywhere = set().union(*there.values()) if there else set()
    return [
        Finding(
            "S22", sheet=file_sheet, natural_key=f"sheet={sheet}", expected=sheet,
            value=", ".join(sorted(lists.forces[str(each)].name for each in everywhere - forces)),
        )
        for (file_sheet, sheet), forces in there.items()
        if everywhere - forces
    ]  # fmt: skip


def _nearest_edition(connection: DuckDBPyConnection, submission: Submission) -> str | None:
    """The current submission of the same series whose year is nearest, the earlier of two."""
    start = "CAST(substr(financial_year, 1, 4) AS INTEGER)"
    row = connection.execute(
        "SELECT submission_id FROM ledger.submissions WHERE return_id = $1 AND variant IS NOT DISTINCT FROM $2 "
        f"AND list_contains($3, status) AND financial_year <> $4 ORDER BY abs({start} - $5), {start} LIMIT 1",
        [
            submission.return_id, submission.variant, list(IN_FORCE), submission.financial_year,
            int((submission.financial_year or "0")[:4]),
        ],
    ).fetchone()  # fmt: skip
    return str(row[0]) if row else None


def _ratios(
    connection: DuckDBPyConnection, raw_name: str, sheets: EditionSheets, new: str, old: str, spread: float
) -> list[tuple[Any, ...]]:
    """By sheet and force: lines in both editions, and how many are about a thousand times or a thousandth."""
    columns = {"sheet": sheets.sheet, "label": sheets.label, "force": sheets.force}
    amounts = _amounts(raw_name, sheets, {name: columns[name] for name in ("sheet", "force")})
    of_sheets = _pairs(amounts, "sheet_key, force_key")
    # Sums of whole sheets are told at once; only where one is far off are its lines looked at.
    row = connection.execute(
        f"SELECT count(*) FROM ({of_sheets}) WHERE ratio NOT BETWEEN {1 / FAR_OFF} AND {FAR_OFF}", [new, old]
    ).fetchone()
    if not row or not row[0]:
        return []
    of_lines = _pairs(_amounts(raw_name, sheets, columns), "sheet_key, force_key, label_key")
    return connection.execute(
        f"""
        SELECT any_value(file_sheet), sheet, force, count(*),
               count(*) FILTER (ratio BETWEEN {FACTOR / spread} AND {FACTOR * spread}),
               count(*) FILTER (ratio BETWEEN {1 / FACTOR / spread} AND {spread / FACTOR})
        FROM ({of_lines}) GROUP BY sheet, force ORDER BY sheet, force
        """,
        [new, old],
    ).fetchall()


def _amounts(raw_name: str, sheets: EditionSheets, columns: Mapping[str, str]) -> str:
    """SQL of the sums of the amounts of a submission by those columns, with the keys they are compared by."""
    keys = {
        "sheet": "regexp_replace(lower(sheet), '^[0-9]+_+', '')",
        "label": "regexp_replace(lower(regexp_replace(label, '\\s+', ' ', 'g')), '[0-9*]+$', '')",
        "force": "replace(lower(force), '&', 'and')",
    }
    named = ", ".join(f"trim({column}) AS {name}" for name, column in columns.items())
    keyed = ", ".join(f"trim({keys[name]}) AS {name}_key" for name in columns)
    return (
        f"(SELECT *, {keyed} FROM (SELECT any_value(_sheet) AS file_sheet, {named}, "
        f"sum(abs(try_cast({sheets.value}{VALUE_SUFFIX} AS DOUBLE))) AS amount FROM raw.{raw_name} "
        "WHERE _submission_id = {} GROUP BY ALL))"
    )


def _pairs(amounts: str, keys: str) -> str:
    """SQL of the amounts of two submissions that have the same keys, neither of them nil."""
    return (
        "SELECT new.file_sheet, new.sheet, new.force, new.amount / old.amount AS ratio "
        f"FROM {amounts.format('$1')} AS new INNER JOIN {amounts.format('$2')} AS old USING ({keys}) "
        "WHERE new.amount > 0 AND old.amount > 0"
    )


def _slips(counted: list[tuple[Any, ...]], submission: Submission) -> Iterable[Finding]:
    """One finding for a sheet that slipped for most forces, otherwise one for each force that did."""
    of_sheet: dict[tuple[str, str], list[tuple[str, int, int, str]]] = defaultdict(list)
    for file_sheet, sheet, force, lines, larger, smaller in counted:
        if lines >= FEWEST_AMOUNTS:
            times = "1,000 times" if larger > smaller else "a thousandth of"
            of_sheet[file_sheet, sheet].append((force, lines, max(larger, smaller), times))
    for (file_sheet, sheet), forces in of_sheet.items():
        slipped = [each for each in forces if each[2] * 2 > each[1]]
        key = f"sheet={sheet}"
        if len(slipped) * 2 > len(forces):
            value = f"{sum(each[2] for each in slipped):,} of {sum(each[1] for each in forces):,}"
            yield Finding("S24", sheet=file_sheet, natural_key=key, value=value, expected=sheet, detail=slipped[0][3])
            continue
        for force, lines, count, times in slipped:
            yield Finding(
                "S24", sheet=file_sheet, natural_key=f"{key}; force_name={force}",
                value=f"{count:,} of {lines:,}, all for {force}", expected=sheet, detail=times,
            )  # fmt: skip
