"""Files are fetched from folders, SFTP and S3-compatible stores: whole, once, and of the force whose place it is."""

import json
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import pytest
import yaml
from typer.testing import CliRunner

from orchestration.alerts.standing import standing_alerts
from orchestration.answers.doctor.checkup import examine
from orchestration.answers.doctor.machine import look_at_variables
from orchestration.answers.doctor.sources import look_at_each_source
from orchestration.cli.app import app
from orchestration.faults import HubFault
from orchestration.intake.archive import archived_files, read_sidecar
from orchestration.pipeline.settled import landing_state
from orchestration.sources import fetch
from orchestration.sources.fetch import fetch_from_sources
from orchestration.sources.fetched import Fetched, incoming_files, note_fetched, read_fetched
from orchestration.sources.places import Place
from orchestration.warehouse.archive_log import RECEIVED, read_log
from orchestration.warehouse.clock import now
from tests.hub.test_rebuild import made_again
from tests.loads_of_small_hubs import ledger_and_raw, load
from tests.places_of_senders import ACCESS_KEY, SECRET_KEY, free_port, make_key, s3_store, sftp_server
from tests.returns import workforce
from tests.small_hub import funding, register

NAME, BUCKET = "police_funding_2025_26.csv", "returns"
ROADS = {"heading_name": "Road policing", "police_officer_fte": 10}
NOTE = b"title: T\npublisher: Home Office\nedition: 2025\nlicence: OGL\nretrieved: '2025-01-01'\nsha256: x\n"


@dataclass
class Sender:
    """Where a sender puts files, and the lines of a source for it."""

    folder: str
    files: Any
    source: dict[str, Any]

    def put(self, name, content):
        path = f"{self.folder}/{name}"
        self.files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        self.files.pipe_file(path, content)

    def names(self):
        found = self.files.find(self.folder)
        return sorted(path[len(self.folder) :].lstrip("/") for path in found)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(fetch, "WAITS", (0.01, 0.02))
    monkeypatch.setattr(fetch, "KEPT_FREE", 0)


@pytest.fixture(scope="module")
def sftp(tmp_path_factory):
    with sftp_server(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="module")
def store():
    with s3_store() as address:
        yield address


@pytest.fixture(params=["folder", "sftp", "s3"])
def sender(request, tmp_path, monkeypatch):
    """A place of each kind on a real server, with one bucket or folder per test."""
    return sender_of(request.param, request, tmp_path, monkeypatch)


def sender_of(kind, request, tmp_path, monkeypatch):
    folder = tmp_path / "outbox"
    folder.mkdir()
    if kind != "s3":
        server = request.getfixturevalue("sftp") if kind == "sftp" else None
        more = {"known_hosts": str(server.known_hosts), "key_file": str(server.key_file)} if server else {}
        address = server.address(folder) if server else str(folder)
        return Sender(str(folder), fsspec.filesystem("file"), {"address": address, **more})
    monkeypatch.setenv("ICM_SOURCE_SECRET_KENT", SECRET_KEY)
    endpoint = request.getfixturevalue("store")
    files = fsspec.filesystem(
        "s3", key=ACCESS_KEY, secret=SECRET_KEY, endpoint_url=endpoint, client_kwargs={"region_name": "eu-west-2"},
        use_listings_cache=False, skip_instance_cache=True,
    )  # fmt: skip
    bucket = f"{BUCKET}-{free_port()}"
    files.mkdir(bucket)
    more = {"user": ACCESS_KEY, "endpoint": endpoint, "region": "eu-west-2"}
    return Sender(f"{bucket}/kent", files, {"address": f"s3://{bucket}/kent", **more})


def list_sources(hub, *sources):
    named = [{"name": "kent", "settle_seconds": 0.05, **each} for each in sources]
    hub.settings.sources.write_text(yaml.safe_dump({"sources": named}), encoding="utf-8")


def kent(hub, sender, **more):
    list_sources(hub, {**sender.source, **more})


def fetched(hub):
    """What a fetch brings: names, and what could not be done."""
    done = fetch_from_sources(hub.settings)
    return [each.name for each in done.fetched], done.problems


