"""The returns of a year are decided on at once; a fault in one of them does not keep the others waiting."""

import pytest

from orchestration.intake.receive import receive_landed
from orchestration.validation import validate as module
from orchestration.validation.validate import validate_return
from tests.returns import workforce


@pytest.fixture
def three(hub):
    """A hub with the returns of three forces, the second of which asks for an answer, landed and not validated."""
    for force, fte in (("Kent", 10), ("Essex", 12), ("Norfolk", 10)):
        figures = {"heading_name": "Local policing", "police_officer_fte": fte, "police_officer_headcount": 10}
        (hub.settings.landing / f"{force}.xlsx").write_bytes(workforce(figures, force=force))
    receive_landed(hub.settings)
    return hub


def states(hub):
    return dict(hub.ask("SELECT force_id, status FROM ledger.submissions"))


EACH = {"essex": "accepted_with_queries", "kent": "accepted", "norfolk": "accepted"}


def test_each_is_decided_on_by_what_was_found_in_it(three, monkeypatch):
    together = []
    decide = module.decide
    monkeypatch.setattr(module, "decide", lambda *given: together.append(len(given[1])) or decide(*given))
    validate_return(three.settings, "workforce")
    assert together == [3]
    assert states(three) == EACH


def test_where_deciding_together_fails_each_is_decided_on_alone(three, monkeypatch):
    decide = module.decide

    def only_alone(connection, found, *others):
        if len(found) > 1:
            raise ValueError("too many at once")
        return decide(connection, found, *others)

    monkeypatch.setattr(module, "decide", only_alone)
    assert sorted(validate_return(three.settings, "workforce").values()) == sorted(EACH.values())
    assert states(three) == EACH
    ((findings, different),) = three.ask("SELECT count(*), count(DISTINCT finding_id) FROM ledger.findings")
    assert findings == different == 1, "what was written together was taken back"


def test_one_that_cannot_be_decided_on_keeps_its_place_and_is_told(three, monkeypatch):
    decide = module.decide

    def not_norfolk(connection, found, *others):
        if any(submission.force_id == "norfolk" for submission, _ in found):
            raise ValueError("a fault of the hub")
        return decide(connection, found, *others)

    monkeypatch.setattr(module, "decide", not_norfolk)
    with pytest.raises(ValueError, match="a fault of the hub"):
        validate_return(three.settings, "workforce")
    waiting = [force for force, status in states(three).items() if status == "received"]
    assert "norfolk" in waiting
    monkeypatch.undo()
    validate_return(three.settings, "workforce")
    assert states(three) == EACH
