"""One page per agreement: what it is, its life, its parties and terms, and what is known of its money.

In scope: the page and what is not money. Out of scope: costs, savings and shares (`site.agreements_money`), who works
with whom (`site.collaborations`), and programmes (`site.programmes`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site import agreements_money
from orchestration.publication.site.agreement_rows import REGISTERS, TABLES, AgreementRows
from orchestration.publication.site.charts.lifeline import Period, life_line
from orchestration.publication.site.codes import title as title_words
from orchestration.publication.site.codes import words
from orchestration.publication.site.dates import published_date
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import agreements as sentences

_LEGAL = {
    "s22A": "Section 22A of the Police Act 1996",
    "s23": "Section 23 of the Police Act 1996",
    "s23AA": "Section 23AA of the Police Act 1996",
    "s22A_s23AA": "Sections 22A and 23AA of the Police Act 1996",
}
_WHOLE = (Reads("marts.dim_force"), Reads("marts.dim_poa_heading"), REGISTERS)
_SHORT_TITLE = 3


def agreement_path(agreement_id: str) -> str:
    """Return the path of an agreement's page."""
    return f"agreements/{agreement_id}.html"


def programme_path(programme: str) -> str:
    """Return the path of a programme's page."""
    return f"programmes/{re.sub(r'[^a-z0-9]+', '-', programme.lower()).strip('-')}.html"


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """One page per agreement."""
    rows = AgreementRows(reader)
    shared = reader.rows(
        "SELECT a.agreement_id, a.title, a.programme, "
        "(SELECT string_agg(DISTINCT p.party_name, ' ' ORDER BY p.party_name) FROM marts.agreement_parties AS p "
        "WHERE p.agreement_id = a.agreement_id AND p.force_id IS NULL) AS others, "
        "(SELECT string_agg(DISTINCT f.function_name, ' ' ORDER BY f.function_name) "
        "FROM marts.agreement_functions AS f WHERE f.agreement_id = a.agreement_id) AS functions "
        "FROM marts.agreements AS a ORDER BY a.agreement_id"
    )
    for agreement in shared:
        agreement_id = agreement["agreement_id"]
        reads = (*(Reads(table, "agreement_id", agreement_id) for table in TABLES), *_WHOLE)
        other_words = " ".join(filter(None, (agreement["programme"], agreement["others"], agreement["functions"])))
        entry = (full_title(agreement["title"], agreement["programme"]), "Agreement", other_words)
        yield Page(agreement_path(agreement_id), reads, _maker(rows, agreement_id), entry)


def full_title(title: str, programme: str | None) -> str:
    """Return a title that says enough on its own: ICT: Bedfordshire, Cambridgeshire and Hertfordshire.

    >>> full_title("ICT", "East Midlands"), full_title("East Midlands Criminal Justice Service", "East Midlands")
    ('ICT: East Midlands', 'East Midlands Criminal Justice Service')
    """
    if programme is None or programme.lower() in title.lower() or len(title.split()) > _SHORT_TITLE:
        return title
    return f"{title}: {programme}"


def _maker(rows: AgreementRows, agreement_id: str) -> Any:
    def make(_reader: ReleaseReader, frame: Frame) -> Files:
        path = agreement_path(agreement_id)
        return {path: frame.render("agreement", path, **content(rows, agreement_id, frame.edition))}

    return make