def receive(hub, files=()):
    load(hub, files, ("receive", "validate"))


def lines(hub):
    """File, state, force, channel and force of the channel of each line of the ledger."""
    return hub.ask(
        "SELECT file_name, status, force_id, channel, channel_force_id FROM ledger.submissions ORDER BY submission_id"
    )


def test_new_files_are_fetched_once_and_received_with_their_channel(hub, sender):
    kent(hub, sender, force="kent")
    assert fetched(hub) == ([], [])
    sender.put("2026/workforce_kent.xlsx", workforce(ROADS))
    sender.put(".hidden", b"x")
    assert fetched(hub) == (["2026/workforce_kent.xlsx"], [])
    assert fetched(hub) == ([], [])
    assert "2026/workforce_kent.xlsx" in sender.names(), "nothing is deleted unless asked for"
    receive(hub)
    assert lines(hub) == [("kent/2026/workforce_kent.xlsx", "accepted", "kent", "kent", "kent")]
    (kept,) = archived_files(hub.settings.archive)
    assert [each.channel for each in read_sidecar(kept)] == ["kent"]
    receive(hub)
    assert len(lines(hub)) == 1
    sender.put("2026/workforce_kent.xlsx", workforce({**ROADS, "police_officer_fte": 11}))
    assert fetched(hub)[0] == ["2026/workforce_kent.xlsx"]
    receive(hub)
    assert [line[1] for line in lines(hub)] == ["superseded", "accepted"]


def test_files_are_deleted_at_the_sender_only_where_told_so(hub, sender):
    kent(hub, sender, delete_after_fetching=True)
    sender.put("a.csv", b"a,b\n")
    assert fetched(hub) == (["a.csv"], []) and sender.names() == []
    assert [each.path(hub.settings).read_bytes() for each in incoming_files(hub.settings)] == [b"a,b\n"]
    kent(hub, sender)
    sender.put("b.csv", b"c,d\n")
    assert fetched(hub) == (["b.csv"], []) and sender.names() == ["b.csv"]
    kent(hub, sender, delete_after_fetching=True)
    assert fetched(hub) == ([], []) and sender.names() == [], "as after a command that was ended before it deleted"


def test_a_file_that_grows_between_two_looks_waits_for_the_next_load(hub, sender, monkeypatch):
    kent(hub, sender)
    sender.put("whole.csv", b"a,b\n")
    sender.put("growing.csv", b"a")
    monkeypatch.setattr(fetch.time, "sleep", lambda _: sender.put("growing.csv", b"a,b\n1,2\n"))
    assert fetched(hub) == (["whole.csv"], [])
    monkeypatch.undo()
    monkeypatch.setattr(fetch, "KEPT_FREE", 0)
    monkeypatch.setenv("ICM_SOURCE_SECRET_KENT", SECRET_KEY)
    assert fetched(hub) == (["growing.csv"], [])


def test_a_file_that_changes_while_it_is_copied_waits_for_the_next_load(hub, sender, monkeypatch):
    kent(hub, sender)
    sender.put("a.csv", b"a,b\n")
    copy = Place.fetch

    def changes_meanwhile(place, file, target):
        copy(place, file, target)
        sender.put("a.csv", b"a,b\n1,2\n")

    with monkeypatch.context() as changed:
        changed.setattr(Place, "fetch", changes_meanwhile)
        assert fetched(hub) == ([], [])
    assert read_fetched(hub.settings) == {} and not list(hub.settings.incoming.glob(".*.partial"))
    assert fetched(hub) == (["a.csv"], [])


def test_a_connection_that_breaks_is_made_again(hub, sender, monkeypatch):
    kent(hub, sender)
    sender.put("a.csv", b"a,b\n")
    copy, tries = Place.fetch, []

    def breaks_twice(place, file, target):
        tries.append(place)
        if len(tries) < 3:
            target.write_bytes(b"half")
            raise ConnectionResetError
        copy(place, file, target)

    monkeypatch.setattr(Place, "fetch", breaks_twice)
    assert fetched(hub) == (["a.csv"], []) and len({id(each) for each in tries}) == 3
    assert (hub.settings.incoming / "kent" / "a.csv").read_bytes() == b"a,b\n"


