"""Real servers that senders put files on: OpenSSH's SFTP and an S3-compatible store, on free ports of loopback.

In scope: starting and ending them. Out of scope: what a test does with them.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ACCESS_KEY, SECRET_KEY = "AKIAHUB", "secret-2290-store"


@dataclass(frozen=True)
class SftpServer:
    """A running server.

    Attributes:
        port: Its port.
        known_hosts: File that has its key.
        key_file: Private key that it lets in.
        user: Account that it lets in: the one of this process.
    """

    port: int
    known_hosts: Path
    key_file: Path
    user: str

    def address(self, folder: Path) -> str:
        return f"sftp://{self.user}@127.0.0.1:{self.port}{folder}"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def make_key(path: Path, passphrase: str = "") -> str:
    """Make a key, and return its public half."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", path], check=True)
    return path.with_name(f"{path.name}.pub").read_text(encoding="utf-8").strip()


@contextmanager
def sftp_server(folder: Path) -> Iterator[SftpServer]:
    """OpenSSH's server as this account, with a key of its own, which serves SFTP and nothing else."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "there is no OpenSSH server; run make debian"
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    port, public = free_port(), make_key(folder / "host_key")
    (folder / "authorized_keys").write_text(make_key(folder / "hub_key") + "\n", encoding="utf-8")
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {public}\n", encoding="utf-8")
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host_key\nAuthorizedKeysFile {folder}/authorized_keys\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication yes\nPermitRootLogin yes\nPidFile none\n"
        "Subsystem sftp internal-sftp\nForceCommand internal-sftp\nMaxStartups 100\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([program, "-D", "-e", "-f", folder / "sshd_config"], stderr=subprocess.PIPE)
    try:
        for _ in range(100):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.05)
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        yield SftpServer(port, folder / "known_hosts", folder / "hub_key", user)
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def s3_store() -> Iterator[str]:
    """An S3-compatible store in this process, and its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()
