"""The file of a board in the made-up set: taken without a finding beside the registers it decides on, and marked."""

from orchestration.synthetic_data.example_returns import write_example_returns
from tests.board_cases import board, level


def test_the_made_up_board_is_accepted_without_a_finding_beside_its_registers(comparing_hub, tmp_path):
    hub = comparing_hub
    made = write_example_returns(tmp_path / "set", 4, 1, 3, False, hub.settings)
    wanted = [path for path in (tmp_path / "set").iterdir() if path.name.startswith(("board", "collaboration"))]
    assert f"{next(name for name in made.files if name.startswith('board'))}.source.yml" in {p.name for p in wanted}
    hub.receive_all({path.name: path.read_bytes() for path in wanted})
    asked = "SELECT status, is_illustrative, variant FROM ledger.submissions WHERE return_id = 'board_decisions'"
    assert hub.ask(asked) == [("accepted", True, "Illustrative board")]
    assert hub.ask("SELECT f.rule_id FROM ledger.findings AS f WHERE f.file_name LIKE 'board%'") == []
    asked = "SELECT count(*) FILTER (subject = 'agreement') > 0, count(supersedes_decision_id) > 0, count(*) > 4 "
    assert hub.ask(asked + "FROM raw.board_decisions__levels") == [(True, True, True)]
    for table in ("explanations", "contexts"):
        assert hub.ask(f"SELECT count(*) > 0 FROM raw.board_decisions__{table}") == [(True,)]
    # Half of a set of four: the whole nation has four forces left out, as in 2009.
    asked = "SELECT count(DISTINCT force_name), min(measure_id), max(measure_id) FROM raw.board_decisions__exclusions"
    assert hub.ask(asked) == [(2, "hr_cost_per_workforce_fte", "hr_cost_per_workforce_fte")]


def test_a_real_board_does_not_replace_the_made_up_one_and_its_own_later_file_does(hub):
    for name, file in (
        ("a.xlsx", board([level()], name="Illustrative board")),
        ("b.xlsx", board([level()])),
        ("c.xlsx", board([level(), level("fleet-2")], as_at="2025-06-30")),
    ):  # fmt: skip
        hub.receive(name, file)
    assert hub.ask("SELECT file_name, status FROM ledger.submissions ORDER BY 1") == [
        ("a.xlsx", "accepted"), ("b.xlsx", "superseded"), ("c.xlsx", "accepted"),
    ]  # fmt: skip