def test_a_source_note_is_there_before_its_file(hub, sender):
    kent(hub, sender)
    sender.put(NAME, funding())
    sender.put(f"{NAME}.source.yml", NOTE)
    assert fetched(hub) == ([f"{NAME}.source.yml", NAME], [])
    receive(hub)
    assert hub.ask("SELECT file_name, publisher FROM ledger.submissions") == [(f"kent/{NAME}", "Home Office")]


def test_a_place_that_is_not_there_is_named_and_the_others_are_read(hub, sender, tmp_path):
    sender.put("a.csv", b"a,b\n")
    gone = {"name": "gone", "address": str(tmp_path / "nowhere")}
    list_sources(hub, gone, sender.source)
    names, problems = fetched(hub)
    assert names == ["a.csv"]
    (said,) = problems
    assert said == "Nothing was fetched from the source gone: there is no such folder or file." + fetch.DOCTOR_SHOWS
    told = [each for each in standing_alerts(hub.settings, now()) if each.key == "sources"]
    assert len(told) == 1 and problems[0] in told[0].text
    list_sources(hub, sender.source)
    fetch_from_sources(hub.settings)
    assert not [each for each in standing_alerts(hub.settings, now()) if each.key == "sources"]


def test_the_checkup_looks_at_each_source(hub, sender, tmp_path):
    assert [each.state for each in look_at_each_source(hub.settings)] == ["good"]
    kent(hub, sender)
    assert "Every listed source can be read" in look_at_each_source(hub.settings)[0].found
    sender.put("a.csv", b"a,b\n")
    assert [(each.state, each.found) for each in look_at_each_source(hub.settings)] == [
        ("note", "Files wait to be fetched (kent: 1).")
    ]
    list_sources(hub, {"name": "gone", "address": str(tmp_path / "nowhere")})
    (found,) = [each for each in examine(hub.settings) if each.part == "Sources"]
    assert found.state == "problem" and found.found.endswith("gone: there is no such folder or file.")
    assert "sources.yml" in found.what_to_do and "ICM_SOURCE_SECRET" not in found.what_to_do
    list_sources(hub, {"name": "shut", "address": f"sftp://hub@127.0.0.1:{free_port()}/"})
    (found,) = [each for each in examine(hub.settings) if each.part == "Sources"]
    assert found.state == "problem" and "ICM_SOURCE_SECRET_SHUT" in found.what_to_do
    assert not list(hub.settings.incoming.glob("*/*")), "nothing is fetched by a look"


# The force's own place


def test_a_force_sends_only_its_own_files(hub, tmp_path, request, monkeypatch):
    sender = sender_of("sftp", request, tmp_path, monkeypatch)
    kent(hub, sender, force="kent")
    sender.put("a.xlsx", workforce(ROADS, force="Essex Police"))
    sender.put("b.xlsx", workforce(ROADS))
    sender.put(NAME, funding())
    fetch_from_sources(hub.settings)
    receive(hub)
    assert {line[0]: line[1:3] for line in lines(hub)} == {
        "kent/a.xlsx": ("rejected", "kent"), "kent/b.xlsx": ("accepted", "kent"), f"kent/{NAME}": ("rejected", None),
    }  # fmt: skip
    said = {row[3] for row in hub.findings("R23")}
    assert said == {
        "kent/a.xlsx came through the channel of Kent, but it is a return of Essex.",
        f"kent/{NAME} came through the channel of Kent, but it is 'Police funding by force (Home Office)'. It is not a "
        "return of one force.",
    }
    assert hub.ask("SELECT count(*) FROM raw.workforce__functions") == [(1,)], "rows of the other file are not landed"
    rejected = "_submission_id IN (SELECT submission_id FROM ledger.submissions WHERE status = 'rejected')"
    assert hub.ask(f"SELECT count(*) FROM raw.other_rows WHERE {rejected}") == [(0,)], "so no answer in it is recorded"
    # The force itself may send it, and the hub's own folder may bring anything.
    receive(hub, {"essex.xlsx": workforce(ROADS, force="Essex Police"), NAME: funding()})
    assert {line[0]: line[1:3] for line in lines(hub)[3:]} == {
        "essex.xlsx": ("accepted", "essex"), NAME: ("accepted", None),
    }  # fmt: skip


