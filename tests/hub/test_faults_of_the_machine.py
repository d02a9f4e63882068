"""A fault of the machine stops a load and is never a verdict on a file, which the next load takes as if nothing was."""

import errno
import logging
import os

import duckdb
import pytest

from orchestration.faults import HubFault
from orchestration.intake import archive, landing, receive, record
from orchestration.intake.landing import fingerprint
from orchestration.intake.receive import receive_landed
from orchestration.pipeline import load as pipeline
from orchestration.readers import isolated
from orchestration.warehouse import holding, runner
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.plan import read_plan
from tests.small_hub import SmallHub, funding
from tests.spend_lists import spend_parquet

NAME, OTHER = "police_funding_2025_26.csv", "police_funding_2024_25.csv"


@pytest.fixture
def landed(hub):
    (hub.settings.landing / NAME).write_bytes(funding())
    (hub.settings.landing / OTHER).write_bytes(funding(year="2024/25"))
    return hub


def assert_as_undisturbed(hub):
    """The next load leaves what a load without a fault would have left."""
    hub.load()
    assert hub.ask("SELECT file_name, status, version, rows_data FROM ledger.submissions ORDER BY 1") == [
        (OTHER, "accepted", 1, 43),
        (NAME, "accepted", 1, 43),
    ]
    assert hub.ask("SELECT count(*) FROM ledger.findings WHERE rule_id IN ('H02', 'F17')") == [(0,)]


def test_a_full_disk_under_the_archive_leaves_the_file_new(landed):
    sha256 = fingerprint(landed.settings.landing / NAME)
    kept = archive.archived_path(landed.settings.archive, sha256, ".csv")
    kept.parent.mkdir(parents=True)
    full = kept.with_name(f".{kept.name}.partial")
    full.symlink_to("/dev/full")  # every write to it finds no space left
    with pytest.raises(HubFault, match=r"No space left on device.*Free some space and load again"):
        receive_landed(landed.settings)
    assert landed.ask("SELECT count(*) FROM ledger.submissions WHERE file_name = ?", NAME) == [(0,)]
    full.unlink()
    assert_as_undisturbed(landed)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EMFILE, errno.ENOMEM])
@pytest.mark.parametrize("place", ["fingerprint", "examine", "record"])
def test_a_fault_at_any_step_leaves_files_new(landed, monkeypatch, place, number):
    def faulty(*_):
        raise OSError(number, os.strerror(number))

    where, name = {
        "fingerprint": (landing, "fingerprint"),
        "examine": (receive, "examine"),
        "record": (record.Batch, "write"),
    }[place]
    with monkeypatch.context() as disturbed:
        disturbed.setattr(where, name, faulty)
        with pytest.raises(HubFault, match=os.strerror(number)):
            receive_landed(landed.settings)
    assert landed.ask("SELECT count(*) FROM ledger.submissions") == [(0,)]
    assert_as_undisturbed(landed)


def test_a_reader_that_waits_for_the_disk_leaves_the_file_new(hub, monkeypatch):
    def killed(*_):
        raise isolated.ChildKilled("another program ended it (signal 9)")

    (hub.settings.landing / NAME).write_bytes(funding())
    with monkeypatch.context() as disturbed:
        disturbed.setattr(isolated.ReadingChild, "_answer", killed)
        with pytest.raises(HubFault, match="was ended twice"):
            receive_landed(hub.settings)
    assert hub.ask("SELECT count(*) FROM ledger.submissions WHERE file_name = ?", NAME) == [(0,)]
    assert hub.receive(NAME, funding()) == "accepted"


NO_SPACE = 'IO Error: Could not write file "/hub/warehouse.duckdb.wal": No space left on device'


def test_a_full_disk_under_a_build_is_one_sentence_and_the_next_build_completes_it(hub, monkeypatch):
    plan = read_plan(hub.settings)
    wanted = [relation for relation, step in plan.steps.items() if step.kind == "seed"][:8]
    made, make = [], runner.make

    def full_at_the_third(connection, step, *arguments):
        made.append(step.relation)
        if len(made) == 3:
            connection.rollback()  # DuckDB has ended the transaction by itself
            raise duckdb.IOException(NO_SPACE)
        make(connection, step, *arguments)

    monkeypatch.setattr(runner, "AT_A_TIME", 1)
    with monkeypatch.context() as disturbed, open_warehouse(hub.settings) as connection:
        disturbed.setattr(runner, "make", full_at_the_third)
        with pytest.raises(HubFault, match=r"No space left on device.*Free some space and load again"):
            runner.build_warehouse(connection, hub.settings, plan, wanted, with_tests=False)
    ((written,),) = hub.ask("SELECT count(*) FROM ledger.tables_built")
    assert 2 <= written == len(made) - 1 <= 3, "at most the step that had begun was built after the fault"
    with open_warehouse(hub.settings) as connection:
        done = runner.build_warehouse(connection, hub.settings, plan, wanted, with_tests=False)
    assert done.problems == [] and done.steps == 8 and len(done.built) == done.steps - written


def test_a_full_disk_at_the_end_of_a_load_is_one_sentence(hub, monkeypatch):
    def full(*_):
        raise duckdb.IOException(NO_SPACE)

    monkeypatch.setattr(pipeline, "STAGES", ())
    with monkeypatch.context() as disturbed:
        disturbed.setattr(holding, "leave_ledger_to_read", full)
        result = pipeline.run_load(hub.settings)
    (problem,) = result.problems
    assert not result.succeeded and "No space left on device. Free some space" in problem and "/hub/" not in problem
    assert pipeline.run_load(hub.settings).succeeded


def test_links_pipes_and_devices_are_reported_and_left_alone(landed, caplog, tmp_path):
    secret = tmp_path / "shadow.csv"
    secret.write_bytes(funding(year="2023/24"))
    landing = landed.settings.landing
    (landing / "police_funding_2023_24.csv").symlink_to(secret)
    (landing / "dangling.csv").symlink_to(tmp_path / "nowhere")
    (landing / "folder").symlink_to(tmp_path)
    os.mkfifo(landing / "pipe.csv")
    with caplog.at_level(logging.WARNING):
        assert_as_undisturbed(landed)
    for name in ("police_funding_2023_24.csv", "dangling.csv", "folder", "pipe.csv"):
        assert f"{name} in the landing folder is a link, pipe or device and was left alone" in caplog.text


def test_a_source_note_that_is_a_link_is_not_read(landed, tmp_path):
    note = tmp_path / "private.yml"
    note.write_text("publisher: somebody else\n", encoding="utf-8")
    (landed.settings.landing / f"{NAME}.source.yml").symlink_to(note)
    landed.load()
    assert landed.ask("SELECT publisher FROM ledger.submissions WHERE file_name = ?", NAME) == [(None,)]
    assert not list(landed.settings.archive.rglob("*.source.yml"))


def test_a_workspace_below_a_folder_named_as_a_partition_reads_parquet(tmp_path):
    folder = tmp_path / "financial_year=2020" / "supplier=x"
    folder.mkdir(parents=True)
    (tmp_path / "plain").mkdir()
    plain = SmallHub(tmp_path / "plain")
    odd = SmallHub(folder)
    content = spend_parquet(tmp_path, "VARCHAR")
    for hub in (plain, odd):
        hub.receive("kent_procurement_2022-23.parquet", content)
    asked = "SELECT status, rows_data FROM ledger.submissions"
    assert plain.ask(asked) == odd.ask(asked)
    assert odd.ask(asked)[0][1] == 4
