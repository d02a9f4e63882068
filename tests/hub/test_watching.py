"""A hub seen from outside: lines of the log, figures of loads, the answer to a monitor, the checkup."""

import asyncio
import datetime
import json
import logging
import os
import re
import time
from contextlib import contextmanager

import duckdb
import pytest
from packaging.requirements import Requirement

from orchestration.answers.doctor import machine
from orchestration.answers.doctor.checkup import LOOKS, examine
from orchestration.answers.doctor.hub import look_at_release
from orchestration.answers.doctor.installation import packages_out_of_bounds
from orchestration.answers.health import read_health
from orchestration.answers.loads import read_loads
from orchestration.dagster_hub.web import AnswersMonitor
from orchestration.log_lines import run_of_log, write_log_lines
from orchestration.pipeline import load as pipeline
from orchestration.pipeline.load import STAGES, Said, Stage, StageFailed, run_load
from orchestration.publication.state import DATABASE, MANIFEST
from orchestration.settings import PROJECT_DIR, SOURCE_SECRET_PREFIX
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.loads import STAGE_NAMES, StageLine, record_stage
from orchestration.warehouse.lock import write_lock
from tests.conftest import run_icm
from tests.returns import workforce

ROADS = {"heading_name": "Road policing", "police_officer_fte": 10}
BAD_LOCAL = {"heading_name": "Local policing", "police_officer_fte": "many"}
WORK = {stage.name: stage for stage in STAGES}


@contextmanager
def lines_logged(path):
    """What the hub logs in a block, as the objects of the file."""
    logger = logging.getLogger("icm")
    before, level, found = list(logger.handlers), logger.level, []
    write_log_lines(path)
    try:
        yield found
    finally:
        for each in set(logger.handlers) - set(before):
            each.close()
            logger.removeHandler(each)
        logger.setLevel(level)
        found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def short_loads(monkeypatch):
    """Loads without models or release; the stage that publishes does what the test asks."""

    def set_publish(work):
        done = {"receive": WORK["receive"].work, "validate": WORK["validate"].work, "publish": work}
        stages = [Stage(name, "", done.get(name, nothing), name == "report") for name in STAGE_NAMES]
        monkeypatch.setattr(pipeline, "STAGES", stages)

    set_publish(nothing)
    return set_publish


def nothing(settings, connection):
    return Said()


def fails(settings, connection):
    raise StageFailed(["The warehouse test x failed: it found 3 where it should find none."])


def released(settings, published="2026-11-30T02:00:00+00:00"):
    """A current release with one table."""
    folder = settings.releases / "20261130T020000Z"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / DATABASE)) as connection:
        connection.execute("CREATE SCHEMA marts; CREATE TABLE marts.forces AS SELECT 1 AS n")
    facts = {
        "release_id": folder.name, "published_at": published, "inputs_fingerprint": "x", "code_version": "1",
        "tables": {"marts.forces": {}}, "files": {DATABASE: ""},
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(facts), encoding="utf-8")
    settings.current.symlink_to(f"releases/{folder.name}")
    return folder


def land(hub, name, *rows):
    (hub.settings.landing / name).write_bytes(workforce(*rows))


def test_lines_of_the_log_carry_run_stage_and_submission(hub, short_loads, tmp_path):
    land(hub, "a.xlsx", ROADS)
    land(hub, "b.xlsx", BAD_LOCAL)
    with lines_logged(tmp_path / "logs" / "icm.jsonl") as lines:
        assert run_load(hub.settings).succeeded
    (run,) = {line["run_id"] for line in lines if line["logger"] == "icm.pipeline"}
    assert run and {"time", "level", "message"} <= lines[0].keys()
    received = {line["submission_id"]: line["message"] for line in lines if line["message"].startswith("Received")}
    assert received == {"S000001": "Received a.xlsx", "S000002": "Received b.xlsx"}
    decided = {line["submission_id"]: line["status"] for line in lines if line["message"].startswith("Decided")}
    assert decided["S000001"] != "rejected" and decided["S000002"] == "rejected"
    stages = {line["stage"]: line for line in lines if "stage" in line}
    assert tuple(stages) == STAGE_NAMES
    assert stages["receive"]["wrote"] == {"submissions": 2} and stages["receive"]["load_id"] == "L000001"
    assert lines[-1]["message"] == "Load ends: succeeded"