def test_a_force_sends_its_own_register_and_replaces_no_other(hub, tmp_path):
    folder = tmp_path / "outbox"
    folder.mkdir()

    def about(name, reporter):
        rows = [["Item", "Value"], ["Return", "collaboration_register"], ["Register", name], ["As at", "2026-03-31"]]
        return [*rows, ["Reporter", reporter]] if reporter else rows

    receive(hub, {"hub.xlsx": register(about=about("Eastern", "Eastern region"))})
    list_sources(hub, {"address": str(folder), "force": "kent"})
    sent = {
        "a_own.xlsx": about("Kent", "Kent Police"), "b_of_region.xlsx": about("Eastern", "Kent Police"),
        "c_of_essex.xlsx": about("Essex", "Essex Police"), "d_of_nobody.xlsx": about("South", ""),
    }  # fmt: skip
    for name, rows in sent.items():
        (folder / name).write_bytes(register(about=rows))
    fetch_from_sources(hub.settings)
    receive(hub)
    rejected = {line[0] for line in lines(hub) if line[1] == "rejected"}
    assert rejected == {"kent/b_of_region.xlsx", "kent/c_of_essex.xlsx", "kent/d_of_nobody.xlsx"}
    assert [line[1] for line in lines(hub)[:2]] == ["accepted", "accepted"]


def test_a_channel_is_made_again_with_the_warehouse(hub, tmp_path):
    folder = tmp_path / "outbox"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(workforce(ROADS, force="Essex Police"))
    list_sources(hub, {"address": str(folder), "force": "kent"})
    fetch_from_sources(hub.settings)
    receive(hub, {"b.xlsx": workforce(ROADS)})
    before = ledger_and_raw(hub.settings.warehouse)
    assert {line[0]: line[3:] for line in lines(hub)} == {
        "b.xlsx": ("landing folder", None), "kent/a.xlsx": ("kent", "kent"),
    }  # fmt: skip
    hub.settings.sources.unlink()
    assert ledger_and_raw(made_again(hub)) == before


def test_a_log_of_before_channels_were_kept_means_the_landing_folder(hub):
    receive(hub, {"b.xlsx": workforce(ROADS)})
    path = hub.settings.archive_log
    text = path.read_text(encoding="utf-8").replace(', "channel": "landing folder", "channel_force_id": null', "")
    assert "channel" not in text
    path.write_text(text, encoding="utf-8")
    (line,) = read_log(path).of(RECEIVED).values()
    assert (line["channel"], line["channel_force_id"]) == ("landing folder", None)


# What a place may do to the hub


@pytest.mark.parametrize("name", ["../outside.csv", "a//b.csv", "a/../../b.csv"])
def test_a_name_that_leads_outside_is_reported_and_not_fetched(hub, tmp_path, request, monkeypatch, name):
    sender = sender_of("s3", request, tmp_path, monkeypatch)
    kent(hub, sender)
    sender.put("good.csv", b"a,b\n")
    sender.files.call_s3("put_object", Bucket=sender.folder.split("/")[0], Key=f"kent/{name}", Body=b"x")
    names, problems = fetched(hub)
    assert names == ["good.csv"] and "has a name that cannot be used here" in problems[0]
    assert not list(hub.settings.workspace.rglob("outside.csv")) and not list(hub.settings.workspace.rglob("b.csv"))


@pytest.mark.parametrize("kind", ["folder", "sftp"])
def test_a_name_that_is_no_text_is_fetched_or_named(hub, tmp_path, request, monkeypatch, caplog, kind):
    caplog.set_level("DEBUG", "icm")
    sender = sender_of(kind, request, tmp_path, monkeypatch)
    Path(os.fsdecode(os.fsencode(sender.folder) + b"/odd\xff\n.csv")).write_bytes(b"a,b\n")
    kent(hub, sender)
    names, problems = fetched(hub)
    if kind == "sftp":
        assert names == [] and "a file there has a name that is not UTF-8. Ask the sender to rename it" in problems[0]
        return
    assert names == ["odd\udcff\n.csv"] and problems == [] and fetched(hub) == ([], [])
    receive(hub)
    assert lines(hub) == [("kent/odd\\xff\n.csv", "unrecognised", None, "kent", None)]
    assert "Fetched odd\\xff" in caplog.text and caplog.text.encode()


