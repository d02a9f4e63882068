"""Sets of peer groups as files: the made-up ones are taken without a finding, and sets stand side by side."""

import pytest

from orchestration.synthetic_data.example_returns import write_example_returns
from orchestration.synthetic_data.peers import OFFICIAL
from tests.peer_cases import peer, peers_file


def test_the_made_up_sets_are_accepted_without_a_finding_and_marked(comparing_hub, tmp_path):
    hub = comparing_hub
    write_example_returns(tmp_path / "set", 2, 1, 3, False, hub.settings)
    wanted = [path for path in (tmp_path / "set").iterdir() if path.name.startswith("peer_groups")]
    hub.receive_all({path.name: path.read_bytes() for path in wanted})
    asked = "SELECT variant, status, is_illustrative, edition FROM ledger.submissions ORDER BY 1"
    assert hub.ask(asked) == [
        ("Illustrative choice of Metropolitan Police", "accepted", True, "2023-03-31"),
        (OFFICIAL, "accepted", True, "2023-03-31"),
    ]
    assert hub.ask("SELECT rule_id FROM ledger.findings") == []
    asked = "SELECT count(*), count(DISTINCT force_name) FROM raw.peer_groups__peers GROUP BY _submission_id ORDER BY 1"
    assert hub.ask(asked) == [(6, 1), (43 * 7, 43)]
    assert hub.ask("SELECT count(*) FROM raw.peer_groups__peers WHERE force_name = peer_force_name") == [(0,)]


def test_a_later_file_of_a_set_supersedes_it_and_another_set_does_not(hub):
    for name, file in (
        ("a.xlsx", peers_file()),
        ("b.xlsx", peers_file(peer(peer_force="Surrey"), As_at="2020-10-31")),
        ("c.xlsx", peers_file(Name_of_set="Ours", Kind="own")),
    ):  # fmt: skip
        hub.receive(name, file)
    assert hub.ask("SELECT file_name, variant, status FROM ledger.submissions ORDER BY 1") == [
        ("a.xlsx", "Most similar groups 2018", "superseded"),
        ("b.xlsx", "Most similar groups 2018", "accepted"),
        ("c.xlsx", "Ours", "accepted"),
    ]


@pytest.mark.parametrize(("kind", "status"), [("best", "rejected"), (None, "rejected"), ("Own", "accepted")])
def test_the_kind_of_a_set_is_one_of_two(hub, kind, status):
    assert hub.receive("x.xlsx", peers_file(Kind=kind)) == status
    sentences = [sentence for *_, sentence in hub.findings("R18")]
    assert len(sentences) == (status == "rejected")
    assert all("It must be one of: official, own" in sentence for sentence in sentences)
