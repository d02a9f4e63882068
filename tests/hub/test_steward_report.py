"""The steward's report of what a small hub received: states, findings, decisions, loads, escaping, what goes."""

import csv
import datetime
import re
from html import unescape

import pytest

from orchestration.feedback.ledger_queries import submissions_to_return
from orchestration.feedback.write import write_feedback
from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.decisions import record_explanation, record_sign_off, record_waiver, scope_of
from orchestration.returns.description import description_of
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.steward_report.report import open_report
from orchestration.steward_report.tables import SHOWN_OF_A_RULE
from orchestration.steward_report.write import write_steward_report
from orchestration.validation import suites
from orchestration.validation.validate import validate_return
from orchestration.warehouse.database import open_warehouse
from tests.returns import workforce
from tests.small_hub import FORCES, funding

LOCAL = {"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": 20}
BAD = {**LOCAL, "police_officer_fte": "lots"}
DASH = {**LOCAL, "police_staff_fte": "-"}  # C15, a query
AFTER_DUE = datetime.datetime(2026, 12, 1, 9)
BEFORE_DUE = datetime.datetime(2026, 5, 1, 9)


def written(hub, at=None):
    """Folder of the report of a hub."""
    write_feedback(hub.settings)
    return write_steward_report(hub.settings, at).parent


def words(path):
    """What can be read on a page, white space folded."""
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(unescape(text).split())


