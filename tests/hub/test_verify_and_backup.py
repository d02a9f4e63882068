"""icm verify names every damaged file and repairs what it can; icm backup and icm restore keep a whole hub."""

import copy
import hashlib
import json
import shutil
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from orchestration.intake.archive import archived_files, read_sidecar, sidecar_path
from orchestration.pipeline.backup import BackupPlace, BackupRefused, back_up, restore
from orchestration.pipeline.verify import verify
from orchestration.publication.state import MANIFEST
from orchestration.settings import Settings
from orchestration.warehouse.archive_log import read_log
from tests.loads_of_small_hubs import ledger_and_raw, load
from tests.small_hub import SmallHub, funding

NAME, OTHER = "police_funding_2025_26.csv", "police_funding_2024_25.csv"
RELEASE = "20260101T000000Z"


def icm(hub, *arguments):
    return CliRunner().invoke(app, [*arguments, "--workspace", str(hub.settings.workspace)])


def told(hub, *arguments):
    """What --json says, and the exit code."""
    done = icm(hub, *arguments, "--json")
    return done.exit_code, json.loads(done.stdout)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """Two files received and judged by nobody yet, and a release of two files, made by hand."""
    hub = SmallHub(tmp_path_factory.mktemp("made") / "hub")
    load(hub, {NAME: funding(), OTHER: funding(year="2024/25")}, ("receive",))
    folder = hub.settings.releases / RELEASE
    folder.mkdir(parents=True)
    files = {"icm_marts.duckdb": b"figures", "csv/a.csv": b"a,b\n"}
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    manifest = {
        "release_id": RELEASE,
        "published_at": "2026-01-01T00:00:00+00:00",
        "inputs_fingerprint": "x",
        "code_version": "1",
        "tables": {},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    hub.settings.current.symlink_to(f"releases/{RELEASE}")
    return hub


@pytest.fixture
def loaded(made_once, tmp_path):
    """A copy of that hub for one test."""
    hub = copy.copy(made_once)
    hub.settings = replace(made_once.settings, workspace=tmp_path / "hub", landing=tmp_path / "hub" / "landing")
    shutil.copytree(made_once.settings.workspace, hub.settings.workspace, symlinks=True)
    return hub


def archived(hub):
    return next(path for path in archived_files(hub.settings.archive) if read_sidecar(path)[0].file_name == NAME)


def change(path, content=b"changed"):
    path.chmod(0o644)
    path.unlink()
    path.write_bytes(content)
    return path


def test_a_hub_that_is_whole_is_said_to_be_so(loaded):
    code, found = told(loaded, "verify")
    assert code == 0 and found["is_whole"] and found["damage"] == []
    assert (found["archived"], found["released"], found["events"]) == (2, 2, 4)


def test_a_file_of_the_archive_is_put_back_from_the_landing_folder(loaded):
    path = change(archived(loaded))
    code, found = told(loaded, "verify")
    assert code == 0 and path.read_bytes() == funding()
    (damage,) = found["damage"]
    assert damage["path"] == str(path) and damage["is_repaired"]
    assert f"({NAME}) was changed after it was received" in damage["sentence"]
    assert told(loaded, "verify")[1]["damage"] == []


def test_a_file_that_is_found_nowhere_is_named_and_what_to_do(loaded):
    path = archived(loaded)
    path.unlink()
    (loaded.settings.landing / NAME).unlink()
    answer = icm(loaded, "verify")
    assert answer.exit_code == 1 and "Traceback" not in answer.output
    said = " ".join(answer.stdout.split())
    assert f"{path.name} ({NAME}) is missing." in said and "icm verify --from ADDRESS" in said
    assert "1 damaged, 0 of them repaired" in said


def test_without_repair_nothing_is_written(loaded):
    path = change(archived(loaded))
    sidecar_path(path).unlink()
    loaded.settings.archive_log.write_bytes(loaded.settings.archive_log.read_bytes()[:-9])
    code, found = told(loaded, "verify", "--no-repair")
    assert code == 1 and path.read_bytes() == b"changed" and not sidecar_path(path).exists()
    assert not any(each["is_repaired"] for each in found["damage"]) and len(found["damage"]) >= 2


def test_a_sidecar_is_written_again_from_the_ledger(loaded):
    beside = sidecar_path(archived(loaded))
    before = beside.read_bytes()
    change(beside, b"{")
    code, found = told(loaded, "verify")
    assert code == 0 and beside.read_bytes() == before and found["damage"][0]["path"] == str(beside)


def test_a_changed_log_is_written_again_from_a_ledger_that_agrees_with_it(loaded):
    path = loaded.settings.archive_log
    before = path.read_bytes()
    first, _, *rest = before.splitlines(keepends=True)
    path.write_bytes(b"".join([first, *rest]))
    code, found = told(loaded, "verify")
    assert code == 0 and path.read_bytes() == before and read_log(path).problems == []
    assert "The log was written again from the ledger" in found["damage"][0]["sentence"]
    assert path.with_name("archive_log.damaged-1.jsonl").exists()


def test_a_ledger_that_differs_from_the_log_is_named_with_the_way_out(loaded):
    loaded.ask("UPDATE ledger.submissions SET received_at = '2020-01-01' WHERE file_name = ?", NAME)
    code, found = told(loaded, "verify")
    assert code == 1
    sentence = next(each["sentence"] for each in found["damage"] if each["part"] == "ledger")
    assert "as received_at" in sentence and "Run icm rebuild" in sentence


@pytest.mark.parametrize("spoilt", [b"garbage" * 999, None])
def test_without_a_warehouse_the_archive_is_still_looked_at(loaded, spoilt):
    change(archived(loaded))
    loaded.settings.warehouse.unlink()
    if spoilt:
        loaded.settings.warehouse.write_bytes(spoilt)
    code, found = told(loaded, "verify")
    assert code == 1 and {each["part"]: each["is_repaired"] for each in found["damage"]} == {
        "archive": True,
        "ledger": False,
    }
    assert "icm rebuild" in next(each["sentence"] for each in found["damage"] if each["part"] == "ledger")


def test_files_of_a_release_are_put_back_from_a_backup(loaded, tmp_path):
    place = tmp_path / "copies"
    folder = loaded.settings.releases / RELEASE
    assert icm(loaded, "backup", f"file://{place}").exit_code == 0
    change(folder / "icm_marts.duckdb")
    (folder / "csv" / "a.csv").unlink()
    change(archived(loaded))
    (loaded.settings.landing / NAME).unlink()
    code, found = told(loaded, "verify")
    assert code == 1 and {each["path"] for each in found["damage"]} == {
        str(archived(loaded)), str(folder / "icm_marts.duckdb"), str(folder / "csv" / "a.csv"),
    }  # fmt: skip
    code, found = told(loaded, "verify", "--from", str(place))
    assert code == 0 and len(found["damage"]) == 3
    assert (folder / "icm_marts.duckdb").read_bytes() == b"figures" and archived(loaded).read_bytes() == funding()


@pytest.mark.parametrize("content", [b"{", None])
def test_a_manifest_is_put_back_from_a_backup(loaded, tmp_path, content):
    place = str(tmp_path / "copies")
    manifest = loaded.settings.releases / RELEASE / MANIFEST
    before = manifest.read_bytes()
    back_up(loaded.settings, place)
    manifest.unlink()
    if content:
        manifest.write_bytes(content)
    assert not verify(loaded.settings).is_whole
    assert verify(loaded.settings, place).is_whole and manifest.read_bytes() == before


def test_a_restored_hub_is_the_hub_that_was_copied(loaded, tmp_path):
    place = "memory://copies/icm"
    first = back_up(loaded.settings, place)
    assert first.files >= 10 and first.new_files > 0 and first.damaged == ()
    second = back_up(loaded.settings, place)
    assert second.new_files <= 1, "only the warehouse may have been written again"
    workspace = tmp_path / "new"
    restored = replace(loaded.settings, workspace=workspace, landing=workspace / "landing")
    assert restore(restored, place, first.backup_id) == first.backup_id
    assert ledger_and_raw(restored.warehouse) == ledger_and_raw(loaded.settings.warehouse)
    assert restored.current.resolve() == restored.releases / RELEASE
    assert restored.archive_log.read_bytes() == loaded.settings.archive_log.read_bytes()
    for path in archived_files(loaded.settings.archive):
        restored_copy = restored.workspace / path.relative_to(loaded.settings.workspace)
        assert restored_copy.read_bytes() == path.read_bytes() and restored_copy.stat().st_mode == path.stat().st_mode
    assert verify(restored).damage == []


@pytest.fixture
def copied(loaded, tmp_path):
    """A backup in a folder, and the settings of a hub that is not there yet."""
    place = tmp_path / "copies"
    made = back_up(loaded.settings, str(place))
    workspace = tmp_path / "restored"
    return place, made.backup_id, Settings(workspace=workspace, landing=workspace / "landing")


def test_a_damaged_backup_restores_nothing_and_names_the_file(copied, loaded):
    place, backup_id, settings = copied
    sha256 = archived(loaded).name[:64]
    (place / "objects" / sha256[:2] / sha256).write_bytes(b"rotten")
    with pytest.raises(BackupRefused, match=rf"archive/.*{sha256}.* is missing or damaged in the backup {backup_id}"):
        restore(settings, str(place))
    assert not settings.workspace.exists()


def test_a_workspace_with_files_is_never_overwritten(copied):
    place, _, settings = copied
    settings.workspace.mkdir()
    (settings.workspace / "mine.txt").write_text("mine", encoding="utf-8")
    answer = CliRunner().invoke(app, ["restore", str(place), "--workspace", str(settings.workspace)])
    assert answer.exit_code == 1 and "is not empty" in answer.output
    assert [path.name for path in settings.workspace.iterdir()] == ["mine.txt"]


def test_a_list_that_names_a_file_outside_its_hub_is_refused(copied):
    place, backup_id, settings = copied
    path = place / "backups" / f"{backup_id}.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["files"]["../outside.txt"] = next(iter(facts["files"].values()))
    path.write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(BackupRefused, match="names a file outside its hub"):
        restore(settings, str(place))
    assert not (settings.workspace.parent / "outside.txt").exists()


def test_a_backup_that_breaks_off_is_none(loaded, tmp_path, monkeypatch):
    place = tmp_path / "copies"

    def full(self, path, sha256):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disturbed:
        disturbed.setattr(BackupPlace, "put", full)
        answer = icm(loaded, "backup", str(place))
    assert answer.exit_code == 1 and "No space left on device. No backup was made." in " ".join(answer.output.split())
    assert BackupPlace(str(place)).copies() == []
    answer = icm(loaded, "restore", str(place))
    assert answer.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("backup", "nowhere://x"), "is not a place that copies can be kept in"),
        (("verify", "--from", "nowhere://x"), "is not a place that copies can be kept in"),
    ],
)
def test_an_address_of_no_known_kind_is_refused_in_a_sentence(loaded, arguments, words):
    answer = icm(loaded, *arguments)
    assert answer.exit_code == 1 and words in " ".join(answer.output.split()) and "Traceback" not in answer.output


