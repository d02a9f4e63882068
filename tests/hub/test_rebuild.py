"""The archive and its log make the same ledger again: files, versions, findings and their history, decisions, times."""

from dataclasses import replace

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from orchestration.intake.archive import archived_files
from orchestration.pipeline import rebuild
from orchestration.warehouse.archive_log import read_log
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.holding import holding
from tests.hub.test_answers import WHO, WHY, WRONG, answered, returned
from tests.loads_of_small_hubs import ledger_and_raw, load
from tests.returns import expenditure, spending, workforce
from tests.small_hub import funding

LOCAL = {"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": 20}
KENT = ("--return", "workforce", "--force", "kent", "--year", "2022/23")
SHORT = ("receive", "validate")
BY = ("--reason", "They asked for it", "--by", "A Steward")


def icm(hub, *arguments):
    """A command in this process, which costs less than one of its own."""
    done = CliRunner().invoke(app, [*arguments, "--workspace", str(hub.settings.workspace)])
    assert done.exit_code == 0, done.output


def made_again(hub):
    """The private file that the archive and the log make, in a folder of its own."""
    folder = hub.settings.workspace / "again"
    folder.mkdir()
    fresh = replace(hub.settings, warehouse_folder=folder)
    with open_warehouse(fresh) as connection:
        rebuild.replay(fresh, connection, read_log(hub.settings.archive_log).events)
    return fresh.warehouse


def test_a_history_of_loads_and_decisions_is_made_again_row_by_row(comparing_hub):
    hub = comparing_hub
    # The note lies beside a file that comes with the second load.
    note = "title: Extract\npublisher: Home Office\nedition: 2025\nlicence: OGL\nretrieved: '2025-01-01'\nsha256: x\n"
    (hub.settings.landing / "police_funding_2025_26.csv.source.yml").write_text(note, encoding="utf-8")
    load(hub, {"e.xlsx": expenditure(WRONG, spending("Road policing"))})
    explained = answered(returned(hub), "EX01", Your_explanation=WHY, Your_name=WHO)
    below_zero = workforce({**LOCAL, "police_officer_fte": -1})
    names = ("police_funding_2025_26.csv", "copy of funding.csv")
    load(hub, {**dict.fromkeys(names, funding()), "e2.xlsx": explained, "b.xlsx": below_zero}, stages=SHORT)
    icm(hub, "waive", "V04", *KENT, *BY, "--until", "2999-12-31")
    load(hub, stages=SHORT, retry_not_accepted=True)
    icm(hub, "sign-off", *KENT, "--by", "C. Officer", "--role", "Chief finance officer")
    load(hub, {"c.xlsx": workforce({**LOCAL, "police_officer_fte": 90})}, stages=SHORT)
    icm(hub, "withdraw", "workforce", *KENT[2:], *BY)
    load(hub, recheck=True)
    before, again = ledger_and_raw(hub.settings.warehouse), ledger_and_raw(made_again(hub))
    kinds = [row[1] for row in before["ledger.decisions"]]
    assert kinds == ["explanation", "waiver", "sign_off", "withdrawal"]
    published = {row[22:24] for row in before["ledger.submissions"]}
    states = {row[12] for row in before["ledger.submissions"]}
    assert {"duplicate", "superseded", "withdrawn"} <= states, states
    assert len(before["ledger.findings"]) > 5 and ("Home Office", "Extract") in published
    assert before.keys() == again.keys()
    for name, rows in before.items():
        assert again[name] == rows, name


def a_file_is_changed(hub):
    (path,) = archived_files(hub.settings.archive)
    path.chmod(0o644)
    path.write_bytes(funding((1, 1, "999")))
    return f"{path} was changed after it was received, so it is not read"


def a_file_is_missing(hub):
    (path,) = archived_files(hub.settings.archive)
    path.unlink()
    return f"{path} is missing from the archive"


def the_log_is_changed(hub):
    path = hub.settings.archive_log
    path.write_bytes(path.read_bytes().replace(b"L000001", b"L000002"))
    return "one was changed or lost"


def the_log_and_the_warehouse_are_missing(hub):
    hub.settings.archive_log.unlink()
    hub.settings.warehouse.unlink()
    return "is missing or empty"


SPOILT = (a_file_is_changed, a_file_is_missing, the_log_is_changed, the_log_and_the_warehouse_are_missing)


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda each: each.__name__)
def test_what_cannot_be_made_again_is_refused_and_the_old_warehouse_stays(hub, spoil):
    load(hub, {"police_funding_2025_26.csv": funding()}, ("receive",))
    with open_warehouse(hub.settings) as connection:
        connection.execute("CHECKPOINT")
    words = spoil(hub)
    before = hub.settings.warehouse.read_bytes() if hub.settings.warehouse.exists() else None
    told = CliRunner().invoke(app, ["rebuild", "--workspace", str(hub.settings.workspace)])
    assert told.exit_code == 1 and words in told.output, told.output
    assert "The warehouse was not changed." in told.output and "Traceback" not in told.output
    assert (hub.settings.warehouse.read_bytes() if hub.settings.warehouse.exists() else None) == before


def test_a_hub_of_before_the_log_is_made_again_by_its_loads(comparing_hub):
    """The log is written from the ledger; stages that no line tells of ran once a load."""
    hub = comparing_hub
    hub.receive("police_funding_2025_26.csv", funding())
    hub.receive("police_funding_again_2025_26.csv", funding((1, 1, "5")))
    with holding(hub.settings):
        pass
    facts = "SELECT submission_id, received_at, file_name, status, version, status_reason FROM ledger.submissions"
    before = hub.ask(facts)
    with duckdb.connect(str(made_again(hub)), read_only=True) as connection:
        assert connection.execute(facts).fetchall() == before
    assert len({status for *_, status, _, _ in before}) == 2
