"""A clock that was ahead and is set back: releases and builds keep their order."""

import datetime

import pytest

from orchestration.publication.publish import _next_release_id
from orchestration.publication.state import latest_build
from orchestration.warehouse.database import open_warehouse

NOON = datetime.datetime(2026, 11, 30, 12, 0, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("there", "follows", "is_warned"),
    [
        ([], "20261130T120000Z", False),
        (["20261130T115959Z"], "20261130T120000Z", False),
        (["20261130T120000Z"], "20261130T120000Z-2", False),
        (["20261130T120000Z", "20261130T120000Z-2"], "20261130T120000Z-3", False),
        (["20271231T235959Z", "20261130T115959Z"], "20280101T000000Z", True),
        (["20261130T120001Z-2"], "20261130T120002Z", True),
        ([".20271231T235959Z.partial"], "20261130T120000Z", False),
    ],
)
def test_a_release_sorts_after_every_other_one(hub, caplog, there, follows, is_warned):
    for name in there:
        (hub.settings.releases / name).mkdir(parents=True)
    assert _next_release_id(hub.settings, NOON) == follows
    assert follows > max((name for name in there if name[0] != "."), default="")
    assert ("The clock of this machine says 30 November 2026, 12:00 UTC" in caplog.text) == is_warned


def test_the_last_build_is_the_one_written_last(hub):
    with open_warehouse(hub.settings) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS ledger.builds (built_at TIMESTAMP, inputs_fingerprint VARCHAR)")
        connection.execute("INSERT INTO ledger.builds VALUES ('2027-12-31', 'ahead')")
        connection.execute("INSERT INTO ledger.builds VALUES ('2026-11-30', 'set back')")
        assert latest_build(connection) == "set back"
