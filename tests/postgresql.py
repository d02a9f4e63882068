"""A real PostgreSQL server for tests: one of this machine's own, on a free port of loopback, gone when they end.

In scope: starting and ending it, and connecting. Out of scope: what a test does with it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

OWNER, PASSWORD = "hub_owner", "secret-7731-owner"
# What a load after a crash would need costs most of the time of a server that is thrown away.
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40")


@dataclass(frozen=True)
class Server:
    """A running server, on a port of 127.0.0.1."""

    port: int

    def address(self, database: str, user: str = OWNER) -> str:
        """Address of a database, without a password."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres", user: str = OWNER, **options: object) -> psycopg.Connection:
        """A connection that commits each statement, unless told otherwise."""
        given = {"autocommit": True, **options}
        return psycopg.connect(self.address(database, user), password=PASSWORD, **given)

    def make_database(self, name: str, options: str = "") -> str:
        """Make an empty database and give its address."""
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} {options}")
        return self.address(name)


def _programs() -> Path:
    """Folder of the newest server of the machine; Debian keeps it out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    assert found or on_path, "there is no PostgreSQL server; run make debian"
    return found[-1].parent if found else Path(on_path).resolve().parent


def _other_user() -> str | None:
    """The server refuses to run as root: then it runs as Debian's user for it, or as nobody."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running_server() -> Iterator[Server]:
    """A server of its own, whose accounts all have one password."""
    user, programs = _other_user(), _programs()
    # Not below the folder of the run, which other users may not enter.
    folder = Path(tempfile.mkdtemp(prefix="icm-postgresql-"))
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        if user:
            for path in (folder, folder / "password"):
                shutil.chown(path, user)

        def run(program: str, *arguments: str) -> None:
            as_user = ["runuser", "-u", user, "--"] if user else []
            command = [*as_user, str(programs / program), "--pgdata", str(folder / "data"), *arguments]
            done = subprocess.run(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr

        run(
            "initdb", "--username", OWNER, "--pwfile", str(folder / "password"), "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--no-sync",
        )  # fmt: skip
        port = _free_port()
        settings = " ".join(f"-c {setting}" for setting in _SETTINGS)
        places = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        run("pg_ctl", "start", "--wait", "--log", str(folder / "server.log"), "--options", f"{places} {settings}")
        try:
            yield Server(port)
        finally:
            run("pg_ctl", "stop", "--mode", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
