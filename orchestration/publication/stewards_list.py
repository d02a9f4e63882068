"""The steward's list: every submission and every finding, in words, as a CSV beside a page.

Belongs here: what a steward reads after a load, release or not. Does not belong here: the public pages of a release.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from orchestration.returns.description import all_descriptions
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import Settings
from orchestration.validation.catalogue import read_catalogue
from orchestration.warehouse.database import open_warehouse

LIST_NAME = "stewards_list.html"
CSV_NAME = "stewards_list.csv"

_FINDINGS = """
    SELECT f.severity, f.rule_id, f.file_name, s.status, f.sheet, f.cell, f.value_given, f.expected, f.sentence,
           f.how_to_fix, f.submission_id, f.found_at
    FROM ledger.findings AS f JOIN ledger.submissions AS s USING (submission_id)
    WHERE s.status <> 'superseded' AND coalesce(f.state, '') NOT IN ('fixed', 'superseded')
    ORDER BY CASE f.severity WHEN 'reject' THEN 1 WHEN 'query' THEN 2 ELSE 3 END, f.file_name, f.rule_id,
             f.sheet, f.row_number, f.cell
"""
_SUBMISSIONS = """
    SELECT submission_id, file_name, return_id, force_id, financial_year, edition, version, status, status_reason,
           is_illustrative, rows_data,
           rows_header + rows_title + rows_footnote + rows_subtotal + rows_blank AS rows_around, rows_quarantined,
           received_at
    FROM ledger.submissions
    ORDER BY CASE status WHEN 'rejected' THEN 1 WHEN 'unrecognised' THEN 2 WHEN 'accepted_with_queries' THEN 3
             WHEN 'received' THEN 4 WHEN 'accepted' THEN 5 ELSE 6 END, file_name, submission_id
"""
# Nothing need be done about these: the page folds them away.
_SETTLED = {"accepted", "superseded", "duplicate"}
# The page shows this many findings of one rule and file; the CSV has them all.
SHOWN_OF_A_RULE = 25


def write_stewards_list(settings: Settings) -> Path:
    """Write the list into the reports folder and return the page's path."""
    with open_warehouse(settings) as connection:
        findings = _rows(connection.execute(_FINDINGS))
        submissions = _rows(connection.execute(_SUBMISSIONS))
    forces = read_reference_lists(settings.seeds).forces
    for submission in submissions:
        submission["return_title"] = _title(submission["return_id"])
        force = forces.get(submission["force_id"] or "")
        submission["force_name"] = force.name if force else ""
    settings.reports.mkdir(parents=True, exist_ok=True)
    _write_csv(settings.reports / CSV_NAME, findings)
    page = settings.reports / LIST_NAME
    template = _templates().get_template("stewards_list.html.jinja")
    titles = {rule.rule_id: rule.title for rule in read_catalogue(settings.seeds)}
    settled = [each for each in submissions if each["status"] in _SETTLED]
    text = template.render(
        open_submissions=[each for each in submissions if each["status"] not in _SETTLED],
        settled_submissions=settled,
        has_illustrative=any(each["is_illustrative"] for each in submissions),
        groups=_grouped(findings, titles),
        csv_name=CSV_NAME,
    )
    _replace(page, text)
    return page


def _title(return_id: str | None) -> str:
    if return_id is None:
        return ""
    return next((each.title for each in all_descriptions() if each.return_id == return_id), return_id)


def _grouped(findings: list[dict[str, Any]], titles: dict[str, str]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for finding in findings:
        key = (finding["file_name"], finding["rule_id"])
        title = titles.get(finding["rule_id"], finding["rule_id"])
        group = groups.setdefault(key, {**finding, "title": title, "findings": [], "count": 0})
        group["count"] += 1
        if len(group["findings"]) < SHOWN_OF_A_RULE:
            group["findings"].append(finding)
    return list(groups.values())


def _rows(cursor: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    partial = path.with_suffix(".partial")
    names = list(rows[0]) if rows else ["severity", "rule_id", "file_name", "sentence"]
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
    partial.replace(path)


def _safe(value: Any) -> Any:
    # A spreadsheet program would run text that begins like a formula.
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value


def _replace(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("orchestration.publication", "templates"), autoescape=select_autoescape(default=True)
    )
