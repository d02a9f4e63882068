"""A build that leaves alone what did not change gives the tables of one that builds everything.

Random sequences of what happens to a hub; after each event the file that was built step by step is held against one
in which every table was built afresh from the same rows.
"""

import datetime
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings as how_often
from hypothesis import strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.decisions import Scope, record_explanation, record_waiver
from orchestration.intake.receive import receive_landed
from orchestration.matching.match import match_registers
from orchestration.returns.description import all_descriptions
from orchestration.settings import Settings
from orchestration.validation.cross_return import compare_returns
from orchestration.validation.validate import validate_return
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.plan import read_plan
from orchestration.warehouse.runner import build_warehouse
from tests.conftest import PUBLISHED
from tests.equal_tables import built_afresh, differences
from tests.projects import change_seed, own_project_with_models
from tests.returns import HEADINGS, procurement, whole_expenditure, whole_workforce
from tests.small_hub import agreement, benefit, register

FORCES = ("Kent", "Essex", "Surrey")
YEARS = ("2021/22", "2022/23")
FIRST_DAY = datetime.date(2026, 11, 29)
SWITCHED = ("XY01", "XR01", "R11", "CR31")
# A cell of a seed that a force's position, an appraisal or a list of forces is made with, and what it is changed to.
SEED_CELLS = (
    ("reference/forces.csv", {"force_id": "kent"}, {"official_name": "Kent Constabulary"}),
    ("reference/bodies_outside_the_forces.csv", {}, {"reason": "Nobody knows."}),
    ("reference/poa_headings.csv", {"heading_id": "intelligence"}, {"heading_name": "Intelligence"}),
    ("reference/collection_rounds.csv", {}, {"due_on": "2026-12-02"}),
)


class Hub:
    """A hub with seeds of its own, whose day the test sets."""

    def __init__(self, folder):
        project = folder / "project"
        project.mkdir()
        own_project_with_models(project)
        self.folder = folder
        self.settings = Settings(workspace=folder / "hub", landing=folder / "landing", project=project)
        self.settings.landing.mkdir()
        self.day = FIRST_DAY
        self.sent = 0
        self.built = []

    def send(self, name, content):
        self.sent += 1
        (self.settings.landing / f"{self.sent:03}_{name}").write_bytes(content)

    def load(self):
        """The stages of a load as far as the tables, on the hub's day."""
        with open_warehouse(self.settings) as connection:
            connection.execute(f"CREATE OR REPLACE MACRO current_date() AS DATE '{self.day}'")
            receive_landed(self.settings)
            for description in all_descriptions():
                validate_return(self.settings, description.return_id, self.day)
            match_registers(self.settings, self.day)
            compare_returns(self.settings, self.day)
            done = build_warehouse(connection, self.settings, read_plan(self.settings), with_tests=False)
        assert done.problems == []
        self.built.append(done)


class Events(RuleBasedStateMachine):
    """What may happen to a hub, in any order."""

    forces, years = strategies.sampled_from(FORCES), strategies.sampled_from(YEARS)
    amounts = strategies.sampled_from((90_000, 100_000, 4_000_000))

    def __init__(self):
        super().__init__()
        self._scratch = tempfile.TemporaryDirectory()
        self.hub = Hub(Path(self._scratch.name))

    def teardown(self):
        self._scratch.cleanup()

    @initialize()
    def forces_that_have_sent(self):
        for name in ("lad23-csp23-pfa23-lookup.csv", "lad23-mid-year-population-2011-2023.xlsx"):
            self.hub.send(name, (PUBLISHED / name).read_bytes())
        for force in FORCES:
            self.hub.send("e.xlsx", whole_expenditure(force=force))
            self.hub.send("w.xlsx", whole_workforce(force=force))
        self.hub.send("register.xlsx", register(benefits=[benefit()]))

    @rule(force=forces, year=years, amount=amounts)
    def spends(self, force, year, amount):
        changes = {HEADINGS[0]: {"supplies_and_services_gbp": amount}}
        self.hub.send("e.xlsx", whole_expenditure(changes, force=force, year=year))

    @rule(force=forces, year=years, posts=strategies.sampled_from((90, 100, 1_500)))
    def employs(self, force, year, posts):
        self.hub.send("w.xlsx", whole_workforce({HEADINGS[1]: {"police_officer_fte": posts}}, force=force, year=year))

    @rule(force=forces, amount=amounts)
    def buys(self, force, amount):
        self.hub.send("p.xlsx", procurement(amount, 20_000, force=force))

    @rule(amount=amounts, title=strategies.sampled_from(("X", "Y")))
    def reports_a_collaboration(self, amount, title):
        self.hub.send("register.xlsx", register(agreements=[agreement(title=title)], benefits=[benefit(amount=amount)]))

    @rule(force=forces)
    def is_rejected(self, force):
        self.hub.send("bad.xlsx", whole_expenditure({HEADINGS[0]: {"police_officer_pay_gbp": "?"}}, force=force))

    @rule(name=strategies.sampled_from(("notes.txt", "empty.xlsx")))
    def sends_what_nobody_knows(self, name):
        self.hub.send(name, f"nothing of use, {self.hub.sent}".encode())

    @rule(force=forces, is_waiver=strategies.booleans(), code=strategies.sampled_from(("XY01", "R11", "R04")))
    def is_decided_on(self, force, is_waiver, code):
        scope = Scope("expenditure", force.lower(), YEARS[1], "outturn")
        catalogue = read_catalogue(self.hub.settings.seeds)
        with open_warehouse(self.hub.settings) as connection:
            if is_waiver:
                until = (self.hub.day + datetime.timedelta(days=2)).isoformat()
                record_waiver(connection, catalogue, code, scope, "", "Known", "A Steward", until, self.hub.day)
            else:
                record_explanation(connection, catalogue, code, scope, "", "Right", "Finance")

    @rule(code=strategies.sampled_from(SWITCHED))
    def has_a_rule_switched(self, code):
        switched = "false" if read_catalogue(self.hub.settings.seeds)[code].is_active else "true"
        change_seed(self.hub.settings.project, "quality/rules.csv", {"rule_id": code}, is_active=switched)

    @rule(cell=strategies.sampled_from(SEED_CELLS))
    def has_a_seed_edited(self, cell):
        name, where, changes = cell
        change_seed(self.hub.settings.project, name, where, **changes)

    @rule(days=strategies.sampled_from((1, 3, 400)))
    def sees_days_pass(self, days):
        self.hub.day += datetime.timedelta(days=days)

    @rule()
    def shows_made_up_data_or_not(self):
        self.hub.settings = replace(self.hub.settings, with_illustrative=not self.hub.settings.with_illustrative)

    @invariant()
    def is_as_if_built_afresh(self):
        self.hub.load()
        afresh = built_afresh(self.hub.settings, self.hub.folder / "afresh")
        assert differences(self.hub.settings.warehouse, afresh) == []


