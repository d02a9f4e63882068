"""A lost warehouse is made again from the archive and its log, table by table, and nothing is published anew."""

from orchestration.publication.state import current_release
from tests import equal_tables
from tests.conftest import run_icm
from tests.loads_of_small_hubs import ledger_and_raw
from tests.returns import workforce

BY = ("--reason", "They asked for it", "--by", "A Steward")


def test_a_lost_warehouse_is_made_again_from_the_archive_and_its_log(hub_copy, tmp_path):
    hub, where = hub_copy, ("--workspace", str(hub_copy.settings.workspace))
    withdrawn = run_icm("withdraw", "police_funding", "--year", "2025/26", *BY, *where)
    assert withdrawn.code == 0, withdrawn.err
    hub.drop("kent.xlsx", workforce({"heading_name": "Local policing", "police_officer_fte": 90}))
    assert hub.load("--with-illustrative").code == 0
    release = current_release(hub.settings).release_id
    before = tmp_path / "before.duckdb"
    before.write_bytes(hub.settings.warehouse.read_bytes())
    hub.settings.warehouse.write_bytes(b"garbage" * 9999)
    done = run_icm("rebuild", "--json", *where)
    assert done.code == 0, done.err
    assert (done.facts["loads"], done.facts["decisions"], done.facts["differences"]) == (2, 1, [])
    assert done.facts["kept"].endswith("warehouse.before-rebuild-1.duckdb")
    assert equal_tables.differences(before, hub.settings.warehouse) == []
    assert ledger_and_raw(before) == ledger_and_raw(hub.settings.warehouse)
    # The release in force reflects it as it reflected the old one.
    again = hub.load("--with-illustrative")
    assert again.code == 0 and not again.facts["published"], again.err
    assert current_release(hub.settings).release_id == release