def test_a_place_without_a_backup_is_said_to_have_none(tmp_path):
    settings = Settings(workspace=tmp_path / "hub", landing=tmp_path / "hub" / "landing")
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(BackupRefused, match=r"There is no backup at .*icm backup makes one"):
            restore(settings, str(folder))


def test_what_is_being_made_and_what_is_made_again_is_not_copied(loaded, tmp_path):
    for name in ("dagster/runs.db", "logs/dbt.log", ".rebuild/warehouse.duckdb", "archive/ab/.x.partial"):
        path = loaded.settings.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    place = str(tmp_path / "copies")
    made = back_up(loaded.settings, place)
    names = set(BackupPlace(place).read_list(made.backup_id)["files"])
    assert {"warehouse.duckdb", "archive_log.jsonl", f"landing/{NAME}"} <= names
    assert not [name for name in names if name.startswith(("dagster", "logs", ".")) or "partial" in name]


@pytest.mark.parametrize("name", ["../outside.txt", "{outside}", "link/outside.txt", "a\0b"])
def test_a_manifest_that_names_a_file_outside_its_release_is_not_followed(loaded, tmp_path, name):
    place, outside = str(tmp_path / "copies"), loaded.settings.releases / "outside.txt"
    folder = loaded.settings.releases / RELEASE
    (folder / "link").symlink_to(loaded.settings.releases)
    manifest = folder / MANIFEST
    before = manifest.read_bytes()
    facts = json.loads(before)
    facts["files"][name.format(outside=outside)] = hashlib.sha256(funding()).hexdigest()
    manifest.write_text(json.dumps(facts), encoding="utf-8")
    back_up(loaded.settings, place)
    # The copy has the content and the manifest as it is now: neither is followed.
    answer = icm(loaded, "verify", "--from", place)
    assert answer.exit_code == 1 and not outside.exists()
    assert "names a file outside its release" in " ".join(answer.stdout.split())
    manifest.write_bytes(before)
    back_up(loaded.settings, place)
    manifest.write_text(json.dumps(facts), encoding="utf-8")
    assert verify(loaded.settings, place).is_whole and manifest.read_bytes() == before and not outside.exists()