def test_a_log_that_was_moved_away_is_made_again_and_a_fault_is_one_line(tmp_path):
    path = tmp_path / "icm.jsonl"
    with lines_logged(path) as lines:
        log = logging.getLogger("icm.test")
        log.info("one")
        path.rename(tmp_path / "icm.jsonl.1")
        with run_of_log("R7"):
            try:
                raise ValueError("line\nbreak")
            except ValueError:
                log.debug("two", exc_info=True)
    assert [(line["message"], line["run_id"]) for line in lines] == [("two", "R7")]
    assert "line\nbreak" in lines[0]["error"]


def test_a_log_file_that_cannot_be_written_is_said_to_be_so(tmp_path):
    done = run_icm("load", "--log-file", tmp_path, "--workspace", tmp_path)
    assert done.code == 2 and "directory" in done.err and "Traceback" not in done.err


def test_loads_are_shown_with_figures_and_outcome(hub, short_loads):
    land(hub, "a.xlsx", ROADS)
    run_load(hub.settings)
    land(hub, "b.xlsx", BAD_LOCAL)
    short_loads(fails)
    assert not run_load(hub.settings).succeeded
    with open_warehouse(hub.settings) as connection:
        connection.execute("INSERT INTO ledger.loads VALUES ('L000003', now()::TIMESTAMP, NULL, NULL, NULL)")
        connection.execute("INSERT INTO ledger.loads VALUES ('L000000', '2026-01-01', '2026-01-01', 9, 0)")
    hub.settings.ledger_to_read.unlink()
    newest, failed, good, old = read_loads(hub.settings, 20)
    assert (newest.load_id, newest.outcome, newest.wall_seconds) == ("L000003", "unfinished", None)
    assert (failed.load_id, failed.outcome, failed.files_new) == ("L000002", "failed", 1)
    assert failed.files_already_received == 1 and failed.findings >= 1
    assert failed.problems == ["The warehouse test x failed: it found 3 where it should find none."]
    assert (good.outcome, good.files_new, good.problems) == ("succeeded", 1, [])
    assert good.wall_seconds > 0 and good.cpu_seconds > 0 and good.ended_at >= good.started_at
    assert tuple(each["stage"] for each in good.stages) == STAGE_NAMES
    assert (old.outcome, old.files_new) == ("not recorded", 9)
    assert [each.load_id for each in read_loads(hub.settings, 1)] == ["L000003"]
    shown = run_icm("loads", "--last", "2", "--workspace", hub.settings.workspace)
    assert shown.code == 0 and "L000002" in shown.out and "it found 3" in shown.out and "L000001" not in shown.out
    facts = run_icm("loads", "--json", "--workspace", hub.settings.workspace).facts
    assert [each["outcome"] for each in facts] == ["unfinished", "failed", "succeeded", "not recorded"]


def test_the_stages_are_those_that_loads_are_judged_by():
    assert tuple(stage.name for stage in STAGES) == STAGE_NAMES


def test_a_load_of_which_a_stage_is_missing_is_unfinished_in_any_order(hub):
    with open_warehouse(hub.settings) as connection:
        for stage in ("receive", "validate", "match", "compare", "report", "build"):
            record_stage(connection, StageLine(stage, 1.0, 2.0), begins_load=stage == "receive")
    hub.settings.ledger_to_read.unlink(missing_ok=True)
    assert read_loads(hub.settings, 1)[0].outcome == "unfinished"
    assert "The last load, L000001, was broken off." in " ".join(read_health(hub.settings).reasons)
    with open_warehouse(hub.settings) as connection:
        record_stage(connection, StageLine("publish", 1.0, 2.0, release_id="20261130T020000Z"))
    (load,) = read_loads(hub.settings, 9)
    assert (load.outcome, load.wall_seconds, load.cpu_seconds, load.release_id) == (
        "succeeded", 7.0, 14.0, "20261130T020000Z",
    )  # fmt: skip


def test_a_load_that_fails_before_its_first_file_has_a_line_of_its_own(hub, short_loads, monkeypatch):
    run_load(hub.settings)

    def no_space(settings):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("orchestration.intake.receive.receive_landed", no_space)
    land(hub, "a.xlsx", ROADS)
    assert not run_load(hub.settings).succeeded
    assert [(each.load_id, each.outcome) for each in read_loads(hub.settings, 9)] == [
        ("L000002", "failed"), ("L000001", "succeeded"),
    ]  # fmt: skip


