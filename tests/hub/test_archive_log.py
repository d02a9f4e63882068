"""What lies beside the archive: each file's sidecar, and the log of loads, files and decisions."""

import json
import logging
import os
import pwd
import shutil

import pytest

from orchestration.feedback.write import write_feedback
from orchestration.intake.archive import (
    ArchiveDamaged,
    archived_files,
    archived_path,
    intact_file,
    read_sidecar,
    sidecar_path,
)
from orchestration.intake.landing import fingerprint
from orchestration.warehouse.archive_log import read_log
from orchestration.warehouse.damage import WarehouseUnusable
from orchestration.warehouse.holding import holding
from tests.conftest import run_icm
from tests.loads_of_small_hubs import load
from tests.small_hub import funding

NAME = "police_funding_2025_26.csv"
NOTE = "title: Extract\npublisher: Home Office\n"
RECEIVE = ("receive",)
WAIVE = (
    "waive", "PF01", "--return", "police_funding", "--year", "2025/26", "--until", "2999-12-31",
    "--reason", "They asked for it", "--by", "A Steward",
)  # fmt: skip


@pytest.fixture
def loaded(hub):
    (hub.settings.landing / f"{NAME}.source.yml").write_text(NOTE, encoding="utf-8")
    load(hub, {NAME: funding()}, RECEIVE)
    return hub


def kept(hub):
    (path,) = archived_files(hub.settings.archive)
    return path


def events(hub):
    return [each["event"] for each in read_log(hub.settings.archive_log).events]


def test_each_archived_file_has_a_sidecar_that_says_what_it_was(loaded):
    facts = json.loads(sidecar_path(kept(loaded)).read_text(encoding="utf-8"))
    assert facts["sha256"] == fingerprint(kept(loaded)) and facts["bytes"] == len(funding())
    ((received_at,),) = loaded.ask("SELECT received_at FROM ledger.submissions")
    arrived = f"{received_at.isoformat(timespec='microseconds')}Z"
    assert facts["arrivals"] == [
        {"file_name": NAME, "arrived_at": arrived, "channel": "landing folder", "source_note": NOTE}
    ]
    assert not list(loaded.settings.archive.rglob("*.partial"))


def test_the_same_bytes_under_another_name_are_another_arrival(loaded):
    load(loaded, {"again.csv": funding()}, RECEIVE)
    assert [(each.file_name, each.source_note) for each in read_sidecar(kept(loaded))] == [
        (NAME, NOTE),
        ("again.csv", None),
    ]


def test_a_load_writes_the_sidecars_of_an_archive_that_has_none(loaded):
    before = read_sidecar(kept(loaded))
    sidecar_path(kept(loaded)).unlink()
    load(loaded, stages=RECEIVE)
    assert read_sidecar(kept(loaded)) == before


def test_a_changed_file_of_the_archive_is_never_read_under_its_old_fingerprint(loaded):
    path = kept(loaded)
    path.chmod(0o644)
    path.write_bytes(funding((1, 1, "999")))
    with pytest.raises(ArchiveDamaged, match="was changed after it was received, so it is not read"):
        intact_file(loaded.settings.archive, path.name[:64], ".csv")
    # The same bytes arrive again, under another name: what is archived and read is what arrived.
    load(loaded, {"again.csv": funding()}, RECEIVE)
    assert path.read_bytes() == funding()
    path.unlink()
    with pytest.raises(ArchiveDamaged, match="is missing from the archive"):
        intact_file(loaded.settings.archive, path.name[:64], ".csv")


def test_a_changed_workbook_of_the_archive_is_not_marked_and_sent_back(hub):
    from tests.returns import workforce

    content = workforce({"heading_name": "Local policing", "police_officer_fte": -1})
    hub.receive("a.xlsx", content)
    path = kept(hub)
    path.chmod(0o644)
    path.write_bytes(workforce({"heading_name": "Secret", "police_officer_fte": 1}))
    written = write_feedback(hub.settings)
    assert written and all(b"Secret" not in each.read_bytes() for each in written)