@pytest.mark.parametrize("files", [["a"], {"a": 1}, None])
def test_a_manifest_whose_list_is_none_is_named(loaded, files):
    manifest = loaded.settings.releases / RELEASE / MANIFEST
    facts = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps({**facts, "files": files}), encoding="utf-8")
    (damage,) = verify(loaded.settings).damage
    assert damage.path == str(manifest) and "does not list the files of its release" in damage.sentence


def contents(place):
    return {path.name for path in (place / "objects").rglob("*") if path.is_file()}


def test_only_the_newest_backups_are_kept_and_all_that_they_need(loaded, tmp_path):
    place = tmp_path / "copies"
    page = loaded.settings.reports / "page.html"
    page.parent.mkdir(exist_ok=True)
    made = []
    for number in range(4):
        page.write_text(f"page {number}", encoding="utf-8")
        made.append(back_up(loaded.settings, str(place)).backup_id)
    before = contents(place)
    (place / "objects" / "ab").mkdir(exist_ok=True)
    (place / "objects" / "ab" / "abandoned.partial").write_bytes(b"left by a backup that was ended")
    code, found = told(loaded, "backup", str(place), "--keep", "2")
    assert code == 0 and found["removed"] == made[:3]
    assert BackupPlace(str(place)).copies() == [made[3], found["backup_id"]]
    gone = before - contents(place)
    assert {hashlib.sha256(f"page {number}".encode()).hexdigest() for number in range(3)} <= gone
    for backup_id in (made[3], found["backup_id"]):
        workspace = tmp_path / backup_id
        restored = Settings(workspace=workspace, landing=workspace / "landing")
        restore(restored, str(place), backup_id)
        assert verify(restored).damage == [] and (restored.reports / "page.html").read_text() == "page 3"


def test_nothing_is_removed_while_a_backup_to_keep_cannot_be_read(loaded, tmp_path):
    place = tmp_path / "copies"
    first, second = (back_up(loaded.settings, str(place)).backup_id for _ in range(2))
    (place / "backups" / f"{second}.json").write_bytes(b"{")
    before = contents(place)
    answer = icm(loaded, "backup", str(place), "--keep", "2")
    said = " ".join(answer.output.split())
    assert answer.exit_code == 1 and "was made at" in said and f"The list of the backup {second}" in said
    assert contents(place) >= before and first in BackupPlace(str(place)).copies()
    assert icm(loaded, "backup", str(place), "--keep", "0").exit_code == 2
    # Once it is among those to remove, it is in nobody's way.
    assert icm(loaded, "backup", str(place), "--keep", "2").exit_code == 0


@pytest.mark.parametrize("command", ["verify", "backup", "restore", "rebuild"])
def test_help_teaches_by_an_example(command):
    told = CliRunner().invoke(app, [command, "--help"]).output
    assert f"Example: icm {command} " in told and "--json" in told and "Exit code 0" in told
