"""For each rule that compares the sheets of one file: a file that breaks it and one that nearly does."""

from tests.files import headings, text_bytes, workbook_bytes
from tests.returns import about, table_rows
from tests.small_hub import agreement, benefit, register

GOOD, QUERY, REJECTED = "accepted", "accepted_with_queries", "rejected"
REGISTER = "collaboration_register"


def row(table, **columns):
    """A row of a register, cited, of the agreement em-x, by headings with underscores for spaces."""
    given = {"Agreement id": "em-x", "Source document": "working-together-2013", "Source place": "Figure 5"}
    given |= {name.replace("_", " "): value for name, value in columns.items()}
    known = headings(REGISTER, table)
    assert set(given) <= set(known), set(given) - set(known)
    return [given.get(name) for name in known]


def party(name, role="partner", **columns):
    return row("parties", Party=name, Party_type="force", Role=role, **columns)


def share(name, percent, year="2014/15", **columns):
    given = {"Share (%)": percent, "Basis": "nre", **columns}
    return row("contributions", Party=name, Financial_year=year, **given)


def in_kind(**columns):
    return register(contributions=[share("Kent", None, Basis="in_kind", **columns)])


def events(*dates):
    rows = [row("events", Sequence=number, Event="varied", Date=date) for number, date in enumerate(dates, start=1)]
    return register(events=rows)


def shares(*percents, parties=("Kent", "Essex", "Surrey")):
    rows = [share(name, percent) for name, percent in zip(parties, percents, strict=False)]
    return register(parties=[party(name) for name in parties], contributions=rows)


def ended(**tables):
    return register(agreements=[agreement(Stage="ended", Reason_for_stage="It cost too much")], **tables)


def cost(kind):
    return row("costs", Financial_year="2014/15", Kind=kind, **{"Amount (£)": 100})


def criteria(mapped, full, **assessments):
    """An organised crime return; criteria by their first word."""
    names = {"identified": "Threats and risks identified", "activity": "Activity to manage them"}
    figures = {"Groups mapped": mapped, "Groups with a full operational response": full}
    rows = [{"figure_name": name, "figure": figure} for name, figure in figures.items()]
    assessed = [{"criterion": names[name], "assessment": said} for name, said in assessments.items()]
    return workbook_bytes(
        {
            "About": about("organised_crime", Regional_model="virtual_taskforce"),
            "Response": table_rows("organised_crime", "response", rows),
            "Functionality": table_rows("organised_crime", "functionality", assessed),
        }
    )


def lines(route, reference):
    line = ["Kent", "2022/23", "1", "A Ltd", None, "Fuel", route, reference, None, 10, None]
    own = ["Force", "Financial year", *headings("procurement_spend", "lines"), "Illustrative"]
    return text_bytes([own, line])


JOINT = {"agreements": [agreement(Style="joint_venture")]}
CASES = {
    "CR02": (
        register(lessons=[row("lessons", Agreement_id="em-y", Theme="ict", Lesson="Start small")]), REJECTED, "A2",
        register(lessons=[row("lessons", Agreement_id=None, Theme="ict", Lesson="Start small")]), GOOD,
    ),
    "CR03": (shares(33.3, 33.3, 33.2), QUERY, "F2", shares(33.3, 33.3, 33.3), GOOD),
    "CR04": (
        register(agreements=[agreement(Lead_force="Essex")], parties=[party("Kent"), party("Essex", "not_a_party")]),
        QUERY, "J2",
        register(agreements=[agreement(Lead_force="Essex Police")], parties=[party("Kent"), party("Essex", "lead")]),
        GOOD,
    ),
    "CR05": (
        register(parties=[party("Essex")], costs=[row("costs", Party="Kent", Financial_year="2014/15", Kind="running",
                                                     **{"Amount (£)": 1})]), QUERY, "B2",
        register(parties=[party("Essex")], costs=[cost("running")]), GOOD,
    ),
    "CR06": (
        register(agreements=[agreement(Start_date="2012-04", End_date="2012-03-31")]), QUERY, "T2",
        register(agreements=[agreement(Start_date="2012-04", End_date="2012")]), GOOD,
    ),
    "CR07": (
        register(parties=[party("Kent", Joined="2014", Left="2013-12", Reason="Cost")]), QUERY, "F2",
        register(parties=[party("Kent", Joined="2014", Left="2014-01", Reason="Cost")]), GOOD,
    ),
    "CR08": (
        register(agreements=[agreement(Start_date="2012", Review_date="2011")]), QUERY, "U2",
        register(agreements=[agreement(Start_date="2012-05-01", Review_date="2012-05")]), GOOD,
    ),
    "CR09": (ended(costs=[cost("running")]), QUERY, "Q2", ended(costs=[cost("exit")]), GOOD),
    "CR12": (
        register(parties=[party("Kent", Left="2014")]), QUERY, "G2",
        register(parties=[party("Kent", Left="2014", Reason="Cost")]), GOOD,
    ),
    "CR13": (
        register(agreements=[agreement(Stage="approved_not_implemented")]), QUERY, "V2",
        register(agreements=[agreement(Stage="approved_not_implemented", Reason_for_stage="Cost")]), GOOD,
    ),
    "CR14": (
        register(benefits=[benefit(forecast=None)]), GOOD, "J2",
        register(
            benefits=[benefit(forecast=None)],
            **{"business_cases": [row("business_cases", Case_id="c", Function="Custody", Case_stage="approved")]},
        ),
        GOOD,
    ),
    "CR15": (
        register(agreements=[agreement(Start_date=None)]), GOOD, "R2",
        register(agreements=[agreement(Start_date=None, Stage="idea")]), GOOD,
    ),
    "CR16": (
        register(**JOINT, parties=[party("Kent"), party("Kent", "host"), party("Essex", "not_a_party")]), QUERY, "F2",
        register(**JOINT, parties=[party("Kent"), party("Essex")]), GOOD,
    ),
    "CR17": (in_kind(), QUERY, "D2", in_kind(**{"Staff in kind (FTE)": 0}), GOOD),
    "CR18": (events("2013", None, "2012-12"), QUERY, "D4", events("2013-05", None, "2013"), GOOD),
    "OC02": (criteria(9, 0, activity="met"), QUERY, "B2", criteria(9, 1, activity="met"), GOOD),
    "OC03": (criteria(0, 0, identified="met"), QUERY, "B2", criteria("..", 0, identified="met"), GOOD),
    "PS01": (lines("national", None), GOOD, "H2", lines("none", None), GOOD),
}  # fmt: skip
