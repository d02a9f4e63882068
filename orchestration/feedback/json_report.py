"""Findings for programs: JSON in the structure of the validation report of the European Statistical System.

In scope: the shape of one validation, and where its schema lies. Out of scope: which findings there are.

The structure is the one that the ESSnet on validation published as version 1.0.1: a list of validations, each with an
event, a rule, the data by their keys, and a value. What the hub tells beyond it stands under `finding` and
`submission`, which a program that knows only the published structure passes over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from orchestration.feedback.ledger_queries import Returned
from orchestration.feedback.page import Found
from orchestration.findings.catalogue import Rule

SCHEMA = Path(__file__).parent / "validation_report.schema.json"

_SEVERITIES = {"reject": "error", "query": "warning", "note": "information"}
_LANGUAGE = "rule catalogue of the ICM warehouse"
_COULD_NOT_RUN = "H01"  # says nothing of the data: neither passed nor failed


def validation(submission: Returned, found: Found, rule: Rule) -> dict[str, Any]:
    """One finding as a validation that failed.

    The keys of the data are, in this order: return, financial year, force, natural key of the row, column; empty where
    there is none.
    """
    keys = [submission.return_id, submission.financial_year, submission.force_id, found.natural_key, found.column]
    datum = [key or "" for key in keys]
    return {
        "id": found.finding_id,
        "type": "validation",
        "event": {
            "time": found.found_at,
            "actor": "ICM warehouse",
            "agent": "checked by " + rule.checked_by,
            "trigger": f"{submission.file_name} was received",
        },
        "rule": {
            "language": _LANGUAGE,
            "expression": found.rule_id,
            "severity": _SEVERITIES[found.severity],
            "description": rule.title,
            "explanation": found.how_to_fix,
        },
        "data": {"source": [datum], "target": [datum], "description": _place(submission, found)},
        "value": "NA" if found.rule_id == _COULD_NOT_RUN else "0",
        "finding": {
            "rule_id": found.rule_id, "level": rule.level, "severity": found.severity,
            "status": "could_not_run" if found.rule_id == _COULD_NOT_RUN else "fail",
            "sheet": found.sheet, "cell": found.cell, "row": found.row, "column": found.column,
            "value_given": found.value, "expected": found.expected,
            "message": found.sentence, "what_to_do": found.how_to_fix,
        },
        "submission": {
            "submission_id": submission.submission_id, "file_name": submission.file_name,
            "sha256": submission.sha256, "return_id": submission.return_id, "force_id": submission.force_id,
            "financial_year": submission.financial_year, "version": submission.version, "status": submission.status,
        },
    }  # fmt: skip


def rest(submission: Returned, left: int) -> dict[str, Any]:
    """How many findings are not listed, as the structure's other kind of entry."""
    datum = [submission.return_id or "", submission.financial_year or "", submission.force_id or "", "", ""]
    return {
        "id": f"{submission.submission_id}-not-listed",
        "type": "aggregation",
        "event": {"time": submission.last_found_at, "actor": "ICM warehouse"},
        "aggregate": {"language": _LANGUAGE, "expression": "count", "description": "Findings that are not listed."},
        "data": {"source": [datum], "target": [datum], "description": submission.file_name},
        "value": str(left),
    }


def _place(submission: Returned, found: Found) -> str:
    places = [f"sheet {found.sheet}" if found.sheet else "", f"cell {found.cell}" if found.cell else ""]
    return ", ".join([submission.file_name, *(place for place in places if place)])
