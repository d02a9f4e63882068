"""The page of the loads: what arrived in the latest and in those before, and what became of each file.

In scope: choosing and counting these. Out of scope: how they look.
"""

from __future__ import annotations

from typing import Any

from orchestration.returns.description import return_name
from orchestration.steward_report.matrix import series_anchor
from orchestration.steward_report.queries import Row, fetch_rows
from orchestration.steward_report.report import Report, rule_page, sender_page
from orchestration.steward_report.state_labels import SUBMISSIONS

# Files shown of the latest load and of each before it, and how many loads; files.csv has every file.
FILES_OF_THE_LATEST = 300
FILES_OF_AN_EARLIER = 30
LOADS_SHOWN = 20
DATA_DOCS = "data_docs/index.html"

_LOADS = """
    SELECT loads.load_id, loads.started_at, loads.read_at, loads.files_already_received,
           count(s.submission_id) AS files,
           count(*) FILTER (WHERE s.status IN ('rejected', 'unrecognised')) AS not_accepted,
           count(*) FILTER (WHERE s.status = 'accepted_with_queries') AS in_question,
           count(*) FILTER (WHERE s.status = 'accepted') AS accepted,
           count(*) FILTER (WHERE s.status IN ('superseded', 'duplicate', 'withdrawn', 'received')) AS others
    FROM ledger.loads LEFT JOIN report_submissions AS s USING (load_id)
    GROUP BY ALL ORDER BY loads.load_id DESC LIMIT $shown
"""
_FILES = """
    SELECT submission_id, sender_id, file_name, return_id, financial_year, variant, edition, version, status,
           status_reason, received_at, bytes, load_id, is_current
    FROM (
        SELECT *, row_number() OVER (
            PARTITION BY load_id
            ORDER BY CASE WHEN status IN ('rejected', 'unrecognised') THEN 1
                          WHEN status = 'accepted_with_queries' THEN 2 ELSE 3 END, submission_id
        ) AS place
        FROM report_submissions
    )
    WHERE place <= CASE WHEN load_id IS NOT DISTINCT FROM $latest THEN $of_the_latest ELSE $of_an_earlier END
    ORDER BY load_id DESC, place
"""
_BEFORE_LOADS = "SELECT count(*) AS files FROM report_submissions WHERE load_id IS NULL"
_BROKEN = """
    SELECT f.value_given AS rule_id, f.file_name, f.sentence, r.sender_id
    FROM report_findings AS r JOIN ledger.findings AS f USING (finding_id)
    WHERE r.rule_id = 'H01' ORDER BY f.value_given, f.file_name LIMIT $shown
"""


def run_context(report: Report) -> dict[str, Any]:
    """Everything that the page of the loads says."""
    loads = fetch_rows(report.connection, _LOADS, {"shown": LOADS_SHOWN})
    # A load that found nothing new says so in its line; the files shown are of the last that brought some.
    latest = next((each["load_id"] for each in loads if each["files"]), None)
    files: dict[str | None, list[dict[str, Any]]] = {}
    asked = {"latest": latest, "of_the_latest": FILES_OF_THE_LATEST, "of_an_earlier": FILES_OF_AN_EARLIER}
    for row in fetch_rows(report.connection, _FILES, asked):
        files.setdefault(row["load_id"], []).append(_file(report, row))
    ((before,),) = [tuple(row.values()) for row in fetch_rows(report.connection, _BEFORE_LOADS)]
    docs = report.settings.reports / DATA_DOCS
    return {
        "loads": [{**each, "shown": files.get(each["load_id"], [])} for each in loads],
        "latest": next(({**each, "shown": files[latest]} for each in loads if each["load_id"] == latest), None),
        "before_loads": {"files": before, "shown": files.get(None, [])},
        "broken": [
            {**row, "rule_link": rule_page(row["rule_id"] or "H01"), "sender_link": sender_page(row["sender_id"])}
            for row in fetch_rows(report.connection, _BROKEN, {"shown": FILES_OF_THE_LATEST})
        ],
        "data_docs": DATA_DOCS if docs.is_file() else "",
    }


def _file(report: Report, row: Row) -> dict[str, Any]:
    return {
        **row,
        "sender": report.sender_name(row["sender_id"]),
        "sender_link": f"{sender_page(row['sender_id'])}#{series_anchor(row)}",
        "name": return_name(row["return_id"], row["variant"]),
        "period": row["financial_year"] or row["edition"] or "",
        "word": SUBMISSIONS[row["status"]],
        "links": report.links_back(row["submission_id"]),
    }
