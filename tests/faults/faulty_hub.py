"""A tiny hub with a release, copies of it that are disturbed, and what must be so of each afterwards.

In scope: making and comparing them. Out of scope: the faults.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.publication.state import current_release, read_manifest_of
from orchestration.settings import Settings
from tests.conftest import ICM
from tests.equal_tables import differences
from tests.returns import workforce

KENT, ESSEX, CORRECTED = "workforce_kent.xlsx", "workforce_essex.xlsx", "workforce_kent_corrected.xlsx"
# When something was received, found or decided differs from one hub to the other; what was, does not.
TIMES = ("received_at", "last_received_at", "found_at", "first_found_at")
STATES = "SELECT file_name, status, version, rows_data FROM ledger.submissions WHERE status <> 'duplicate' ORDER BY ALL"


def figures(officers, force="Kent"):
    return workforce({"heading_name": "Road policing", "police_officer_fte": officers}, force=force)


def start(workspace, *arguments):
    """A load in a group of processes of its own, as a user starts it; what it says goes to a file."""
    environment = {name: each for name, each in os.environ.items() if not name.startswith(("ICM_", "DBT_", "DAGSTER_"))}
    with (workspace.parent / f"{workspace.name}.said").open("wb") as said:
        return subprocess.Popen(
            [ICM, "load", "--workspace", workspace, *arguments], stdout=said, stderr=said, env=environment,
            start_new_session=True,
        )  # fmt: skip


def said(workspace):
    return (workspace.parent / f"{workspace.name}.said").read_text(encoding="utf-8")


def load(workspace, *arguments):
    """A load to its end; its exit code."""
    return start(workspace, *arguments).wait(600)


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass(frozen=True)
class Hubs:
    """The hub that was released, and the one that then took in a correction without any fault."""

    base: Path
    undisturbed: Path

    def copy(self, workspace):
        """A copy of the first, with the correction landed."""
        shutil.copytree(self.base, workspace, symlinks=True)
        (workspace / "landing" / CORRECTED).write_bytes(figures(11))
        return workspace

    def check_release(self, workspace):
        """The current release is whole: that of before, or a complete new one."""
        release = current_release(settings_of(workspace))
        assert release is not None
        for name, sha256 in read_manifest_of(release)["files"].items():
            assert hashlib.sha256((release.folder / name).read_bytes()).hexdigest() == sha256, name

    def check_recovery(self, workspace):
        """The next load ends where an undisturbed one did, and leaves nothing behind."""
        assert load(workspace) == 0, said(workspace)
        self.check_release(workspace)
        assert ask(workspace, STATES) == ask(self.undisturbed, STATES)
        of_both = [settings_of(each).warehouse for each in (workspace, self.undisturbed)]
        assert differences(*of_both, without=TIMES) == []
        left = [path for path in workspace.rglob("*") if "partial" in path.name or path.name == ".rebuild"]
        left += [path for path in (workspace / "releases").iterdir() if path.name.startswith(".")]
        assert left == []
        logged = (workspace / "archive_log.jsonl").read_text(encoding="utf-8").splitlines()
        received = [json.loads(line) for line in logged if '"event": "received"' in line]
        names = [each["file_name"] for each in received]
        assert sorted(names) == sorted([KENT, ESSEX, CORRECTED])

    def check_first_load(self, workspace):
        """The load after a first one that failed releases every file that landed."""
        assert load(workspace) == 0, said(workspace)
        self.check_release(workspace)
        accepted = "SELECT count(*) FROM ledger.submissions WHERE status IN ('accepted', 'accepted_with_queries')"
        assert ask(workspace, accepted) == ask(self.undisturbed, accepted)


def ask(workspace, query):
    with duckdb.connect(str(settings_of(workspace).warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def settings_of(workspace):
    return Settings(workspace=workspace, landing=workspace / "landing")


def processes_of(workspace):
    """Processes that name a workspace."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if os.fsencode(str(workspace)) in words:
            found.append(words.replace(b"\0", b" ").decode())
    return found


def make_hubs(folder):
    base, undisturbed = folder / "base", folder / "undisturbed"
    (base / "landing").mkdir(parents=True)
    (base / "landing" / KENT).write_bytes(figures(10))
    (base / "landing" / ESSEX).write_bytes(figures(20, force="Essex"))
    assert load(base) == 0, said(base)
    hubs = Hubs(base, undisturbed)
    hubs.copy(undisturbed)
    assert load(undisturbed) == 0, said(undisturbed)
    return hubs
