"""Damage in words: a warehouse or a release that cannot be used is said to be so, and nothing is written into it."""

import json
import shutil

import duckdb
import pytest

from orchestration.publication.state import DATABASE, MANIFEST, all_releases, current_release
from orchestration.warehouse.database import open_warehouse
from tests.conftest import run_icm
from tests.small_hub import SmallHub

COMMANDS = (("load",), ("status",), ("withdraw", "police_funding", "--year", "2025/26", "--reason", "x", "--by", "y"))


def garbage(path):
    path.write_bytes(b"\x00\x01 not a database " * 400)


def cut_short(path):
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def empty(path):
    path.write_bytes(b"")


def of_another_program(path):
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE invoices AS SELECT 1 AS n")


@pytest.fixture
def workspace(tmp_path):
    hub = SmallHub(tmp_path)
    with open_warehouse(hub.settings):
        pass
    return hub.settings


@pytest.mark.parametrize("spoil", [garbage, cut_short, empty, of_another_program], ids=lambda each: each.__name__)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: each[0])
def test_a_warehouse_that_cannot_be_used_is_said_to_be_so(workspace, spoil, command):
    spoil(workspace.warehouse)
    before = workspace.warehouse.read_bytes()
    options = ["--workspace", workspace.workspace]
    if command[0] == "load":
        options += ["--landing", workspace.landing]
    done = run_icm(*command, *options)
    assert "Traceback" not in done.err + done.out
    assert done.code == 1
    assert str(workspace.warehouse) in done.err.replace("\n", "") and "Nothing was written into it" in done.err
    assert workspace.warehouse.read_bytes() == before


def test_a_release_without_its_database_is_published_again(hub_copy):
    released = current_release(hub_copy.settings)
    (released.folder / DATABASE).unlink()
    where = ["--workspace", hub_copy.settings.workspace]
    assert run_icm("status", *where).code == 0
    asked = run_icm("position", "kent", *where)
    assert asked.code == 1 and "is missing or damaged" in asked.err and "Traceback" not in asked.err
    done = run_icm("load", "--landing", hub_copy.settings.landing, *where)
    assert done.code == 0 and "Published release" in done.out
    again = current_release(hub_copy.settings)
    assert again.release_id != released.release_id and again.has_database


@pytest.mark.parametrize("content", ["{", "[]", "{}", "\udcff"])
def test_a_damaged_manifest_of_an_old_release_is_named_and_the_others_are_shown(hub_copy, content):
    released = current_release(hub_copy.settings)
    old = released.folder.with_name("20200101T000000Z")
    old.mkdir()
    (old / MANIFEST).write_bytes(content.encode("utf-8", errors="surrogateescape"))
    done = run_icm("release", "list", "--workspace", hub_copy.settings.workspace)
    assert done.code == 0 and released.release_id in done.out
    assert f"{old / MANIFEST} is" in done.err.replace("\n", "")
    assert [each.release_id for each in all_releases(hub_copy.settings)] == [released.release_id]
    shutil.rmtree(old)


def test_a_damaged_manifest_of_the_current_release_ends_in_a_sentence(hub_copy):
    released = current_release(hub_copy.settings)
    (released.folder / MANIFEST).chmod(0o644)
    facts = json.loads((released.folder / MANIFEST).read_text(encoding="utf-8"))
    del facts["inputs_fingerprint"]
    (released.folder / MANIFEST).unlink()
    (released.folder / MANIFEST).write_text(json.dumps(facts), encoding="utf-8")
    for command in ("status", "load"):
        done = run_icm(command, "--workspace", hub_copy.settings.workspace)
        assert done.code == 1 and "is incomplete" in done.err and "Traceback" not in done.err
