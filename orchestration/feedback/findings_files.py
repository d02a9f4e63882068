"""The same findings as CSV for people and as JSON for programs, written as they are read: there may be very many.

In scope: writing both beside the workbook. Out of scope: the shape of the JSON (`json_report`).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.feedback.json_report import rest, validation
from orchestration.feedback.ledger_queries import Returned
from orchestration.feedback.page import LISTED, SEVERITY_WORDS, Found
from orchestration.feedback.shown import as_shown
from orchestration.findings.catalogue import Catalogue

_HEADINGS = (
    "Rule", "Severity", "Sheet", "Cell", "Column", "Row", "Value supplied", "Expected", "Last year", "Error",
    "What to do",
)  # fmt: skip
_STARTS_A_FORMULA = {"=", "+", "-", "@", "\t", "\r", "\n"}
_PLAIN_NUMBER = re.compile(r"[+-]\d[\d,]*(\.\d+)?")


def write_lists(
    submission: Returned, findings: Iterable[Found], catalogue: Catalogue, csv_path: Path, json_path: Path
) -> Iterator[Found]:
    """Write both lists while passing the findings on; they are whole once the last finding was taken."""
    # The mark at the start tells a spreadsheet program that the text is UTF-8.
    with (
        csv_path.open("w", encoding="utf-8-sig", newline="") as text,
        json_path.open("w", encoding="utf-8") as report,
    ):
        writer = csv.writer(text)
        writer.writerow(_HEADINGS)
        separator = "[\n"
        for found in findings:
            writer.writerow([_safe(value) for value in _row(as_shown(found, catalogue[found.rule_id]))])
            plain = validation(submission, found, catalogue[found.rule_id])
            report.write(separator + json.dumps(plain, ensure_ascii=False))
            separator = ",\n"
            yield found
        left = submission.findings - LISTED
        if left > 0:
            writer.writerow(["", "", "", "", "", "", "", "", "", f"{left:,} more findings are not listed."])
            report.write(separator + json.dumps(rest(submission, left), ensure_ascii=False))
        report.write("\n]\n")


def _row(found: Found) -> tuple[str | None, ...]:
    return (
        found.rule_id, SEVERITY_WORDS[found.severity], found.sheet, found.cell, found.column, found.natural_key,
        found.value, found.expected, found.last_year, found.sentence, found.how_to_fix,
    )  # fmt: skip


def _safe(text: str | None) -> str:
    """Text that a spreadsheet program does not run, with an apostrophe in front where it would; numbers stay."""
    if not text:
        return ""
    runs = text.lstrip(" ")[:1] in _STARTS_A_FORMULA and not _PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if runs else text