def test_the_log_has_loads_files_and_decisions_in_order_with_the_account(loaded):
    answer = run_icm(*WAIVE, "--workspace", loaded.settings.workspace)
    assert answer.code == 0, answer.err
    assert events(loaded) == ["stage", "load", "received", "decision"]
    told = read_log(loaded.settings.archive_log)
    assert told.problems == [] and told.events[2]["file_name"] == NAME
    decision = told.events[3]
    assert decision["account"] == pwd.getpwuid(os.geteuid()).pw_name and decision["decided_by"] == "A Steward"
    ((key, reason, at),) = loaded.ask("SELECT decision_id, reason, decided_at FROM ledger.decisions")
    assert (decision["decision_id"], decision["reason"], decision["decided_at"]) == (key, reason, at)


def test_a_line_that_was_cut_short_is_written_again_and_said(loaded, caplog):
    whole = loaded.settings.archive_log.read_bytes()
    loaded.settings.archive_log.write_bytes(whole[:-30])
    with caplog.at_level(logging.WARNING), holding(loaded.settings):
        pass
    assert "was cut short when a command was interrupted" in caplog.text
    assert loaded.settings.archive_log.read_bytes() == whole


def test_a_log_that_a_killed_command_left_behind_is_completed_and_said(loaded, caplog):
    loaded.ask(
        "INSERT INTO ledger.decisions (decision_id, kind, return_id, decided_by, decided_at) "
        "VALUES ('D000001', 'sign_off', 'police_funding', 'A Steward', now()::TIMESTAMP)"
    )
    with caplog.at_level(logging.WARNING), holding(loaded.settings):
        pass
    assert "A command was interrupted before" in caplog.text and "from the ledger: 1 decision" in caplog.text
    added = read_log(loaded.settings.archive_log).events[-1]
    assert added["decision_id"] == "D000001" and added["account"] is None


@pytest.mark.parametrize("lacking", ["submissions", "decisions"])
def test_nothing_goes_on_with_a_warehouse_that_is_behind_the_log(loaded, lacking):
    loaded.ask(
        "INSERT INTO ledger.decisions (decision_id, kind, return_id, decided_by, decided_at) "
        "VALUES ('D000001', 'sign_off', 'police_funding', 'A Steward', now()::TIMESTAMP)"
    )
    with holding(loaded.settings):
        pass
    before = loaded.settings.archive_log.read_bytes()
    loaded.ask(f"DELETE FROM ledger.{lacking}")
    with pytest.raises(WarehouseUnusable, match=r"lacks 1 .*Run icm rebuild"), holding(loaded.settings):
        pass
    assert loaded.settings.archive_log.read_bytes() == before


def test_nothing_goes_on_without_the_warehouse_that_the_log_is_of(loaded):
    loaded.settings.warehouse.unlink()
    for command in (WAIVE, ("load", "--landing", str(loaded.settings.landing))):
        done = run_icm(*command, "--workspace", loaded.settings.workspace)
        said = " ".join(done.err.split())
        assert done.code == 1 and "is missing" in said and "lists 1 file. Nothing was written." in said
    assert not loaded.settings.warehouse.exists()


def test_a_changed_line_and_a_line_taken_out_are_found(loaded):
    path = loaded.settings.archive_log
    first, second, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([first, second.replace(b"L000001", b"L000009"), *rest]))
    assert ["Line 3" in each for each in read_log(path).problems] == [True]
    path.write_bytes(b"".join([first, *rest]))
    assert ["Line 2" in each for each in read_log(path).problems] == [True]
    path.write_bytes(b"".join([first, b"\xff{\n", *rest]))
    assert read_log(path).problems[0].endswith("cannot be read.")


def test_a_copy_of_the_archive_alone_says_what_each_file_was(loaded, tmp_path):
    shutil.copytree(loaded.settings.archive, tmp_path / "copy")
    (path,) = archived_files(tmp_path / "copy")
    assert path == archived_path(tmp_path / "copy", fingerprint(path), ".csv")
    assert read_sidecar(path)[0].file_name == NAME
