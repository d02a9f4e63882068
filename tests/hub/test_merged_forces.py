"""A force that merges, made up for the test: predecessors and successor return for the years they were in being."""

from dataclasses import replace

import pytest

from orchestration.answers.returns_status import read_returns_status
from tests.projects import change_rows, own_project
from tests.returns import workforce
from tests.small_hub import SmallHub


def hub_with_merger(tmp_path, last_day="2026-03-31", merged_on="2026-04-01", successor="east-anglia"):
    """A hub in which Norfolk and Suffolk became one force, or Norfolk lives on and took Suffolk in."""
    (tmp_path / "project").mkdir()
    project = own_project(tmp_path / "project")
    reference = project / "seeds" / "reference"
    ended = {"norfolk", "suffolk"} - {successor}

    def merge(rows):
        for row in rows:
            if row["force_id"] in ended:
                row["valid_to"] = last_day
        if successor == "east-anglia":
            new = dict.fromkeys(rows[0], "") | {"force_id": "east-anglia", "force_name": "East Anglia"}
            rows.append(new | {"pfa_code": "E23009999", "valid_from": merged_on})

    change_rows(project, "reference/forces.csv", merge)
    alias = {"alias": "East Anglia", "force_id": "east-anglia", "valid_from": "", "valid_to": "", "source": "made up"}
    change_rows(project, "reference/force_aliases.csv", lambda rows: rows.append(alias))
    with (reference / "force_successions.csv").open("a", encoding="utf-8") as file:
        for before in sorted(ended):
            file.write(f"{before},{successor},{merged_on},made up\n")
    with (reference / "collection_rounds.csv").open("a", encoding="utf-8") as file:
        file.write("workforce,2026/27,2027-06-30,final,made up\n")
    (tmp_path / "hub").mkdir()
    hub = SmallHub(tmp_path / "hub")
    hub.settings = replace(hub.settings, project=project)
    return hub


@pytest.fixture
def merged_hub(tmp_path):
    """A hub in which Norfolk and Suffolk became one force on 1 April 2026."""
    return hub_with_merger(tmp_path)


def test_predecessors_return_before_and_the_successor_after(merged_hub):
    assert merged_hub.receive("a.xlsx", workforce(force="Norfolk", year="2025/26")) == "accepted"
    assert merged_hub.receive("b.xlsx", workforce(force="East Anglia", year="2026/27")) == "accepted"
    assert merged_hub.receive("c.xlsx", workforce(force="Suffolk", year="2026/27")) == "rejected"
    sentence = merged_hub.findings("R19")[0][3]
    assert sentence.endswith("Suffolk did not exist in 2026/27. Its successor is East Anglia.")
    assert merged_hub.ask("SELECT force_id, financial_year, status FROM ledger.submissions ORDER BY 1, 2") == [
        ("east-anglia", "2026/27", "accepted"), ("norfolk", "2025/26", "accepted"), ("suffolk", "2026/27", "rejected"),
    ], "what Norfolk returned before the merger stays Norfolk's"  # fmt: skip


def test_status_expects_each_force_for_its_own_years(merged_hub):
    states = [each for each in read_returns_status(merged_hub.settings) if each.return_id == "workforce"]
    before = {each.force_id for each in states if each.financial_year == "2025/26"}
    after = {each.force_id for each in states if each.financial_year == "2026/27"}
    assert len(before) == 43 and len(after) == 42
    assert {"norfolk", "suffolk"} == before - after and {"east-anglia"} == after - before


@pytest.mark.parametrize(
    ("last_day", "merged_on", "first_year"),
    [
        ("2026-09-30", "2026-10-01", "2026/27"),
        ("2027-03-30", "2027-03-31", "2026/27"),
        ("2027-03-31", "2027-04-01", "2027/28"),
    ],
)
def test_a_year_is_of_the_forces_at_its_end(tmp_path, last_day, merged_on, first_year):
    hub = hub_with_merger(tmp_path, last_day, merged_on)
    is_successors = first_year == "2026/27"
    states = [each for each in read_returns_status(hub.settings) if each.return_id == "workforce"]
    assert len({each.force_id for each in states if each.financial_year == "2026/27"}) == (42 if is_successors else 43)
    assert (hub.receive("a.xlsx", workforce(force="Norfolk", year="2026/27")) == "rejected") == is_successors
    assert (hub.receive("b.xlsx", workforce(force="East Anglia", year="2026/27")) == "accepted") == is_successors
    assert hub.receive("c.xlsx", workforce(force="Suffolk", year="2025/26")) == "accepted"


def test_a_force_that_lives_on_returns_before_and_after(tmp_path):
    hub = hub_with_merger(tmp_path, successor="norfolk")
    states = [each for each in read_returns_status(hub.settings) if each.return_id == "workforce"]
    assert len({each.force_id for each in states if each.financial_year == "2026/27"}) == 42
    assert hub.receive("a.xlsx", workforce(force="Norfolk", year="2025/26")) == "accepted"
    assert hub.receive("b.xlsx", workforce(force="Norfolk", year="2026/27")) == "accepted"
    assert hub.receive("c.xlsx", workforce(force="Suffolk", year="2026/27")) == "rejected"
    assert hub.findings("R19")[0][3].endswith("Its successor is Norfolk.")