# Each event costs two builds. A longer search: python -m pytest --hypothesis-profile=long tests/pipeline/...
TestEvents = Events.TestCase
if how_often.get_current_profile_name() != "long":
    TestEvents.settings = how_often(max_examples=2, stateful_step_count=3, deadline=None)


def test_of_a_corrected_year_only_that_year_is_made_and_all_is_as_if_built_afresh(tmp_path):
    hub = Hub(tmp_path)
    for name in ("lad23-csp23-pfa23-lookup.csv", "lad23-mid-year-population-2011-2023.xlsx"):
        hub.send(name, (PUBLISHED / name).read_bytes())
    for year in ("2020/21", *YEARS):
        for force in FORCES:
            hub.send("e.xlsx", whole_expenditure(force=force, year=year))
    hub.load()
    # One heading is left out of the year, another is given otherwise.
    changes = {HEADINGS[0]: None, HEADINGS[1]: {"supplies_and_services_gbp": 4_000_000}}
    hub.send("e.xlsx", whole_expenditure(changes, force="Kent", year=YEARS[0]))
    hub.load()
    years = hub.built[-1].years
    assert years["marts.expenditure_lines"] == years["variation.force_position"] == {YEARS[0]}
    assert years["variation.rank_intervals"] == set(YEARS)
    assert differences(hub.settings.warehouse, built_afresh(hub.settings, tmp_path / "afresh")) == []


OF_ONE_RETURN = {
    "workforce": {"marts.force_workforce_by_heading", "checks.check_xy03_workforce_changed"},
    "expenditure": {"marts.expenditure_lines", "checks.check_xy01_expenditure_changed"},
    "procurement": {"marts.procurement_spend"},
}


def when_built(hub):
    with open_warehouse(hub.settings) as connection:
        return dict(connection.execute("SELECT relation, built_at FROM ledger.tables_built").fetchall())


def test_a_corrected_return_builds_no_table_of_another(tmp_path):
    hub = Hub(tmp_path)
    for force in FORCES[:2]:
        hub.send("e.xlsx", whole_expenditure(force=force))
        hub.send("w.xlsx", whole_workforce(force=force))
        hub.send("p.xlsx", procurement(90_000, 20_000, force=force))
    hub.load()
    corrected = {
        "workforce": whole_workforce({HEADINGS[1]: {"police_officer_fte": 90}}, force="Kent"),
        "expenditure": whole_expenditure({HEADINGS[0]: {"supplies_and_services_gbp": 90_000}}, force="Kent"),
        "procurement": procurement(100_000, 20_000, force="Kent"),
    }
    every = set().union(*OF_ONE_RETURN.values())
    for name, content in corrected.items():
        before = when_built(hub)
        hub.send(f"{name}.xlsx", content)
        hub.load()
        built = {relation for relation, when in when_built(hub).items() if before.get(relation) != when}
        assert built & every == OF_ONE_RETURN[name], name