def test_a_hub_is_well_after_a_load_and_not_long_after_it(hub, short_loads):
    before = read_health(hub.settings)
    assert not before.is_healthy and "No load has succeeded yet" in before.reasons[0]
    run_load(hub.settings)
    released(hub.settings)
    found = read_health(hub.settings)
    assert found.reasons == [] and found.is_healthy
    assert (found.last_load, found.last_load_outcome, found.release_id) == ("L000001", "succeeded", "20261130T020000Z")
    ended = datetime.datetime.fromisoformat(found.last_success_at).replace(tzinfo=None)
    at = {hours: read_health(hub.settings, ended + datetime.timedelta(hours=hours)) for hours in (30, 31)}
    assert at[30].is_healthy and not at[31].is_healthy
    assert "31 hours ago, and the limit is 30" in at[31].reasons[0]
    assert at[31].release_age_hours > at[30].release_age_hours


def test_a_load_with_nothing_new_counts_as_a_success(hub, short_loads):
    run_load(hub.settings)
    hub.settings.steward_report.parent.mkdir(parents=True)
    hub.settings.steward_report.touch()
    run_load(hub.settings)
    long_ago = time.time() - 50 * 3600
    os.utime(hub.settings.settled, (long_ago, long_ago))
    loads = len(read_loads(hub.settings, 9))
    run_load(hub.settings)
    assert len(read_loads(hub.settings, 9)) == loads, "nothing was new"
    assert read_health(hub.settings).hours_since_success < 1


def spoilt(hub, short_loads, how):
    folder = hub.settings.current.resolve()
    if how == "failed":
        short_loads(fails)
        (hub.settings.landing / "z.csv").write_bytes(b"a,b\n")
        run_load(hub.settings)
    elif how == "no release":
        hub.settings.current.unlink()
    elif how == "no database":
        (folder / DATABASE).unlink()
    elif how == "manifest":
        (folder / MANIFEST).write_text("{", encoding="utf-8")
    elif how == "warehouse":
        hub.settings.ledger_to_read.unlink()
        hub.settings.warehouse.write_bytes(b"no database")


