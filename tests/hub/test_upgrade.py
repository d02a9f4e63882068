"""Upgrading the private file: every earlier version goes on, a failed upgrade changes nothing, there is no way back."""

import shutil

import duckdb
import pytest

from orchestration.answers.summary import read_summary
from orchestration.pipeline.load import run_load
from orchestration.warehouse import upgrade
from orchestration.warehouse.damage import WarehouseUnusable
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.holding import holding
from orchestration.warehouse.upgrade import MIGRATIONS, all_migrations, newest_version, version_of
from tests.conftest import run_icm
from tests.earlier_ledgers import ADDED, turn_back
from tests.returns import workforce

BAD_LOCAL = {"heading_name": "Local policing", "police_officer_fte": "many"}
ROADS = {"heading_name": "Road policing", "police_officer_fte": 10}


def columns(warehouse):
    """Tables of the ledger, each with its columns and types."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'ledger'"
        ).fetchall()
    return set(rows)


def broken_migrations(monkeypatch, folder, sql):
    """The migrations with one more, which does something and then fails."""
    shutil.copytree(MIGRATIONS, folder)
    (folder / f"{newest_version() + 1:04d}_fails.sql").write_text(sql, encoding="utf-8")
    found = all_migrations(folder)
    monkeypatch.setattr(upgrade, "all_migrations", lambda: found)


@pytest.mark.parametrize("version", ADDED)
def test_a_warehouse_of_an_earlier_version_is_upgraded_and_goes_on(hub, version):
    hub.receive("a.xlsx", workforce(BAD_LOCAL))
    wanted = columns(hub.settings.warehouse)
    turn_back(hub.settings.warehouse, version)
    assert columns(hub.settings.warehouse) < wanted
    assert hub.receive("b.xlsx", workforce(BAD_LOCAL, ROADS)) == "rejected"
    assert hub.receive("c.xlsx", workforce(ROADS)) in ("accepted", "accepted_with_queries")
    assert columns(hub.settings.warehouse) == wanted
    assert hub.ask("SELECT file_name, version FROM ledger.submissions ORDER BY ALL") == [
        ("a.xlsx", 1), ("b.xlsx", 2), ("c.xlsx", 3),
    ]  # fmt: skip
    found = hub.ask("SELECT submission_id, state FROM ledger.findings WHERE rule_id = 'V03' ORDER BY ALL")
    # A state that was recorded is kept; what the first version recorded has none.
    before = None if version == "0.1.0" else "new"
    assert found == [("S000001", before), ("S000002", "new" if before is None else "still there")]


def test_the_ledger_of_an_earlier_version_is_read_before_it_is_upgraded(hub):
    hub.receive("a.xlsx", workforce(BAD_LOCAL))
    turn_back(hub.settings.warehouse, "0.1.0")
    before = hub.settings.warehouse.read_bytes()
    summary = read_summary(hub.settings)
    assert [each["file_name"] for each in summary.submissions] == ["a.xlsx"] and summary.findings["reject"] == 1
    assert hub.settings.warehouse.read_bytes() == before


def test_a_failed_upgrade_leaves_the_warehouse_as_it_was(hub, monkeypatch, tmp_path):
    hub.receive("a.xlsx", workforce(BAD_LOCAL))
    turn_back(hub.settings.warehouse, "0.2.0")
    before = columns(hub.settings.warehouse)
    broken_migrations(monkeypatch, tmp_path / "m", "DROP TABLE ledger.repairs; SELECT * FROM ledger.nowhere")
    result = run_load(hub.settings)
    assert not result.succeeded
    (problem,) = result.problems
    assert "could not be upgraded from version 0 of its tables" in problem and "It was left as it was" in problem
    assert columns(hub.settings.warehouse) == before
    monkeypatch.undo()
    assert hub.receive("b.xlsx", workforce(ROADS)) in ("accepted", "accepted_with_queries")


def test_an_upgrade_that_fails_at_a_later_version_leaves_that_version(hub, monkeypatch, tmp_path):
    with monkeypatch.context() as patched:
        broken_migrations(patched, tmp_path / "m", "ALTER TABLE ledger.loads ADD COLUMN later INTEGER; SELECT nothing")
        with pytest.raises(WarehouseUnusable, match=rf"from version {newest_version() - 1} of its tables"):
            hub.ask("SELECT 1")
    assert hub.ask("SELECT max(number) FROM ledger.migrations") == [(newest_version(),)]
    assert "later" not in {column for _, column, _ in columns(hub.settings.warehouse)}


@pytest.mark.parametrize("command", [("load",), ("status",), ("release", "list")], ids=lambda each: each[0])
def test_a_warehouse_of_a_newer_version_is_left_alone(hub, command):
    with holding(hub.settings) as connection:
        connection.execute("INSERT INTO ledger.migrations VALUES (999, 'of later', now()::TIMESTAMP, '9.1.0')")
    before = hub.settings.warehouse.read_bytes()
    done = run_icm(*command, "--workspace", hub.settings.workspace)
    assert hub.settings.warehouse.read_bytes() == before and "Traceback" not in done.err
    if command == ("release", "list"):
        return
    said = " ".join(done.err.split())
    assert done.code == 1 and "was upgraded by version 9.1.0 of the hub to version 999" in said
    assert "Nothing was written into it. Use version 9.1.0 or a later one" in said


def test_a_new_warehouse_has_every_migration_once(hub):
    numbers = hub.ask("SELECT number, hub_version IS NOT NULL FROM ledger.migrations ORDER BY 1")
    assert numbers == [(each.number, True) for each in all_migrations()]
    with open_warehouse(hub.settings) as connection:
        assert version_of(connection) == newest_version() == len(numbers)