def test_links_and_pipes_at_a_place_are_left_alone(hub, tmp_path, request, monkeypatch):
    secret = tmp_path / "secret.csv"
    secret.write_bytes(b"secret")
    for kind in ("folder", "sftp"):
        folder = tmp_path / kind
        folder.mkdir()
        sender = sender_of(kind, request, folder, monkeypatch)
        outbox = Path(sender.folder)
        (outbox / "link.csv").symlink_to(secret)
        (outbox / "folder").symlink_to(tmp_path)
        sender.put("a.csv", b"a,b\n")
        if kind == "folder":
            os.mkfifo(outbox / "pipe.csv")
        list_sources(hub, {**sender.source, "name": kind})
        assert fetched(hub) == (["a.csv"], [])


def test_a_server_with_another_key_is_not_spoken_to(hub, tmp_path, request, monkeypatch):
    sender = sender_of("sftp", request, tmp_path, monkeypatch)
    sender.put("a.csv", b"a,b\n")
    other = tmp_path / "known_hosts"
    port = request.getfixturevalue("sftp").port
    for content in ("", f"[127.0.0.1]:{port} {make_key(tmp_path / 'other')}\n"):
        other.write_text(content, encoding="utf-8")
        kent(hub, sender, known_hosts=str(other))
        names, problems = fetched(hub)
        assert names == [] and "its key is not the one in the file of known hosts" in problems[0]


def test_a_key_with_a_passphrase_is_opened_with_the_secret(hub, tmp_path, request, monkeypatch):
    sender = sender_of("sftp", request, tmp_path, monkeypatch)
    sender.put("a.csv", b"a,b\n")
    public = make_key(tmp_path / "locked", "secret-3312-phrase")
    known = request.getfixturevalue("sftp").key_file.with_name("authorized_keys")
    known.write_text(f"{known.read_text(encoding='utf-8')}{public}\n", encoding="utf-8")
    kent(hub, sender, key_file=str(tmp_path / "locked"))
    assert "it refused the user, the password or the key" in fetched(hub)[1][0]
    monkeypatch.setenv("ICM_SOURCE_SECRET_KENT", "secret-3312-phrase")
    assert fetched(hub) == (["a.csv"], [])


def test_a_wrong_password_is_tried_once_and_never_shown(hub, tmp_path, request, monkeypatch, caplog, capfd):
    sender = sender_of("sftp", request, tmp_path, monkeypatch)
    monkeypatch.setenv("ICM_SOURCE_SECRET_KENT", "secret-8841-password")
    caplog.set_level("DEBUG")
    tries = []
    connect = Place.__init__
    monkeypatch.setattr(Place, "__init__", lambda place, source: tries.append(1) or connect(place, source))
    source = {name: value for name, value in sender.source.items() if name != "key_file"}
    list_sources(hub, source)
    names, problems = fetched(hub)
    assert names == [] and len(tries) == 1
    assert "it refused the user, the password or the key" in problems[0]
    written = [path.read_bytes() for path in hub.settings.workspace.rglob("*") if path.is_file()]
    assert "secret-8841" not in caplog.text + "".join(capfd.readouterr()) + " ".join(problems)
    assert not any(b"secret-8841" in content for content in written)
    assert look_at_variables(hub.settings)[0].state == "good"
    monkeypatch.delenv("ICM_SOURCE_SECRET_KENT")
    assert "and ICM_SOURCE_SECRET_KENT is not set in the environment" in fetched(hub)[1][0]