def content(rows: AgreementRows, agreement_id: str, edition: str = "hub") -> dict[str, Any]:
    """Return everything that the page of an agreement shows."""
    agreement = rows.of("marts.agreements", agreement_id)[0]
    parties = _parties(rows, agreement)
    now = [party for party in parties if party["is_now"]]
    lead = next((party["name"] for party in now if party["leads"]), None)
    functions = _functions(rows, agreement_id)
    money = agreements_money.content(rows, agreement_id)
    stage = agreement["stage"]
    sentence = sentences.what_it_is(stage, [each["name"] for each in now], [each["name"] for each in functions], lead)
    programme = agreement["programme"]
    return {
        "part": "Collaborations",
        "title": full_title(agreement["title"], programme),
        "styles": ["agreements.css"],
        "agreement": agreement,
        "programme": programme and {"name": programme, "path": programme_path(programme)},
        "is_withheld": stage is None,
        "sentence": sentence,
        "saved": money["sentence"] if stage is not None else "",
        "facts": [
            ("Stage", title_words(stage) or "Withheld"),
            ("Lead or host", lead or sentences.NOT_REPORTED),
            ("Parties", str(len(now)) if now else sentences.NOT_REPORTED),
            ("Delivered of the case", money["delivered_share"] or sentences.NOT_REPORTED),
        ],
        "life": _life(rows, agreement),
        "money": money,
        "people": _people(rows, agreement_id),
        "usage": [
            row | {"party": rows.party_name(row["party_id"], agreement_id), "measure": words(row["usage_measure"])}
            for row in _latest_year(rows.of("marts.agreement_usage", agreement_id))
        ],
        "parties": parties,
        "functions": functions,
        "terms": _terms(rows, agreement),
        "outside": rows.of("marts.agreement_non_parties", agreement_id),
        "lessons": [_learnt(row, "lesson") for row in rows.of("marts.lessons", agreement_id)],
        "barriers": [_learnt(row, "barrier") for row in rows.of("marts.barriers", agreement_id)],
        "capabilities": rows.of("marts.unit_capabilities", agreement_id),
        "contacts": [
            row | {"body": rows.party_name(row["party_id"], agreement_id) if row["party_id"] else row["body_name"]}
            for row in rows.of("marts.agreement_contacts", agreement_id)
        ],
        "no_contact": "Contacts are not in the public edition" if edition == "public" else sentences.NOT_REPORTED,
        "discrepancies": [_discrepancy(rows, row) for row in rows.of("marts.agreement_discrepancies", agreement_id)],
        "reports": [
            rows.submissions.get(row["submission_id"], {}) | {"given": row["given_agreement_id"]}
            for row in rows.of("quality.agreement_reports", agreement_id)
        ],
        "source": words(agreement["source_document"]),
        "not_reported": sentences.NOT_REPORTED,
        "words": words,
        "title_words": title_words,
    }


def _parties(rows: AgreementRows, agreement: Row) -> list[dict[str, Any]]:
    leads = {agreement["lead_force_id"], agreement["host_party_id"]} - {None}
    found = []
    for row in rows.of("marts.agreement_parties", agreement["agreement_id"]):
        dates = [
            f"{said} {published_date(row[column], row[f'{column}_precision'])}"
            for said, column in (("joined", "joined_date"), ("left", "left_date"))
            if row[column]
        ]
        if row["has_left"] and not row["left_date"]:
            dates.append("has left, on a date that is not published")
        leads_it = row["role"] in {"lead", "host"} or row["party_id"] in leads
        role = row["role"] if row["role"] in {"lead", "host"} or not leads_it else "lead or host"
        said = [title_words(role), *dates, *([row["reason"]] if row["reason"] else [])]
        found.append(
            {
                "name": rows.party_name(row["party_id"], agreement["agreement_id"]),
                "path": f"forces/{row['force_id']}.html" if row["force_id"] else None,
                "said": ". ".join(filter(None, [", ".join(said[: 1 + len(dates)]), *said[1 + len(dates) :]])),
                "leads": leads_it,
                "is_now": not row["has_left"] and row["role"] != "observer",
            }
        )
    return found


