"""Files in, states and findings out: for each rule of the suites a file that breaks it and one that nearly does."""

import pytest

from orchestration.returns.description import RETURNS_DIR, all_descriptions
from orchestration.settings import PROJECT_DIR
from orchestration.validation import suites
from tests import board_cases, peer_cases, published_lists, register_cases
from tests.files import headings, text_bytes, workbook_bytes
from tests.returns import about, expenditure, spending, table_rows, workforce
from tests.small_hub import FORCES, SmallHub, agreement, benefit, funding, register, workforce_rows

GOOD = "accepted"
QUERY = "accepted_with_queries"
LOCAL = {"heading_name": "Local policing", "police_officer_fte": 10, "police_officer_headcount": 11}
PUBLIC, DESK = {"heading_name": "Dealing with the public"}, {"heading_name": "Front desk"}


def amounts(required=100, planned=90, collaborating=30):
    names = ("Savings required", "Savings planned", "Of planned: by collaboration")
    rows = [
        {"amount_name": name, "amount_gbp": amount}
        for name, amount in zip(names, (required, planned, collaborating), strict=True)
    ]
    about_sheet = about("savings_requirement", Spending_review="2010")
    return workbook_bytes({"About": about_sheet, "Savings": table_rows("savings_requirement", "savings", rows)})


def groups(mapped=20, full=5):
    figures = [
        {"figure_name": "Groups mapped", "figure": mapped},
        {"figure_name": "Groups with a full operational response", "figure": full},
    ]
    criteria = [{"criterion": "Threats and risks identified", "assessment": "met"}]
    return workbook_bytes(
        {
            "About": about("organised_crime", Regional_model="virtual_taskforce"),
            "Response": table_rows("organised_crime", "response", figures),
            "Functionality": table_rows("organised_crime", "functionality", criteria),
        }
    )


def spent(**columns):
    return expenditure(spending("Local policing", 1000, 100, **columns))


CASES = {
    "EX01": (spent(premises_gbp=6), QUERY, "L2", spent(premises_gbp=5), GOOD),
    "EX02": (spent(interest_gbp=5.5), QUERY, "R2", spent(interest_gbp=4.5), GOOD),
    "EX03": (spent(net_revenue_expenditure_gbp=902), QUERY, "S2", spent(net_revenue_expenditure_gbp=901), GOOD),
    "EX04": (spent(in_collaboration_gbp=1001), QUERY, "T2", spent(in_collaboration_gbp=1000), GOOD),
    "EX05": (
        expenditure(spending("Dealing with the public", 1000), spending("Front desk", 1011)),
        QUERY,
        "L2",
        expenditure(spending("Dealing with the public", 1000), spending("Front desk", 1010)),
        GOOD,
    ),
    "EX06": (
        spent(reimbursed_income_gbp=-1, interest_gbp=101),
        QUERY,
        "P2",
        spent(reimbursed_income_gbp=0, interest_gbp=100),
        GOOD,
    ),
    "WF01": (workforce({**LOCAL, "police_officer_fte": 11.5}), QUERY, "B2", workforce(LOCAL), GOOD),
    "WF02": (
        workforce({**PUBLIC, "police_staff_fte": 10}, {**DESK, "police_staff_fte": 11.5}),
        QUERY,
        "D2",
        workforce({**PUBLIC, "police_staff_fte": 10}, {**DESK, "police_staff_fte": 10.9}),
        GOOD,
    ),
    "SR01": (amounts(collaborating=92), QUERY, "B4", amounts(collaborating=90), GOOD),
    "OC01": (groups(full=21), QUERY, "B3", groups(full=20), GOOD),
    "V01": (funding((1, 1, "")), "rejected", "B2", funding((1, 3, "")), GOOD),
    "V02": (
        register(agreements=[agreement(Style="handshakes")]),
        "rejected",
        "F2",
        register(agreements=[agreement(Style="handshake")]),
        GOOD,
    ),
    "V03": (funding((1, 1, "about 1000")), "rejected", "B2", funding((1, 1, "1000.50")), GOOD),
    "V04": (funding((1, 1, "-1")), "rejected", "B2", funding((1, 1, "0")), GOOD),
    "V05": (
        register(agreements=[agreement(Start_date="2013-13")]),
        "rejected",
        "R2",
        register(agreements=[agreement(Start_date="2013-12")]),
        GOOD,
    ),
    "V06": (register(benefits=[benefit("2014")]), "rejected", "C2", register(benefits=[benefit()]), GOOD),
    "R02": (funding((1, 0, "Avon and Sumerset")), "rejected", "A2", funding((1, 0, " avon & somerset ")), GOOD),
    "R08": (
        register(benefits=[benefit(), benefit()]),
        "rejected",
        "2",
        register(benefits=[benefit(), benefit("2015/16")]),
        GOOD,
    ),
    "R12": (funding(forces=FORCES[:-1]), "accepted_with_queries", None, funding(), GOOD),
    "PF01": (
        funding((2, 4, "derived by subtraction")),
        "accepted_with_queries",
        "E3",
        funding((2, 4, "blank in source; read as 0")),
        GOOD,
    ),
    "CR01": (
        register(agreements=[agreement(Stage="considered_not_progressed", Reason_for_stage="No reason recorded")]),
        "accepted_with_queries",
        "V2",
        register(agreements=[agreement(Stage="considered_not_progressed", Reason_for_stage="Incompatible systems")]),
        GOOD,
    ),
    "HW01": (
        workforce_rows(FORCES, cells={(0, "Total (FTE)"): 10.5}),
        "accepted_with_queries",
        "I2",
        workforce_rows(FORCES, cells={(0, "Total (FTE)"): 10}),
        GOOD,
    ),
    "HW02": (
        workforce_rows(FORCES, cells={(2, "Total (FTE)"): "N/A"}),
        "accepted_with_queries",
        "I4",
        workforce_rows(FORCES),
        GOOD,
    ),
    "AL01": (
        text_bytes(
            [
                headings("ons_population", "area_lookup"),
                *[["E06", "Bath", "E22", "Bath", "E23000036", name, n] for n, name in enumerate(FORCES)],
            ]
        ),
        GOOD,
        "A2",
        text_bytes(
            [
                headings("ons_population", "area_lookup"),
                *[[f"E06{n}", "Bath", "E22", "Bath", "E23000036", name, n] for n, name in enumerate(FORCES)],
            ]
        ),
        GOOD,
    ),
}
CASES["PL01"] = (
    published_lists.workbook(
        {
            **published_lists.months(places=range(1, 12)),
            "Apr 22": [*published_lists.month_rows(0), ["Training", published_lists.day(0).isoformat(), 501, None]],
        }
    ),
    QUERY,
    "D5",
    published_lists.workbook(),
    GOOD,
)
CASES |= register_cases.CASES | board_cases.CASES | peer_cases.CASES
# Names of the files whose content does not show which return they are.
NAMES = {"AL01": "area_lookup.csv", "PS01": "x.csv", "PL01": published_lists.LANCASHIRE}


