"""Rules across returns, years, submitters and the day: files in, findings out."""

import datetime
from dataclasses import replace

import pytest

from orchestration.feedback.ledger_queries import findings_of, submissions_to_return
from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.decisions import Scope, record_waiver
from orchestration.settings import PROJECT_DIR
from orchestration.validation import cross_return
from orchestration.validation.cross_return import compare_returns, rules_across
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.plan import read_plan
from tests.board_cases import board, level
from tests.cross_return_cases import home_office, named_register, national_tables
from tests.files import register_row
from tests.open_functions import row, table
from tests.peer_cases import group, peer, peers_file
from tests.returns import HEADINGS, procurement, whole_expenditure, whole_workforce
from tests.small_hub import FORCES, SmallHub, agreement

CATALOGUE = read_catalogue(PROJECT_DIR / "seeds")
CODES = {rule.rule_id for rule in rules_across(CATALOGUE)}
ROADS = "Road policing"
DRONES = ("4z", "Drones", "4", ROADS)
ROADS_ROW = HEADINGS.index(ROADS) + 2
OFFICERS = 100 * len(HEADINGS)


BAD_PAY = {ROADS: {"police_officer_pay_gbp": 50_000_000}}


def clean_files(force):
    """Returns of a force in which every rule on them has something to look at, and holds."""
    key = force.lower()
    return {
        f"{key} w1.xlsx": whole_workforce(force=force, year="2021/22"),
        f"{key} w2.xlsx": whole_workforce(force=force),
        f"{key} e1.xlsx": whole_expenditure(force=force, year="2021/22"),
        f"{key} e2.xlsx": whole_expenditure(force=force),
        f"{key} p.xlsx": procurement(50_000, 20_000.5, force=force),
    }


FIVE = ("Essex", "Surrey", "Sussex", "Hampshire", "Kent")


def clean_registers():
    """Two registers that agree on an agreement, a live one, a decision on it, and official sets one after another."""
    lasting = agreement(Review_date="2999-01", End_date="2999")
    return {
        "collaboration_register_a.xlsx": named_register("A", lasting, shared("X", "2002-05")),
        "collaboration_register_b.xlsx": named_register("B", shared("x ", "2002")),
        "peers_1.xlsx": peers_file(*group("Kent", *FIVE, first="2018/19", last="2019/20")),
        "peers_2.xlsx": peers_file(*group("Kent", *FIVE, first="2020/21"), Name_of_set="Most similar groups 2020"),
        "board.xlsx": board([level(), level("em-y-1", subject="agreement", heading_name=None, agreement_id="em-y")]),
    }


def shared(title, start, **changes):
    return agreement(Agreement_id="em-y", Title=title, Start_date=start, **changes)


