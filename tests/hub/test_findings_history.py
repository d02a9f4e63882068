"""Findings from version to version of a return: new, still there, fixed; and what was the same cell a year before."""

from dataclasses import replace

from orchestration.validation.validate import validate_return
from tests.returns import expenditure, spending, workforce

LOCAL = {"heading_name": "Local policing", "police_officer_fte": 100.5}
ROADS = {"heading_name": "Road policing", "police_officer_fte": 10}
BAD_ROADS = {**ROADS, "police_officer_fte": "ten"}
BAD_LOCAL = {**LOCAL, "police_officer_fte": "many"}


def history(hub, rule_id):
    """Version and state of every line of the history of one rule, with the row it is about."""
    return hub.ask(
        "SELECT DISTINCT h.submission_id, f.natural_key, h.state FROM ledger.finding_history AS h "
        "JOIN (SELECT DISTINCT identity, rule_id, natural_key FROM ledger.findings) AS f USING (identity) "
        "WHERE f.rule_id = ? ORDER BY ALL",
        rule_id,
    )


def states(hub, rule_id):
    columns = "submission_id, cell, state, first_submission_id"
    return hub.ask(f"SELECT {columns} FROM ledger.findings WHERE rule_id = ? ORDER BY ALL", rule_id)


def test_new_still_there_and_fixed_whatever_the_row(hub):
    hub.receive("a.xlsx", workforce(BAD_LOCAL, BAD_ROADS))
    hub.receive("b.xlsx", workforce({"heading_name": "Investigations", "police_officer_fte": 1}, BAD_ROADS, LOCAL))
    hub.receive("c.xlsx", workforce(LOCAL, ROADS))
    local, roads = "heading_name=Local policing", "heading_name=Road policing"
    assert history(hub, "V03") == [
        ("S000001", local, "new"), ("S000001", roads, "new"),
        ("S000002", local, "fixed"), ("S000002", roads, "still there"),
        ("S000003", roads, "fixed"),
    ]  # fmt: skip
    assert states(hub, "V03") == [
        ("S000001", "B2", "new", "S000001"), ("S000001", "B3", "new", "S000001"),
        ("S000002", "B3", "still there", "S000001"),
    ]  # fmt: skip


def test_what_was_fixed_and_comes_back_is_new_but_first_found_long_ago(hub):
    for name, row in {"a.xlsx": BAD_LOCAL, "b.xlsx": LOCAL, "c.xlsx": BAD_LOCAL}.items():
        hub.receive(name, workforce(row, Completed_by=name))
    assert states(hub, "V03") == [("S000001", "B2", "new", "S000001"), ("S000003", "B2", "new", "S000001")]


def test_forces_years_and_series_have_findings_of_their_own(hub):
    hub.receive("a.xlsx", workforce(BAD_LOCAL))
    hub.receive("b.xlsx", workforce(BAD_LOCAL, force="Essex"))
    hub.receive("c.xlsx", workforce(BAD_LOCAL, year="2021/22"))
    assert {state for _, _, state, _ in states(hub, "V03")} == {"new"}
    assert hub.ask("SELECT count(DISTINCT identity) FROM ledger.findings WHERE rule_id = 'V03'") == [(3,)]


def test_a_heading_spelt_otherwise_is_the_same_finding(hub):
    hub.receive("a.xlsx", workforce(BAD_LOCAL))
    hub.receive("b.xlsx", workforce({**BAD_LOCAL, "heading_name": "LOCAL  policing"}))
    assert [state for _, _, state, _ in states(hub, "V03")] == ["new", "still there"]


def broken_headings(*rows):
    """A workbook that reading alone turns away: one heading is unknown."""
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(workforce(*rows)))
    sheet = book["Workforce"]
    sheet.cell(1, sheet.max_column + 1, "Horses")
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_file_turned_away_by_reading_has_states_and_fixes_nothing(hub):
    hub.receive("a.xlsx", workforce(BAD_LOCAL))
    assert hub.receive("b.xlsx", broken_headings(LOCAL)) == "rejected"
    assert hub.receive("c.xlsx", broken_headings(LOCAL, ROADS)) == "rejected"
    assert validate_return(hub.settings, "workforce") == {}
    assert [state for _, _, state, _ in states(hub, "S10")] == ["new", "still there"]
    assert [state for *_, state in history(hub, "V03")] == ["new"], "no suite was run, so nothing is known to be fixed"
    hub.receive("d.xlsx", workforce(LOCAL))
    assert [state for *_, state in history(hub, "V03")] == ["new", "fixed"]
    assert [state for *_, state in history(hub, "S10")] == ["new", "still there", "fixed"]


def test_a_file_of_no_known_return_is_followed_by_its_name(hub):
    (hub.settings.landing / "notes.csv").write_bytes(b"a,b\n1,2\n")
    hub.receive("a.xlsx", workforce(LOCAL))
    hub.receive("notes.csv", b"a,b\n3,4\n")
    validate_return(hub.settings, "workforce")
    assert [state for _, _, state, _ in states(hub, "F15")] == ["new", "still there"]


def test_a_rule_that_could_not_run_fixes_nothing(hub, monkeypatch):
    from orchestration.validation import suites

    hub.receive("a.xlsx", workforce(BAD_LOCAL))
    whole = suites.validate_together

    def broken(*arguments):
        validations = whole(*arguments)
        for validation in validations.values():
            validation.findings.append(suites.Finding("H01", value="V03", detail="it broke"))
        return validations

    with monkeypatch.context() as patched:
        patched.setattr("orchestration.validation.validate.validate_together", broken)
        hub.receive("b.xlsx", workforce(LOCAL))
    assert [state for *_, state in history(hub, "V03")] == ["new", "could not run"]
    assert [state for *_, state in history(hub, "H01")] == ["could not run"]
    hub.receive("c.xlsx", workforce(BAD_LOCAL, ROADS))
    assert [state for _, _, state, _ in states(hub, "V03")] == ["new", "still there"]


def test_an_older_edition_that_comes_late_changes_no_state(hub):
    hub.receive("a.xlsx", workforce({**LOCAL, "police_staff_fte": "-"}, Completed_on="2023-06-20"))
    assert hub.receive("b.xlsx", workforce(LOCAL, ROADS, Completed_on="2023-06-01")) == "superseded"
    hub.receive("c.xlsx", workforce({**LOCAL, "police_staff_fte": "-"}, ROADS, Completed_on="2023-06-30"))
    assert [state for *_, state in history(hub, "C15")] == ["new", "still there"]
    assert states(hub, "R14")[0][2] == "superseded"


def test_last_years_value_and_the_difference_stand_beside_the_value(hub):
    hub.receive("a.xlsx", expenditure(spending("Local policing", "1,000"), year="2021/22"))
    hub.receive("b.xlsx", expenditure(spending("Local policing", "much")))
    ((value, last_year),) = hub.ask(
        "SELECT value_given, last_year_value FROM ledger.findings "
        "WHERE rule_id = 'V03' AND column_name = 'Gross expenditure (£)'"
    )
    assert (value, last_year) == ("much", "1000")


def test_the_difference_is_known_where_both_are_numbers():
    from orchestration.findings.finding import Finding

    wrong = Finding("V04", row=2, value="£1,100.50", expected="1000")
    assert wrong.difference == "100.50"
    assert replace(wrong, expected="at least 0").difference is None
    assert replace(wrong, value="1000.00").difference is None
