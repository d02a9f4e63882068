"""Whether a load would find anything to do, told without opening the warehouse."""

import datetime
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.decisions import Scope, record_waiver
from orchestration.pipeline import settled
from orchestration.pipeline.load import run_load
from orchestration.pipeline.settled import is_settled, landing_state, note_settled
from orchestration.warehouse.database import open_warehouse
from tests.projects import change_seed, own_project
from tests.small_hub import SmallHub


@pytest.fixture
def hub(tmp_path):
    """A hub that a load has left, in a checkout of its own."""
    (tmp_path / "project").mkdir()
    hub = SmallHub(tmp_path, own_project(tmp_path / "project"))
    (hub.settings.landing / "a.csv").write_bytes(b"a,b\n")
    hub.settings.steward_report.parent.mkdir(parents=True)
    hub.settings.steward_report.touch()
    with open_warehouse(hub.settings):
        pass
    note_settled(hub.settings, landing_state(hub.settings))
    return hub


def test_nothing_new_is_told_without_opening_the_warehouse(hub):
    hub.settings.warehouse.write_bytes(b"no database")
    note_settled(hub.settings, landing_state(hub.settings))
    result = run_load(hub.settings)
    assert result.succeeded and result.stages == []
    assert not run_load(replace(hub.settings, recheck=True)).succeeded, "this one has to open it"


def a_file_lands(hub):
    (hub.settings.landing / "b.csv").write_bytes(b"a,b\n")


def a_file_is_replaced_by_one_of_the_same_size(hub):
    path = hub.settings.landing / "a.csv"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def the_stewards_report_is_taken_away(hub):
    hub.settings.steward_report.unlink()


def a_file_is_taken_away(hub):
    (hub.settings.landing / "a.csv").unlink()


def a_decision_is_made(hub):
    scope = Scope("expenditure", "kent", "2022/23", "outturn")
    with open_warehouse(hub.settings) as connection:
        catalogue = read_catalogue(hub.settings.seeds)
        record_waiver(connection, catalogue, "EX01", scope, "", "Known", "A Steward", "2999-12-31")


def the_code_changes(hub):
    change_seed(hub.settings.project, "quality/rules.csv", {"rule_id": "WF01"}, is_active="false")


def another_release_comes_into_force(hub):
    (hub.settings.releases / "another").mkdir(parents=True)
    hub.settings.current.symlink_to("releases/another")


def the_warehouse_is_gone(hub):
    hub.settings.warehouse.unlink()


def the_note_is_damaged(hub):
    hub.settings.settled.write_text("{", encoding="utf-8")


CHANGES = (
    a_file_lands, a_file_is_replaced_by_one_of_the_same_size, a_file_is_taken_away,
    the_stewards_report_is_taken_away, a_decision_is_made,
    the_code_changes, another_release_comes_into_force, the_warehouse_is_gone, the_note_is_damaged,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_whatever_changes_a_hub_makes_the_next_load_look(hub, change):
    assert is_settled(hub.settings)
    change(hub)
    assert not is_settled(hub.settings)


def test_another_day_makes_the_next_load_look(hub, monkeypatch):
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    clock = SimpleNamespace(now=lambda zone: tomorrow.astimezone(zone))
    monkeypatch.setattr(settled, "datetime", SimpleNamespace(datetime=clock, UTC=datetime.UTC))
    assert not is_settled(hub.settings)


@pytest.mark.parametrize("choice", ["with_illustrative", "recheck", "retry_not_accepted"])
def test_another_choice_makes_the_next_load_look(hub, choice):
    assert not is_settled(replace(hub.settings, **{choice: True}))
    assert is_settled(hub.settings)


def test_what_lands_while_a_load_runs_is_for_the_next_one(hub):
    before = landing_state(hub.settings)
    a_file_lands(hub)
    note_settled(hub.settings, before)
    assert not is_settled(hub.settings)
    assert json.loads(hub.settings.settled.read_text(encoding="utf-8"))["landing"] == before