# Rule: force, what its file holds instead of the clean one, and cell, value and expected of the finding.
FAILING = {
    "XR01": ("Essex", "e2", whole_expenditure(BAD_PAY, force="Essex"), f"B{ROADS_ROW}", "343333", "20000 to 150000"),
    "XR02": ("Norfolk", "w2", whole_workforce(force="Norfolk"), "B", str(OFFICERS), str(OFFICERS * 2)),
    "XR03": (
        "Surrey", "w2",
        whole_workforce({ROADS: {"police_officer_fte": 0, "police_staff_fte": 0}}, force="Surrey"),
        f"B{ROADS_ROW}", "pay of £6.5 million", "no one",
    ),
    "XR04": (
        "Dorset", "p", procurement(1_000_000, 900_000.5, force="Dorset"),
        "H", "1900000.50", str(100_000 * len(HEADINGS)),
    ),
    "XR05": (
        "Wiltshire", "e3", whole_expenditure(force="Wiltshire", year="2017/18", basis="estimate"),
        f"S{ROADS_ROW}", "6600000", "5999999",
    ),
    "XR06": (
        "Gwent", "w3", whole_workforce(force="Gwent", year="2016/17"), f"B{ROADS_ROW}", "100", "89.50",
    ),
    "XY01": (
        "Cumbria", "e2",
        whole_expenditure({ROADS: {"supplies_and_services_gbp": 5_500_000}}, force="Cumbria"),
        f"S{ROADS_ROW}", "12000000", "6600000",
    ),
    "XY02": ("Cheshire", "e2", whole_expenditure({ROADS: None}, force="Cheshire"), "S", ROADS, "6600000"),
    "XY03": (
        "Suffolk", "w2", whole_workforce({ROADS: {"police_officer_fte": 20}}, force="Suffolk"),
        f"{ROADS_ROW}", "70", "150",
    ),
    "XY04": (
        "Sussex", "w1",
        whole_workforce({name: {"police_officer_fte": 125} for name in HEADINGS}, force="Sussex", year="2021/22"),
        "B", str(OFFICERS), str(OFFICERS * 125 // 100),
    ),
    "XY05": ("Durham", "w2", whole_workforce({ROADS: None}, force="Durham"), None, ROADS, "150"),
}  # fmt: skip
# The file that the finding stands on, where it is another than the one that differs.
STANDS_ON = {"XR03": "e2", "XY04": "w2"}

# Files in which a rule fails because of what was done for another: pay that is ten times the usual is a change as well.
COMES_WITH = {
    "XR02": {"surrey w2.xlsx", "suffolk w2.xlsx"},
    "XR03": {"cheshire e2.xlsx", "durham e2.xlsx"},
    "XY01": {"essex e2.xlsx"},
    "XY03": {"surrey w2.xlsx"},
}

REGISTERS = {
    "collaboration_register_a.xlsx": named_register(
        "A",
        agreement(Review_date="2011", Agreement_id="em-r"),
        agreement(Stage="in_review", End_date="2011-06", Agreement_id="em-e"),
        shared("X", "2002-05"),
    ),
    "collaboration_register_b.xlsx": named_register("B", shared("Another", "2003", Style="sla")),
}
# Lives that cannot be, each by its agreement; the last of them was taken up again, which may be.
LIVES = {
    "cr20": ("commenced 2010", "ended 2012", "commenced 2014"),
    "cr21": ("approved 2010", "full_business_case 2011"),
    "cr22": ("commenced 2010", "ended 2012", "ended 2013"),
    "cr23": ("ended 2012", "renewed 2013"),
    "cr24": ("ended 2012", "notice_given 2013"),
    "cr26": ("commenced 2010", "not_progressed 2011"),
    "again": ("commenced 2010", "ended 2012", "scoping 2013", "commenced 2014"),
}
PLACES = [(key, number, event) for key, life in LIVES.items() for number, event in enumerate(life, start=1)]


def lead(force, **changes):
    return register_row("parties", party_name=force, party_type="force", role="lead", **changes)


REGISTERS["collaboration_register_c.xlsx"] = named_register(
    "C",
    *[agreement(Agreement_id=key, Title=key) for key in (*LIVES, "cr25", "passed on")],
    events=[
        register_row(
            "events", agreement_id=key, sequence=number, event=event[:-5], event_date=event[-4:], reason="Cost"
        )
        for key, number, event in PLACES
    ],
    parties=[
        lead("Kent", agreement_id="cr25", left_date="2014", reason="Cost"),
        lead("Kent", agreement_id="passed on", left_date="2014", reason="Cost"),
        lead("Essex", agreement_id="passed on"),
    ],
)

MEMBERS = [
    register_row("parties", agreement_id=key, party_name=force, party_type="force", role="partner")
    for key in ("em-m", "em-n")
    for force in ("Kent", "Essex")
]
RECURRENT = {"party_name": "Kent", "kind": "cashable", "recurrence": "recurrent", "function_name": "Legal"}


def cost(year, kind, amount):
    return register_row(
        "costs", agreement_id="em-m", party_name="Kent", financial_year=year, kind=kind, amount_gbp=amount,
        status="actual",
    )  # fmt: skip


def saving(key, year, **amounts):
    return register_row("benefits", agreement_id=key, financial_year=year, **{**RECURRENT, **amounts})


# One amount under two kinds of cost; a saving after the end; rows that are twice their case; amounts without a basis.
REGISTERS["collaboration_register_d.xlsx"] = named_register(
    "D",
    agreement(Agreement_id="em-m", Title="M"),
    agreement(Agreement_id="em-n", Title="N", Stage="ended", End_date="2014-03-31", Reason_for_stage="Cost"),
    parties=MEMBERS,
    costs=[cost("2014/15", "budget", 1000), cost("2015/16", "budget", 1000), cost("2016/17", "exit", 1000)],
    benefits=[
        saving("em-n", "2013/14", amount_is="in_year", forecast_gbp=7, delivered_gbp=7),
        saving("em-n", "2014/15", amount_is="in_year", forecast_gbp=7, delivered_gbp=7),
        saving("em-m", "2015/16", amount_is="in_year", forecast_gbp=200),
        saving("em-m", "2016/17", amount_is="in_year", forecast_gbp=150),
        saving("em-m", "2015/16", amount_is="in_year", forecast_gbp=104, function_name="Fleet"),
    ],
    business_cases=[
        register_row(
            "business_cases", case_id=f"em-m-{function}", agreement_id="em-m", party_name="Kent",
            function_name=function, case_stage="approved", approved_date="2014-06", saving_forecast_gbp=100,
            appraisal_years=10,
        )
        for function in ("Legal", "Fleet")
    ],
)  # fmt: skip
REGISTERS["collaboration_register_e.xlsx"] = named_register(
    "E",
    agreement(Agreement_id="em-m", Title="M"),
    parties=MEMBERS[:2],
    costs=[cost("2014/15", "running", 1100), cost("2015/16", "running", 1112), cost("2016/17", "running", 1000)],
)
REGISTERS["collaboration_register_f.xlsx"] = named_register(
    "F",
    agreement(Agreement_id="em-o", Title="O"),
    parties=[register_row("parties", agreement_id="em-o", party_name="Kent", party_type="force", role="partner")],
    benefits=[
        saving("em-o", "2012/13", amount_is="in_year", forecast_gbp=9),
        saving("em-o", "2013/14", forecast_gbp=9),
        saving("em-o", "2014/15", forecast_gbp=9),
        saving("em-o", "2014/15", forecast_gbp=9, recurrence="one_off"),
    ],
)


def last_event(key, expected):
    """The last event of a life, as the finding on it shows it."""
    row = max(place for place, (own, *_) in enumerate(PLACES, start=2) if own == key)
    return [("collaboration_register_c.xlsx", f"C{row}", LIVES[key][-1].replace("_", " "), expected)]


EARLIER, LATER = level("fleet-1", decided_on="2024-02-01"), level("fleet-2", decided_on="2024-03-01")
IN_A_REGISTER = level("em-y-1", subject="agreement", heading_name=None, agreement_id="em-y")
BOARDS = {
    "board_1.xlsx": board([EARLIER, LATER, level("fleet-3"), IN_A_REGISTER], as_at="2024-04-30"),
    "board_2.xlsx": board(
        [
            {**EARLIER, "supersedes_decision_id": "fleet-2"},
            {
                **LATER,
                "level_of_support": 3,
                "note": "A note may be added",
                "review_date": "2025-03-01",
                "source_document": "the-hard-yards-2020",
                "source_place": "A citation may be added",
            },
            {**IN_A_REGISTER, "agreement_id": "em-z"},
        ],
        as_at="2024-06-30",
    ),
}
PEERS = {
    "peers_1.xlsx": peers_file(*group("Kent", *FIVE), peer("Kent Police", "Essex Police", last="2020/21")),
    "peers_2.xlsx": peers_file(
        *group("Kent", *FIVE, first="2020/21", last="2021/22"),
        peer("Kent", "British Transport Police", "2020/21", "2021/22"),
        *group("Dorset", "Kent", *FIVE[:3], first="2020/21", last="2020/21"),
        Name_of_set="Most similar groups 2020", As_at="2020-10-31",
    ),
}  # fmt: skip
IN_REGISTERS = {
    "XR07": [("open functions.xlsx", f"J{len(FORCES) * 8 + 2}", "Drones", "Road policing")],
    "PG03": [("peers_2.xlsx", "A8", "Dorset", "5")],
    "PG04": [("peers_1.xlsx", "B7", "Essex Police", "2018/19")],
    "PG05": [("peers_1.xlsx", None, "Most similar groups 2018", "2020/21 to 2021/22")],
    "PG06": [("peers_2.xlsx", "B7", "British Transport Police", "2020/21 to 2021/22")],
    "BD02": [("board_2.xlsx", "D4", "em-z", None)],
    "BD05": [
        ("board_2.xlsx", "D4", "em-z", "em-y"),
        ("board_2.xlsx", "E", "nothing", "2"),
        ("board_2.xlsx", "E3", "3", "2"),
        ("board_2.xlsx", "I2", "fleet-2", "nothing"),
    ],
    "BD06": [("board_2.xlsx", "I2", "2024-02-01", "2024-03-01")],
    "CR10": [("collaboration_register_a.xlsx", "U2", "2011", None)],
    "CR11": [("collaboration_register_a.xlsx", "T3", "2011-06", None)],
    "CR20": last_event("cr20", "ended 2012"),
    "CR21": last_event("cr21", "approved 2010"),
    "CR22": last_event("cr22", "ended 2012"),
    "CR23": last_event("cr23", "ended 2012"),
    "CR24": last_event("cr24", "ended 2012"),
    "CR25": [("collaboration_register_c.xlsx", "F2", "Kent", "live")],
    "CR26": last_event("cr26", "commenced 2010"),
    "CR31": [
        ("collaboration_register_d.xlsx", "D2", "1000", "another register"),
        ("collaboration_register_e.xlsx", "D2", "1100", "another register"),
    ],
    "CR32": [("collaboration_register_d.xlsx", "C3", "2014/15", "the end on 2014-03-31")],
    "CR34": [("collaboration_register_d.xlsx", "J2", "100", "200")],
    "CR35": [("collaboration_register_f.xlsx", "H3", "2", "the whole saving of the year")],
    "XS01": [
        ("collaboration_register_a.xlsx", "B4", "X", "the register B"),
        ("collaboration_register_a.xlsx", "R4", "2002-05", "the register B"),
        ("collaboration_register_b.xlsx", "B2", "Another", "the register A"),
        ("collaboration_register_b.xlsx", "R2", "2003", "the register A"),
    ],
}


@pytest.fixture(scope="module")
def failing_hub(tmp_path_factory, empty_warehouse):
    """One load in which every rule fails in one place, each at a force of its own."""
    hub = SmallHub(tmp_path_factory.mktemp("failing"), warehouse=empty_warehouse)
    officers = {force: OFFICERS + 20 for force, *_ in FAILING.values()} | {"Norfolk": OFFICERS * 2}
    files = {"police-workforce-open-data-2023-07-26.xlsx": home_office(officers), **national_tables()}
    files |= {**REGISTERS, **BOARDS, **PEERS, "open functions.xlsx": table(row("Kent", DRONES))}
    for force, name, content, *_ in FAILING.values():
        files |= {**clean_files(force), f"{force.lower()} {name}.xlsx": content}
    hub.receive_all(files)
    return hub


def found(hub, rule_id):
    return hub.ask(
        "SELECT file_name, cell, value_given, expected FROM ledger.findings WHERE rule_id = ? ORDER BY ALL", rule_id
    )


def history(hub, rule_id):
    return hub.ask(
        "SELECT h.submission_id, h.state FROM ledger.finding_history AS h "
        "JOIN (SELECT DISTINCT identity, rule_id FROM ledger.findings) AS f USING (identity) "
        "WHERE f.rule_id = ? ORDER BY h.recorded_at, h.submission_id",
        rule_id,
    )


def status(hub, name):
    return hub.ask("SELECT status, status_reason FROM ledger.submissions WHERE file_name = ?", name)[0]


def everything(hub):
    tables = ("submissions", "findings", "finding_history", "rule_results")
    return {table: hub.ask(f"SELECT * FROM ledger.{table} ORDER BY ALL") for table in tables}


def test_every_rule_has_a_case_that_fails():
    assert set(FAILING) | set(IN_REGISTERS) == CODES


def test_a_clean_set_passes_every_rule_and_a_second_comparison_writes_nothing(comparing_hub):
    national = {
        "police-workforce-open-data-2023-07-26.xlsx": home_office({"Kent": OFFICERS + 20}),
        "open.xlsx": table(),
    }
    assert comparing_hub.receive_all({**clean_files("Kent"), **national, **clean_registers()}) == {}
    results = comparing_hub.ask(
        "SELECT rule_id, bool_and(outcome = 'passed'), min(rows_checked) FROM ledger.rule_results "
        "WHERE list_contains(?, rule_id) GROUP BY 1",
        sorted(CODES),
    )
    assert {rule_id for rule_id, passed, rows in results if passed and rows} == CODES
    first = everything(comparing_hub)
    assert comparing_hub.compare() == {}
    assert everything(comparing_hub) == first


@pytest.mark.parametrize("rule_id", sorted(CODES))
def test_a_rule_finds_the_place_and_only_that(failing_hub, rule_id):
    if rule_id in FAILING:
        force, name, _, *place = FAILING[rule_id]
        expected = [(f"{force.lower()} {STANDS_ON.get(rule_id, name)}.xlsx", *place)]
    else:
        expected = IN_REGISTERS[rule_id]
    found_now = found(failing_hub, rule_id)
    assert [each for each in found_now if each[0] not in COMES_WITH.get(rule_id, ())] == expected
    assert {name for name, *_ in found_now} == {name for name, *_ in expected} | COMES_WITH.get(rule_id, set())
    in_question = "accepted" if CATALOGUE[rule_id].severity == "note" else "accepted_with_queries"
    assert status(failing_hub, expected[0][0])[0] == in_question
    ((failing,),) = failing_hub.ask(
        "SELECT sum(rows_failing) FROM ledger.rule_results WHERE rule_id = ? AND outcome = 'failed'", rule_id
    )
    assert failing == len(found_now)


def test_new_still_there_and_fixed_as_either_return_is_corrected(comparing_hub):
    hub = comparing_hub
    hub.receive_all({"w.xlsx": whole_workforce(), "e.xlsx": whole_expenditure(BAD_PAY)})
    assert status(hub, "e.xlsx")[0] == "accepted_with_queries"
    # A later version of the same return has it still.
    hub.receive_all({"e_2.xlsx": whole_expenditure(BAD_PAY, Completed_by="B", Completed_on="2023-06-02")})
    # The other return is corrected: the finding has another value, and then goes.
    more = {ROADS: {"police_officer_fte": 200}}
    hub.receive_all({"w_2.xlsx": whole_workforce(more, Completed_on="2023-06-03")})
    assert ("e_2.xlsx", f"B{ROADS_ROW}", "206000", "20000 to 150000") in found(hub, "XR01")
    many = {ROADS: {"police_officer_fte": 2000}}
    assert list(hub.receive_all({"w_3.xlsx": whole_workforce(many, Completed_on="2023-06-04")})) == ["S000003"]
    assert history(hub, "XR01") == [("S000001", "new"), ("S000003", "still there"), ("S000003", "fixed")]
    assert status(hub, "e_2.xlsx")[0] == "accepted"
    states = hub.ask("SELECT value_given, state FROM ledger.findings WHERE rule_id = 'XR01' ORDER BY found_at")
    assert states == [("343333", "new"), ("343333", "superseded"), ("206000", "fixed")]
    assert hub.compare() == {}


def test_what_was_fixed_is_not_sent_back_and_is_new_if_it_returns(comparing_hub):
    hub = comparing_hub
    bad = {ROADS: {"police_officer_fte": 3, "police_staff_fte": 3}}
    hub.receive_all({"w.xlsx": whole_workforce(bad), "e.xlsx": whole_expenditure()})
    hub.receive_all({"w_2.xlsx": whole_workforce(Completed_on="2023-06-02")})
    with open_warehouse(hub.settings) as connection:
        assert "e.xlsx" not in {each.file_name for each in submissions_to_return(connection)}
    hub.receive_all({"w_3.xlsx": whole_workforce(bad, Completed_on="2023-06-03")})
    assert [state for _, state in history(hub, "XR01")] == ["new", "fixed", "new"]
    assert len(found(hub, "XR01")) == 1


def test_a_waiver_holds_for_a_finding_across_returns_and_ends(comparing_hub):
    hub = comparing_hub
    hub.receive_all({"w.xlsx": whole_workforce(), "e.xlsx": whole_expenditure(BAD_PAY)})
    today = datetime.datetime.now(datetime.UTC).date()
    with open_warehouse(hub.settings) as connection:
        scope = Scope("expenditure", "kent", "2022/23", "outturn")
        record_waiver(connection, CATALOGUE, "XR01", scope, "", "Agreed", "A steward", today.isoformat())
    assert list(hub.compare().values()) == ["accepted"]
    assert status(hub, "e.xlsx") == ("accepted", "Accepted with 1 finding waived.")
    compare_returns(hub.settings, today + datetime.timedelta(days=1))
    assert [state for _, state in history(hub, "XR01")] == ["new", "waived", "still there"]
    assert status(hub, "e.xlsx")[0] == "accepted_with_queries"


def test_a_check_that_breaks_could_not_run_and_the_others_go_on(comparing_hub, monkeypatch):
    hub = comparing_hub
    hub.receive_all({"w.xlsx": whole_workforce(), **dict.fromkeys(("e.xlsx",), whole_expenditure(BAD_PAY))})
    sound = read_plan(hub.settings)
    check = sound.steps["checks.check_xr01_cost_per_fte"]
    broken = replace(check, sql="SELECT CAST('Essex 12' AS INTEGER) AS rule_id")
    plan = replace(sound, steps={**sound.steps, check.relation: broken})
    monkeypatch.setattr(cross_return, "read_plan", lambda settings: plan)
    hub.compare()
    results = dict(hub.ask("SELECT rule_id, outcome FROM ledger.rule_results WHERE rule_id IN ('XR01', 'XR03')"))
    assert results == {"XR01": "could_not_run", "XR03": "passed"}
    assert [state for _, state in history(hub, "XR01")] == ["new", "could not run"]
    ((sentence, state),) = hub.ask("SELECT sentence, state FROM ledger.findings WHERE rule_id = 'H01'")
    assert state == "could not run" and "XR01" in sentence and "Essex" not in sentence
    assert hub.compare() == {}
    monkeypatch.setattr(cross_return, "read_plan", lambda settings: sound)
    hub.compare()
    assert [state for _, state in history(hub, "XR01")] == ["new", "could not run", "still there"]
    assert [state for _, state in history(hub, "H01")] == ["could not run", "fixed"]


def test_what_goes_back_to_a_register_names_the_other_one_and_not_its_figures(failing_hub):
    with open_warehouse(failing_hub.settings) as connection:
        back = {
            each.file_name: " ".join(str(line) for line in findings_of(connection, each.submission_id))
            for each in submissions_to_return(connection)
        }
    assert "the register B" in back["collaboration_register_a.xlsx"]
    assert "Another" not in back["collaboration_register_a.xlsx"]
    assert "2002-05" not in back["collaboration_register_b.xlsx"]


def test_made_up_returns_beside_real_ones_are_left_alone_unless_asked_for(comparing_hub):
    hub = comparing_hub
    made_up = {
        "w.xlsx": whole_workforce(Illustrative="yes"), "e.xlsx": whole_expenditure(BAD_PAY, Illustrative="yes"),
    }  # fmt: skip
    hub.receive_all({**made_up, "essex.xlsx": whole_workforce(force="Essex")})
    assert found(hub, "XR01") == []
    hub.receive_all({"essex_2.xlsx": whole_workforce(force="Essex", Illustrative="yes", Completed_on="2023-06-02")})
    assert len(found(hub, "XR01")) == 1


def test_no_current_submissions_give_no_findings(hub, monkeypatch):
    monkeypatch.setattr(cross_return, "read_plan", lambda settings: pytest.fail("the models were asked for nothing"))
    assert hub.compare() == {}


def test_a_rule_out_of_its_years_or_switched_off_is_not_asked():
    rule = replace(CATALOGUE["XR01"], valid_from_year="2015/16", valid_to_year="2020/21")
    assert [rule.holds_in(year) for year in ("2014/15", "2015/16", "2020/21", "2021/22", None)] == [
        False, True, True, False, False,
    ]  # fmt: skip
    catalogue = type(CATALOGUE)({"XR01": replace(CATALOGUE["XR01"], is_active=False), "XR02": CATALOGUE["XR02"]})
    assert [each.rule_id for each in rules_across(catalogue)] == ["XR02"]


def test_every_check_has_the_same_columns_and_lists_nothing_on_an_empty_hub(comparing_hub):
    tables = comparing_hub.ask("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'checks'")
    assert {code for (name,) in tables for code in cross_return.rules_of(name)} == CODES
    for (name,) in tables:
        columns = comparing_hub.ask(
            "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'checks' AND table_name = ? "
            "ORDER BY column_index",
            name,
        )
        assert tuple(column for (column,) in columns) == cross_return.COLUMNS, name
        assert comparing_hub.ask(f"SELECT count(*) FROM checks.{name}") == [(0,)]