def test_nothing_listens_is_said_after_some_tries(hub, monkeypatch):
    list_sources(
        hub,
        {"address": f"sftp://kent@127.0.0.1:{free_port()}/x"},
        {"name": "store", "address": "s3://bucket/x", "endpoint": f"http://127.0.0.1:{free_port()}", "user": "a"},
    )
    for name in ("KENT", "STORE"):
        monkeypatch.setenv(f"ICM_SOURCE_SECRET_{name}", "secret")
    _, problems = fetched(hub)
    assert len(problems) == 2 and all("after 3 tries: nothing listens there" in each for each in problems), problems


@pytest.mark.parametrize(
    ("address", "module", "extra"), [("sftp://a@127.0.0.1/x", "paramiko", "sftp"), ("s3://bucket", "s3fs", "s3")]
)
def test_a_missing_package_is_named_with_the_way_to_it(hub, monkeypatch, address, module, extra):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    list_sources(hub, {"address": address})
    _, (problem,) = fetched(hub)
    assert f"the package {module} is not installed" in problem and f"icm-warehouse[{extra}]" in problem


def test_a_full_disk_stops_the_load_and_the_file_is_fetched_later(hub, tmp_path, request, monkeypatch):
    sender = sender_of("folder", request, tmp_path, monkeypatch)
    kent(hub, sender)
    sender.put("a.csv", b"a,b\n")

    def full(place, file, target):
        raise OSError(28, os.strerror(28), str(target))

    with monkeypatch.context() as changed:
        changed.setattr(Place, "fetch", full)
        with pytest.raises(HubFault, match="No space left on device"):
            fetch_from_sources(hub.settings)
        answer = CliRunner().invoke(app, ["load", "--workspace", str(hub.settings.workspace), "--json"])
        assert answer.exit_code == 1 and "No space left" in json.loads(answer.stdout)["problems"][0]
    monkeypatch.setattr(fetch, "KEPT_FREE", 2**60)
    assert "too little room" in fetched(hub)[1][0]
    monkeypatch.setattr(fetch, "KEPT_FREE", 0)
    assert fetched(hub) == (["a.csv"], [])


def test_a_fetch_that_was_killed_leaves_no_half_file(hub, tmp_path, request, monkeypatch):
    sender = sender_of("folder", request, tmp_path, monkeypatch)
    kent(hub, sender)
    sender.put("a.csv", b"a,b\n")
    sender.put("b.csv", b"c,d\n")
    fetch_from_sources(hub.settings)
    log = hub.settings.incoming / "fetched.jsonl"
    whole = log.read_bytes()
    for cut in (len(whole) - 1, len(whole) - 9, whole.index(b"\n") + 1):
        log.write_bytes(whole[:cut])
        names = [each.name for each in incoming_files(hub.settings)]
        assert names == (["a.csv", "b.csv"] if cut == len(whole) - 1 else ["a.csv"])
        note_fetched(hub.settings, Fetched("kent", "c.csv", 1, "x", None, "2026-12-01"))
        assert [name for _, name in read_fetched(hub.settings)] == [*names, "c.csv"]
        log.write_bytes(whole[:cut])
        assert fetched(hub) == (["b.csv"] if len(names) == 1 else [], [])


def test_two_fetches_at_once_fetch_a_file_once(hub, tmp_path, request, monkeypatch):
    sender = sender_of("folder", request, tmp_path, monkeypatch)
    kent(hub, sender, settle_seconds=0.5)
    sender.put("a.csv", b"a,b\n")
    results = []
    threads = [threading.Thread(target=lambda: results.append(fetched(hub))) for _ in range(2)]
    for each in threads:
        each.start()
        time.sleep(0.1)
    for each in threads:
        each.join()
    assert sorted(results) == [([], []), (["a.csv"], [])]


def test_files_that_were_fetched_count_as_landed(hub, tmp_path, request, monkeypatch):
    sender = sender_of("folder", request, tmp_path, monkeypatch)
    kent(hub, sender)
    before = landing_state(hub.settings)
    sender.put("a.csv", b"a,b\n")
    assert landing_state(hub.settings) == before
    fetch_from_sources(hub.settings)
    assert landing_state(hub.settings) != before
    (hub.settings.incoming / "kent" / "a.csv").unlink()
    assert fetched(hub) == ([], []), "a file that was cleared away is known, and not fetched again"