@pytest.mark.parametrize(
    ("how", "word"),
    [
        ("failed", "The last load, L000002, failed."), ("no release", "No release has been published"),
        ("no database", "is missing. Run icm load"), ("manifest", "manifest of the current release is damaged"),
        ("warehouse", "The warehouse cannot be read."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_hub_is_a_reason_without_a_path(hub, short_loads, how, word):
    run_load(hub.settings)
    released(hub.settings)
    spoilt(hub, short_loads, how)
    found = read_health(hub.settings)
    assert not found.is_healthy and word in " ".join(found.reasons)
    assert str(hub.settings.workspace) not in json.dumps(found.reasons)
    assert any(each.state == "problem" or "None has been" in each.found for each in examine(hub.settings))
    if how == "failed":
        done = run_icm("health", "--json", "--workspace", hub.settings.workspace)
        assert done.code == 1 and done.facts["reasons"] == found.reasons


def test_a_disk_without_room_is_a_reason_and_a_problem(hub, short_loads, monkeypatch):
    run_load(hub.settings)
    released(hub.settings)
    for name in ("orchestration.answers.health.free_bytes", "orchestration.answers.doctor.machine.free_bytes"):
        monkeypatch.setattr(name, lambda folder: 2 * 10**8)
    (reason,) = read_health(hub.settings).reasons
    assert reason.startswith("The disk has 0.2 GB free, and the next load may need 1.1 GB.")
    (line,) = [each for each in examine(hub.settings) if each.part == "Disk"]
    assert line.state == "problem" and "Free some space" in line.what_to_do


def asked(look, path="/health", method="GET"):
    """Status and body of a request to the web server."""

    async def pages(scope, receive, send):
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def send(message):
        sent.append(message)

    sent = []
    scope = {"type": "http", "path": path, "method": method, "headers": []}
    asyncio.run(AnswersMonitor(pages, look)(scope, None, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


def test_a_monitor_is_answered_200_or_503_with_the_reasons(hub, short_loads):
    status, body = asked(lambda: read_health(hub.settings))
    assert status == 503 and not body["is_healthy"] and len(body["reasons"]) == 2
    run_load(hub.settings)
    released(hub.settings)
    status, body = asked(lambda: read_health(hub.settings))
    assert status == 200 and body["is_healthy"] and body["release_id"] == "20261130T020000Z"
    assert asked(lambda: read_health(hub.settings), "/assets")[0] == 418
    assert asked(lambda: read_health(hub.settings), method="POST")[0] == 418
    status, body = asked(lambda: 1 / 0)
    assert status == 503 and body["reasons"] == [
        "The health of the hub could not be read. Run icm doctor on its machine."
    ]


def test_the_checkup_of_a_whole_hub_finds_no_problem(hub, short_loads):
    hub.settings.workspace.chmod(0o750)
    run_load(hub.settings)
    released(hub.settings)
    found = examine(hub.settings)
    assert {each.part for each in found} == {part for part, _ in LOOKS}
    assert [each for each in found if each.state != "good"] == []
    assert not list(hub.settings.workspace.glob(".icm-doctor*"))
    done = run_icm("doctor", "--json", "--workspace", hub.settings.workspace)
    assert done.code == 0 and {each["state"] for each in done.facts} == {"good"}


def test_the_checkup_says_what_is_wrong_and_what_to_do(hub, monkeypatch, short_loads):
    run_load(hub.settings)
    folder = released(hub.settings, published="2999-01-01T00:00:00+00:00")
    (folder / DATABASE).write_bytes(b"cut short")
    hub.settings.workspace.chmod(0o777)
    hub.settings.dagster_home.mkdir()
    (hub.settings.dagster_home / "dagster.yaml").write_text("a: [", encoding="utf-8")
    monkeypatch.setenv("ICM_KEEP_RELEASE", "3")
    found = {each.part: each for each in examine(hub.settings) if each.state != "good"}
    assert found.keys() == {"Settings", "Workspace", "Dagster home", "Clock", "Release"}
    assert "Perhaps ICM_KEEP_RELEASES was meant" in found["Settings"].found
    assert "Every account can write" in found["Workspace"].found and "chmod 0750" in found["Workspace"].what_to_do
    assert "before release 20261130T020000Z of 1 January 2999, 00:00 UTC" in found["Clock"].found
    assert "is damaged" in found["Release"].found and "run icm load" in found["Release"].what_to_do
    assert all(each.what_to_do for each in found.values())
    done = run_icm("doctor", "--workspace", hub.settings.workspace)
    assert done.code == 1 and "Set the clock" in " ".join(done.out.split()) and "Traceback" not in done.err


@pytest.mark.parametrize(
    ("lists", "name", "said"),
    [("tables", "marts.gone", "lacks 1 of 2 tables"), ("files", "csv/gone.csv", "lacks 1 of 2 files")],
)
def test_the_checkup_misses_what_the_manifest_lists(hub, lists, name, said):
    folder = released(hub.settings)
    facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    facts[lists][name] = {}
    (folder / MANIFEST).write_text(json.dumps(facts), encoding="utf-8")
    (line,) = look_at_release(hub.settings)
    assert line.state == "problem" and said in line.found and name in line.found


def test_the_checkup_names_a_load_at_work_and_leaves_the_file_alone(hub):
    with write_lock(hub.settings):
        found = {each.part: each for each in examine(hub.settings)}
    assert f"process {os.getpid()}" in found["Locks"].found and found["Locks"].state == "note"
    assert "was not looked at" in found["Warehouse"].found


def test_the_checkup_of_no_hub_says_how_to_make_one(tmp_path):
    done = run_icm("doctor", "--json", "--workspace", tmp_path / "nowhere")
    assert done.code == 1 and not (tmp_path / "nowhere").exists()
    found = {each["part"]: each for each in done.facts}
    assert "Run icm load, which makes it" in found["Workspace"]["what_to_do"]


def test_packages_are_compared_with_the_bounds_of_the_project():
    needed = [Requirement("duckdb>=1.5.6,<3"), Requirement("dbt-core>=1.11,<1.12"), Requirement("dagster>=1.13")]
    found = packages_out_of_bounds(needed, {"duckdb": "2.0.0", "dbt-core": "1.12.0", "dagster": None})
    assert found == [
        "The package dbt-core is 1.12.0, and the hub needs dbt-core<1.12,>=1.11.",
        "The package dagster is missing; the hub needs dagster>=1.13.",
    ]


def test_every_variable_that_the_code_reads_is_known_to_the_checkup(hub):
    assert {name for name in hub.settings.environment() if name.startswith("ICM_")} <= machine.VARIABLES
    code = "".join(path.read_text(encoding="utf-8") for path in (PROJECT_DIR / "orchestration").rglob("*.py"))
    assert set(re.findall(r'"(ICM_[A-Z_]+)"', code)) == {*machine.VARIABLES, SOURCE_SECRET_PREFIX}
    documented = set(
        re.findall(r"`(ICM_[A-Z_]+)`", (PROJECT_DIR / "docs" / "operations.md").read_text(encoding="utf-8"))
    )
    assert machine.VARIABLES - documented == {"ICM_WAREHOUSE", "ICM_SERVE_NAMES"}, "the hub sets these itself"