def cell(folder, place, force="kent"):
    """What the matrix says of a return of a force."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    (found,) = re.findall(rf'<a href="force/{force}\.html#{place}">(.*?)</a>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


def decide(hub, record, *arguments, year="2022/23"):
    lists, catalogue = read_reference_lists(hub.settings.seeds), read_catalogue(hub.settings.seeds)
    with open_warehouse(hub.settings) as connection:
        scope = scope_of(lists, "workforce", "kent", year)
        if record is record_sign_off:
            return record(connection, scope, *arguments)
        return record(connection, catalogue, arguments[0], scope, *arguments[1:])


def waive(hub, rule_id):
    until = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=10)
    decide(hub, record_waiver, rule_id, "", "It may stand", "A Steward", until.isoformat())
    validate_return(hub.settings, "workforce")
    return f"{until:%-d %B %Y}"


PLACE = "workforce-2022-23-workforce"
SENT = {
    "clean": ([workforce(LOCAL)], "✓ Clean"),
    "in question": ([workforce(DASH)], "? In question 1 to answer"),
    "rejected": ([workforce(BAD)], "✕ Rejected 1 to answer"),
    "newer rejected": ([workforce(LOCAL), workforce(BAD)], "✕ Newer rejected 1 to answer"),
    "mended": ([workforce(BAD), workforce(LOCAL)], "✓ Clean"),
}


@pytest.mark.parametrize("state", SENT)
def test_the_matrix_says_where_a_return_stands(hub, state):
    files, expected = SENT[state]
    for number, content in enumerate(files):
        hub.receive(f"{number}.xlsx", content)
    assert cell(written(hub), PLACE) == expected


def test_what_did_not_come_is_late_after_its_date_and_not_before(hub):
    hub.receive("a.xlsx", workforce(LOCAL))
    place = "workforce-2025-26-workforce"
    assert cell(written(hub, AFTER_DUE), place, "essex") == "! Late"
    assert "43 returns of 2025/26" not in words(written(hub, AFTER_DUE) / "index.html")
    assert "258 late" in words(written(hub, AFTER_DUE) / "index.html")
    assert cell(written(hub, BEFORE_DUE), place, "essex") == "○ Not received"
    assert "0 late" in words(written(hub, BEFORE_DUE) / "index.html")


def test_waived_and_signed_off(hub):
    hub.receive("a.xlsx", workforce(DASH))
    until = waive(hub, "C15")
    folder = written(hub)
    assert cell(folder, PLACE) == "✓ Clean, waived"
    assert "1 waivers expire soon" in words(folder / "index.html")
    force = words(folder / "force" / "kent.html")
    assert f"Waived until {until}" in force
    assert "Waived by A Steward: It may stand" in force
    assert until in words(folder / "rule" / "C15.html")
    hub.receive("b.xlsx", workforce(LOCAL))
    decide(hub, record_sign_off, "C. Officer", "Chief finance officer", "")
    assert cell(written(hub), PLACE) == "✓✓ Signed off"
    assert "C. Officer, Chief finance officer" in words(folder / "force" / "kent.html")


def test_a_finding_is_new_then_still_there_then_fixed_then_back(hub):
    seen = []
    for number, row in enumerate((DASH, DASH, LOCAL, DASH)):
        hub.receive(f"{number}.xlsx", workforce(row, {"heading_name": "Road policing", "police_officer_fte": number}))
        page = (written(hub) / "force" / "kent.html").read_text(encoding="utf-8")
        states = re.findall(r'data-row data-return="[^"]+" data-year="2022/23" data-state="([^"]+)"', page)
        seen.append(
            (states, "1 fixed by the latest version" in words(hub.settings.reports / "steward/force/kent.html"))
        )
    assert [states[:1] for states, _ in seen] == [["new"], ["still there"], seen[2][0][:1], ["back"]]
    assert [fixed for _, fixed in seen] == [False, False, True, False]


def test_a_finding_says_where_what_was_expected_and_what_to_do(hub):
    hub.receive("a.xlsx", workforce(BAD))
    decide(hub, record_explanation, "V03", "", "The system was down", "Finance, Kent")
    page = words(written(hub) / "force" / "kent.html")
    for said in ("Workforce, B2", "lots", "Enter the number in digits only.", "Explained by Finance, Kent"):
        assert said in page, said
    link = re.search(r'href="\.\./\.\./(feedback/kent/[^"]+)"', _page(hub, "force/kent.html"))
    assert link and (hub.settings.reports / unescape(link[1]).replace("%20", " ")).is_file()


def _page(hub, name):
    return (hub.settings.reports / "steward" / name).read_text(encoding="utf-8")


def test_no_text_of_a_file_becomes_part_of_a_page(hub):
    name, value = "<script>alert('name')<script>.xlsx", "<script>alert('cell')</script>"
    hub.receive(name, workforce({**LOCAL, "police_officer_fte": value}))
    hub.receive("notes <img src=x>.csv", b"a,b\n1,2\n")
    folder = written(hub)
    assert value in unescape(_page(hub, "force/kent.html")) and name in unescape(_page(hub, "run.html"))
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"<script[^>]*>", text)) <= {
            '<script src="filter.js" defer>', '<script src="../filter.js" defer>',
        }  # fmt: skip
        assert "<img" not in text and "alert('" not in text, path.name


def test_long_lists_are_cut_and_say_so(hub):
    table = next(each for each in description_of("workforce").forms[0].tables if each.name == "functions")
    numbers = [column.name for column in table.columns_in("2022/23") if column.is_number]
    headings = ("Local policing", "Road policing", "Investigations", "Intelligence", "Operational support")
    hub.receive("a.xlsx", workforce(*[{"heading_name": each, **dict.fromkeys(numbers, "many")} for each in headings]))
    ((found,),) = hub.ask("SELECT count(*) FROM ledger.findings WHERE rule_id = 'V03'")
    assert found > SHOWN_OF_A_RULE
    written(hub)
    section = re.search(r'id="rule-v03".*?</section>', _page(hub, "force/kent.html"), re.DOTALL)
    assert section and section[0].count("<tr data-row") == SHOWN_OF_A_RULE
    assert f"{found - SHOWN_OF_A_RULE} more are not listed here" in section[0]


def test_a_rule_that_could_not_run_is_on_the_first_page_and_the_page_of_the_loads(hub, monkeypatch):
    whole = suites.validate_together

    def broken(*arguments):
        validations = whole(*arguments)
        for validation in validations.values():
            validation.findings.append(suites.Finding("H01", value="V03", detail="it broke"))
        return validations

    with monkeypatch.context() as patched:
        patched.setattr("orchestration.validation.validate.validate_together", broken)
        hub.receive("a.xlsx", workforce(LOCAL))
    folder = written(hub)
    assert "1 rules could not run" in words(folder / "index.html")
    assert "Rule V03 could not be run on a.xlsx" in words(folder / "run.html")


def test_each_load_names_its_files_and_what_became_of_them(hub):
    hub.receive("first.xlsx", workforce(BAD))
    hub.receive("second.xlsx", workforce(LOCAL))
    page = words(written(hub) / "run.html")
    assert hub.ask("SELECT load_id, files_new, files_already_received FROM ledger.loads ORDER BY 1") == [
        ("L000001", 1, 0), ("L000002", 1, 1),
    ]  # fmt: skip
    latest, _, before = page.partition("Files of load L000001")
    assert "second.xlsx ✓ Accepted Kent" in latest
    assert "first.xlsx ✕ Rejected Kent" in before
    assert "Validation results" not in page
    (hub.settings.reports / "data_docs").mkdir()
    (hub.settings.reports / "data_docs" / "index.html").write_text("", encoding="utf-8")
    assert "Validation results" in words(written(hub) / "run.html")


def test_what_is_gone_takes_its_page_with_it(hub):
    hub.receive("a.xlsx", workforce(LOCAL))
    folder = written(hub)
    (folder / "force" / "atlantis.html").write_text("gone", encoding="utf-8")
    (folder / "rule" / ".V03.html.partial").write_text("half", encoding="utf-8")
    (folder / "force" / "notes.txt").write_text("the steward's own", encoding="utf-8")
    written(hub)
    assert not (folder / "force" / "atlantis.html").exists()
    assert list(folder.rglob("*.partial")) == []
    assert (folder / "force" / "notes.txt").exists()


def test_registers_national_tables_and_files_of_nobody_have_pages(hub):
    hub.receive("police_funding_2025_26.csv", funding(forces=FORCES[:-1]))
    hub.receive("notes.csv", b"a,b\n1,2\n")
    folder = written(hub)
    assert "A force is missing from the table" in words(folder / "national.html")
    assert "notes.csv" in words(folder / "sender-not-known.html")
    assert "1 from an unknown submitter" in words(folder / "index.html")


def test_the_same_versions_count_as_go_back_to_their_senders(hub):
    for number, row in enumerate((BAD, DASH, BAD, {**BAD, "police_staff_fte": "few"})):
        hub.receive(f"{number}.xlsx", workforce(row))
    hub.receive("essex.xlsx", workforce(BAD, force="Essex"))
    hub.receive("notes.csv", b"a,b\n1,2\n")
    with open_warehouse(hub.settings) as connection:
        open_report(hub.settings, connection)
        counting = connection.execute(
            "SELECT submission_id FROM report_submissions WHERE is_current AND submission_id IN "
            "(SELECT submission_id FROM ledger.findings WHERE state IS DISTINCT FROM 'waived') ORDER BY 1"
        ).fetchall()
        assert [key for (key,) in counting] == [each.submission_id for each in submissions_to_return(connection)]


def test_the_lists_beside_the_pages_hold_what_stands_and_run_nothing(hub):
    hub.receive("a.xlsx", workforce({**LOCAL, "police_officer_fte": "=cmd|' /C calc'!A0"}))
    hub.receive("b.xlsx", workforce(DASH))
    written(hub)
    with (hub.settings.reports / "stewards_list.csv").open(encoding="utf-8", newline="") as file:
        findings = list(csv.DictReader(file))
    assert {each["rule_id"] for each in findings} >= {"C15"}
    for each in findings:
        assert not any(value.startswith(("=", "@")) for value in each.values())
    with (hub.settings.reports / "stewards_files.csv").open(encoding="utf-8", newline="") as file:
        assert [(each["file_name"], each["load_id"]) for each in csv.DictReader(file)] == [
            ("a.xlsx", "L000001"), ("b.xlsx", "L000002"),
        ]  # fmt: skip


def test_old_address_redirects(hub):
    hub.receive("a.xlsx", workforce(LOCAL))
    written(hub)
    former = (hub.settings.reports / "stewards_list.html").read_text(encoding="utf-8")
    assert 'href="steward/index.html"' in former


def test_an_empty_hub_and_a_hub_from_before_loads_were_kept_have_a_report(hub):
    hub.ask("SELECT 1")
    assert "No load has received a file." in words(written(hub) / "run.html")
    hub.receive("a.xlsx", workforce(LOCAL))
    hub.ask("DELETE FROM ledger.loads")
    assert "1 file received before loads were recorded" in words(written(hub) / "run.html")


def test_a_rule_page_tells_how_the_rule_was_changed_and_what_may_be_in_question(hub):
    hub.receive("a.xlsx", workforce(LOCAL))
    folder = written(hub)
    changed = words(folder / "rule" / "R11.html")
    assert "Changes to the rule" in changed and "21 November 2026 tolerance more than half of the amounts" in changed
    judged = words(folder / "rule" / "R20.html")
    assert "Police workforce by function final 10 20 21 November 2026" in judged
    assert "Changes to the rule" not in words(folder / "rule" / "V01.html")


def test_the_overview_says_whether_current_files_are_illustrative(hub):
    hub.receive("a.xlsx", workforce(LOCAL))
    assert "illustrative" not in words(written(hub) / "index.html")
    hub.receive("b.xlsx", workforce(LOCAL, force="Essex", Illustrative="yes"))
    assert "1 current file is illustrative" in words(written(hub) / "index.html")


def test_every_page_of_a_hub_with_made_up_files_says_so(hub):
    hub.receive("a.xlsx", workforce(LOCAL, Illustrative="yes"))
    folder = written(hub)
    pages = [
        folder / name for name in ("index.html", "run.html", "national.html", "rule/index.html", "force/kent.html")
    ]
    assert [page.name for page in pages if "1 current file is illustrative" not in words(page)] == []


def test_a_year_of_which_nothing_came_is_folded_away_and_its_returns_are_counted(hub):
    hub.receive("a.xlsx", workforce(LOCAL))
    page = (written(hub, AFTER_DUE) / "index.html").read_text(encoding="utf-8")
    collected, _, waiting = page.partition('<h2 id="not-collected">')
    assert "Forces and returns of 2022/23" in collected
    assert "Forces and returns of 2025/26" in waiting and "Forces and returns of 2025/26" not in collected
    folded = re.findall(r"<summary>2025/26: nothing received, ([\d,]+) returns outstanding</summary>", waiting)
    outstanding = re.findall(r'href="force/[^"]+2025-26[^"]*"', waiting)
    assert folded == [f"{len(outstanding):,}"] and outstanding