@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_each_rule_has_a_file_that_breaks_it_and_one_that_does_not(tmp_path, rule_id):
    broken, state, cell, sound, sound_state = CASES[rule_id]
    name = NAMES.get(rule_id, "x.xlsx" if broken.startswith(b"PK") else "police_funding_2025_26.csv")
    for folder, content, wanted in (("broken", broken, state), ("sound", sound, sound_state)):
        (tmp_path / folder).mkdir()
        hub = SmallHub(tmp_path / folder, with_library=True)
        assert hub.receive(name, content) == wanted, hub.ask("SELECT sentence FROM ledger.findings")
        found = hub.findings(rule_id)
        if folder == "broken":
            assert found and found[0][1] == cell
        else:
            assert found == []


def test_every_rule_of_the_suites_has_such_a_pair():
    from orchestration.findings.catalogue import read_catalogue

    checked = {rule.rule_id for rule in read_catalogue(PROJECT_DIR / "seeds") if rule.checked_by == "expectations"}
    assert checked == set(CASES)


def test_a_bound_changed_in_a_description_changes_the_finding(tmp_path, monkeypatch):
    described = tmp_path / "returns"
    described.mkdir()
    for path in RETURNS_DIR.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == "police_funding":
            text = text.replace("unit: GBP, required: true, minimum: 0", "unit: GBP, required: true, minimum: 2000")
        (described / path.name).write_text(text, encoding="utf-8")
    changed = {each.return_id: each for each in all_descriptions(described)}
    file = funding((1, 1, "1999"))
    (tmp_path / "before").mkdir()
    before = SmallHub(tmp_path / "before", with_library=True)
    assert before.receive("police_funding_2025_26.csv", file) == GOOD
    monkeypatch.setattr(suites, "description_of", changed.__getitem__)
    (tmp_path / "after").mkdir()
    after = SmallHub(tmp_path / "after", with_library=True)
    assert after.receive("police_funding_2025_26.csv", file) == "rejected"
    assert ("B2", "1999") in [(cell, value) for _, cell, value, _ in after.findings("V04")]
    assert "at least 2,000" in after.findings("V04")[0][3]


@pytest.mark.parametrize(
    ("text", "rule"), [("2014/16", "V06"), ("2013/14", None), ("2012/14", "V06"), ("1905/06", "V06"), ("2099/00", None)]
)
def test_a_year_that_looks_like_one_and_is_none_is_turned_away(hub, text, rule):
    hub.receive("a.xlsx", register(benefits=[benefit(text)]))
    found = [each for (each,) in hub.ask("SELECT rule_id FROM ledger.findings WHERE severity = 'reject'")]
    assert found == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("text", "rule"), [("2013-02-30", "V05"), ("2013-02-28", None), ("2013-13", "V05"), ("31/04/2013", "V05")]
)
def test_a_day_that_no_calendar_has_is_turned_away(hub, text, rule):
    hub.receive("a.xlsx", register(agreements=[agreement(Start_date=text)]))
    found = [each for (each,) in hub.ask("SELECT rule_id FROM ledger.findings WHERE severity = 'reject'")]
    assert found == ([rule] if rule else [])


@pytest.mark.parametrize(("text", "rule"), [("", "V01"), ("  ", "V01"), ("\u00a0", "V01"), ("x", None)])
def test_a_required_cell_with_spaces_only_is_empty(hub, text, rule):
    hub.receive("a.xlsx", register(agreements=[agreement(Title=text)]))
    found = [each for (each,) in hub.ask("SELECT rule_id FROM ledger.findings WHERE severity = 'reject'")]
    assert found == ([rule] if rule else [])