def _functions(rows: AgreementRows, agreement_id: str) -> list[dict[str, Any]]:
    """Functions once each, under the name of their heading, with what the register calls them."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows.of("marts.agreement_functions", agreement_id):
        heading, given_name = row["heading_id"], str(row["function_name"])
        name = str(rows.heading_names.get(heading, given_name)) if heading else given_name
        path = f"functions/{heading}.html" if heading else None
        given = found.setdefault(heading or name, {"name": name, "path": path, "given": []})["given"]
        if given_name.lower() != name.lower():
            given.append(given_name)
    return list(found.values())


def _life(rows: AgreementRows, agreement: Row) -> dict[str, Any]:
    """Stages and dated events: drawn, and as a numbered list."""
    agreement_id, as_at = agreement["agreement_id"], agreement["as_at"]
    stages = rows.of("marts.agreement_stages", agreement_id)
    events = rows.of("marts.agreement_events", agreement_id)
    dated = [
        {
            "date": event["event_date"],
            "precision": event["event_date_precision"],
            "name": title_words(event["event"]),
            "detail": _detail(rows, event),
        }
        for event in events
        if event["event_date"]
    ]
    of_events = {(each["date"], each["precision"]) for each in dated}
    dated += [
        {
            "date": stage["from_date"],
            "precision": stage["from_date_precision"],
            "name": title_words(stage["stage"]),
            "detail": "",
        }
        for stage in stages
        if stage["from_date"] and (stage["from_date"], stage["from_date_precision"]) not in of_events
    ]
    dated.sort(key=lambda each: each["date"])
    undated = [
        {"name": title_words(event["event"]), "detail": _detail(rows, event)}
        for event in events
        if not event["event_date"]
    ]
    started = agreement["start_date"] and published_date(agreement["start_date"], agreement["start_date_precision"])
    ended = agreement["end_date"] and published_date(agreement["end_date"], agreement["end_date_precision"])
    said = sentences.life(started and f"in {started}", ended and f"in {ended}", len(dated))
    for each in dated:
        each["when"] = published_date(each["date"], each["precision"])
    return {
        "said": said,
        "dated": dated,
        "undated": undated,
        "as_at": as_at and published_date(as_at, "day"),
        "chart": life_line(
            _periods(stages, as_at), [(each["date"], each["precision"] or "day") for each in dated], said
        )
        if dated
        else "",
    }


def _periods(stages: list[Row], as_at: datetime.date | None) -> list[Period]:
    return [
        Period(
            bool(stage["is_live"]),
            stage["from_date"],
            stage["from_date_precision"] or "day",
            stage["to_date"] or max(as_at or stage["from_date"], stage["from_date"]),
        )
        for stage in stages
        if stage["from_date"]
    ]


def _detail(rows: AgreementRows, event: Row) -> str:
    who = rows.party_name(event["party_id"], event["agreement_id"]) if event["party_id"] else None
    replaced = f"Replaced by {event['successor_agreement_id']}" if event["successor_agreement_id"] else None
    return ". ".join(
        filter(None, (who, event["decision_body"], event["reason"], replaced, event["document_reference"]))
    )


def _terms(rows: AgreementRows, agreement: Row) -> list[tuple[str, str]]:
    def date(column: str) -> str | None:
        return agreement[column] and published_date(agreement[column], agreement[f"{column}_precision"])

    notice = agreement["notice_months"]
    host = agreement["host_party_id"]
    legal = agreement["legal_basis"]
    given = {
        "Objective": agreement["objective"],
        "Legal basis": _LEGAL.get(legal, _stated(legal)),
        "Style": _stated(agreement["style"]),
        "Scale": ", ".join(filter(None, (_stated(agreement["scale"]), agreement["region"]))),
        "Portfolio": agreement["portfolio"],
        "Host": rows.party_name(host, agreement["agreement_id"]) if host else None,
        "Direction and control": agreement["direction_and_control"],
        "Signed": date("signed_date"),
        "Start": date("start_date"),
        "End": date("end_date"),
        "Next review": date("review_date"),
        "Notice": f"{notice} months" if notice is not None else None,
        "Who pays the exit costs": _stated(agreement["exit_rule"]),
        "Publication": ", ".join(
            filter(None, (title_words(agreement["publication_status"]), agreement["publication_address"]))
        ),
        "Reason for the stage": agreement["stage_reason"],
    }
    optional = {"Portfolio", "Host", "Reason for the stage"}
    return [(name, value or "") for name, value in given.items() if value or name not in optional]


def _stated(code: str | None) -> str:
    return "" if code in {None, "not_stated"} else title_words(code)


def _people(rows: AgreementRows, agreement_id: str) -> list[dict[str, Any]]:
    """People of the latest count of each function, on each basis."""
    counted = rows.of("marts.workforce_in_collaboration", agreement_id)
    latest: dict[tuple[str, str], datetime.date] = {}
    for row in counted:
        latest.setdefault((row["function_name"], row["basis"]), row["as_at"])
    return [
        {
            "function": row["function_name"],
            "party": rows.party_name(row["party_id"], agreement_id),
            "type": title_words(row["worker_type"]),
            "people": row["people"],
            "basis": "headcount" if row["basis"] == "people" else "FTE",
            "as_at": published_date(row["as_at"], row["as_at_precision"]),
        }
        for row in counted
        if row["as_at"] == latest[row["function_name"], row["basis"]]
    ] + [
        {
            "function": "Kept in the force in addition to the unit",
            "party": rows.party_name(row["party_id"], agreement_id),
            "type": name,
            "people": row[column],
            "basis": "headcount" if row["basis"] == "people" else "FTE",
            "as_at": row["financial_year"]
            if row["as_at"] is None
            else published_date(row["as_at"], row["as_at_precision"]),
        }
        for row in rows.of("marts.retained_resources", agreement_id)
        for name, column in (("Police officer", "officers"), ("Police staff", "staff"))
    ]


def _latest_year(found: list[Row]) -> list[Row]:
    return [row for row in found if row["financial_year"] == found[0]["financial_year"]]


def _learnt(row: Row, column: str) -> dict[str, str]:
    where = ", ".join(filter(None, (words(row["source_document"]), row["source_place"])))
    return {"text": row[column], "theme": title_words(row["theme_group"]), "where": where}


def _discrepancy(rows: AgreementRows, row: Row) -> dict[str, Any]:
    return row | {
        "field": title_words(row["column_name"]),
        "of": words(row["table_name"]),
        "kept_from": rows.submissions.get(row["submission_id_kept"], {}).get("variant") or row["submission_id_kept"],
        "other_from": rows.submissions.get(row["submission_id_set_aside"], {}).get("variant")
        or row["submission_id_set_aside"],
    }
