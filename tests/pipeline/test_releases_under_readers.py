"""Eight readers at work while the release in force changes twenty times: no error, and one release in each look."""

import csv
import json
import shutil
import threading
import time

import duckdb
import pytest

from orchestration.publication.publish import switch_current
from orchestration.publication.state import DATABASE, MANIFEST, all_releases
from tests.conftest import copy_of

READERS, CHANGES = 8, 20
LISTED = "csv/release/releases.csv"


@pytest.fixture(scope="module")
def releases(loaded_hub, tmp_path_factory):
    """A hub with three releases that name themselves in their database, a CSV file and their manifest."""
    settings = copy_of(loaded_hub, tmp_path_factory.mktemp("readers") / "hub").settings
    (first,) = all_releases(settings)
    for release_id in ("20990101T000000Z", "20990102T000000Z"):
        folder = settings.releases / release_id
        (folder / LISTED).parent.mkdir(parents=True)
        shutil.copyfile(first.folder / DATABASE, folder / DATABASE)
        with duckdb.connect(str(folder / DATABASE)) as connection:
            connection.execute("UPDATE release.releases SET release_id = ?", [release_id])
        for name in (LISTED, MANIFEST):
            text = (first.folder / name).read_text(encoding="utf-8").replace(first.release_id, release_id)
            (folder / name).write_text(text, encoding="utf-8")
    return settings


class Reader(threading.Thread):
    """Finds out which release is in force and opens three of its files, or only its database by the link."""

    def __init__(self, settings, opens_several):
        super().__init__(daemon=True)
        self.current, self.opens_several = settings.current, opens_several
        self.seen, self.failed, self.stopped = [], None, threading.Event()

    def run(self):
        try:
            while not self.stopped.is_set():
                self.seen.append(self.look())
        except (duckdb.Error, OSError, ValueError) as error:
            self.failed = error

    def look(self):
        folder = self.current.resolve() if self.opens_several else self.current
        with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
            first = connection.execute("SELECT max(release_id) FROM release.releases").fetchone()[0]
            if not self.opens_several:
                return {first, connection.execute("SELECT max(release_id) FROM release.releases").fetchone()[0]}
        listed = csv.DictReader((folder / LISTED).read_text(encoding="utf-8").splitlines())
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["release_id"]
        return {first, told, *(row["release_id"] for row in listed)}


def test_readers_see_one_release_whole_while_twenty_come_into_force(releases):
    readers = [Reader(releases, opens_several=place % 2 == 0) for place in range(READERS)]
    for each in readers:
        each.start()
    folders = [each.folder for each in all_releases(releases)]
    for change in range(CHANGES):
        looked = [len(each.seen) for each in readers]
        switch_current(releases, folders[change % len(folders)])
        # Until every reader has looked at what is in force now.
        while any(
            each.is_alive() and len(each.seen) < before + 2 for each, before in zip(readers, looked, strict=True)
        ):
            time.sleep(0.005)
    for each in readers:
        each.stopped.set()
        each.join()
    assert [each.failed for each in readers] == [None] * READERS
    for each in readers:
        assert all(len(seen) == 1 for seen in each.seen)
        assert len(set.union(*each.seen)) == len(folders)
