"""The places themselves, opened through fsspec: listing, fetching and removing files.

In scope: connecting, what a file there is, and why a place does not answer, in words without secrets. Out of scope:
when and which files are fetched (`sources.fetch`).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from orchestration.sources.configuration import FOLDER, S3, SFTP, Source

_SECONDS = 15
_DEPTH = 8  # folders below one another
_LIBRARIES = {SFTP: ("paramiko", "sftp"), S3: ("s3fs", "s3")}
# Errors of paramiko and botocore by name, so that neither need be installed.
_REFUSED = {"AuthenticationException", "BadAuthenticationType", "PasswordRequiredException", "NoCredentialsError"}
_NO_ANSWER = {"ConnectTimeoutError", "ReadTimeoutError", "TimeoutError"}
_NOTHING_LISTENS = {"NoValidConnectionsError", "EndpointConnectionError"}


class HostKeyUnknown(Exception):
    """An SFTP server whose key is not in the file of known hosts, or is another one."""


class NotReady(Exception):
    """A package or a secret that a place needs and that is not there; the message says which."""


@dataclass(frozen=True)
class RemoteFile:
    """A file at a place.

    Attributes:
        name: Path below the place.
        path: Path as the place has it.
        size: Bytes.
        stamp: Fingerprint of the store (etag) or time of the last change: another one means other bytes.
    """

    name: str
    path: str
    size: int
    stamp: str

    @property
    def shown(self) -> str:
        """Its name for people and logs, which take text only: a name may have bytes that are none."""
        return os.fsencode(self.name).decode("utf-8", errors="backslashreplace")


class Place:
    """A connection to a source.

    Raises:
        NotReady: If the package for such places is not installed, or its secret is not set.
        HostKeyUnknown: If an SFTP server is not the one that is known.
        Exception: Whatever the libraries raise where there is no connection (`in_words`).
    """

    def __init__(self, source: Source) -> None:
        address = urlsplit(source.address)
        self._is_store = source.kind == S3
        if source.kind == FOLDER:
            from fsspec.implementations.local import LocalFileSystem

            self._files: Any = LocalFileSystem(skip_instance_cache=True)
            self._root = address.path
        elif source.kind == SFTP:
            self._files = _sftp(source)
            self._root = unquote(address.path) or "/"
        else:
            self._files = _s3(source)
            self._root = f"{address.netloc}{unquote(address.path)}"
        self._root = self._root.rstrip("/") or "/"

    def files(self) -> list[RemoteFile]:
        """Every regular file, in the order of names; links, pipes and devices are left alone."""
        return sorted(self._below(self._root, _DEPTH), key=lambda file: file.name)

    def is_as_it_was(self, file: RemoteFile) -> bool:
        """Whether a file is still the one that was listed."""
        self._files.invalidate_cache()
        facts = self._files.info(file.path)
        return (int(facts["size"]), _stamp(facts)) == (file.size, file.stamp)

    def fetch(self, file: RemoteFile, target: Path) -> None:
        """Copy a file to this machine."""
        self._files.get_file(file.path, str(target))

    def remove(self, file: RemoteFile) -> None:
        """Delete a file at the place."""
        self._files.rm_file(file.path)

    def close(self) -> None:
        """End a connection that is held."""
        if client := getattr(self._files, "client", None):
            client.close()

    def _entries(self, folder: str) -> list[dict[str, Any]]:
        if self._is_store:  # folders are only parts of names there, and one without files is none
            return list(self._files.find(folder, detail=True).values())
        return list(self._files.ls(folder, detail=True))

    def _below(self, folder: str, depth: int) -> Iterator[RemoteFile]:
        for facts in self._entries(folder):
            path = str(facts["name"])
            name = path[len(self._root) :].lstrip("/")
            if not name or name.endswith("/") or facts.get("islink"):
                continue
            if facts["type"] == "directory" and depth:
                yield from self._below(path, depth - 1)
            elif facts["type"] == "file":
                yield RemoteFile(name, path, int(facts["size"]), _stamp(facts))


def in_words(error: Exception) -> str:
    """Why a place did not answer, without the words of a library, which may repeat an address or a secret."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, NotReady):
        return str(error)
    if isinstance(error, HostKeyUnknown) or "BadHostKeyException" in names:
        return "its key is not the one in the file of known hosts"
    if isinstance(error, UnicodeDecodeError):  # paramiko gives up the whole folder
        return "a file there has a name that is not UTF-8. Ask the sender to rename it"
    if isinstance(error, FileNotFoundError):
        return "there is no such folder or file"
    if isinstance(error, PermissionError) or names & _REFUSED:
        return "it refused the user, the password or the key"
    if isinstance(error, TimeoutError) or names & _NO_ANSWER:
        return "it did not answer in time"
    if isinstance(error, ConnectionRefusedError) or names & _NOTHING_LISTENS:
        return "nothing listens there"
    if isinstance(error, socket.gaierror):
        return "there is no machine of that name"
    return f"the connection failed ({type(error).__name__})"


def is_final(error: Exception) -> bool:
    """Whether trying again is of no use, or would lock an account."""
    names = {kind.__name__ for kind in type(error).__mro__}
    refused = bool(names & (_REFUSED | {"BadHostKeyException"}))
    return refused or isinstance(
        error, (NotReady, HostKeyUnknown, UnicodeDecodeError, FileNotFoundError, PermissionError)
    )


def _stamp(facts: dict[str, Any]) -> str:
    if "ETag" in facts:
        return str(facts["ETag"]).strip('"')
    return f"{facts['mtime']} {facts.get('ino', '')}".strip()


def _sftp(source: Source) -> Any:
    try:
        import paramiko
        from fsspec.implementations.sftp import SFTPFileSystem
    except ImportError as error:
        raise _missing(source) from error

    known_hosts = source.known_hosts or Path("~/.ssh/known_hosts").expanduser()

    class OfKnownHost(SFTPFileSystem):  # type: ignore[misc]
        """fsspec's own accepts any key that a server shows."""

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            if known_hosts.is_file():
                self.client.load_host_keys(str(known_hosts))
            self.client.set_missing_host_key_policy(_Refuse())
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
            self.ftp.get_channel().settimeout(_SECONDS)

    class _Refuse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        def missing_host_key(self, *_: object) -> None:
            raise HostKeyUnknown

    if not source.key_file and not source.secret:
        raise NotReady(f"the list names no key_file, and {source.secret_variable} is not set in the environment")
    address = urlsplit(source.address)
    given = {"key_filename": str(source.key_file), "passphrase": source.secret} if source.key_file else {
        "password": source.secret
    }  # fmt: skip
    return OfKnownHost(
        host=address.hostname, port=address.port or 22, username=unquote(address.username or ""), allow_agent=False,
        look_for_keys=False, timeout=_SECONDS, banner_timeout=_SECONDS, auth_timeout=_SECONDS,
        skip_instance_cache=True, **given,
    )  # fmt: skip


def _s3(source: Source) -> Any:
    try:
        import s3fs
    except ImportError as error:
        raise _missing(source) from error

    if source.user and not source.secret:
        raise NotReady(f"the list names a user, and {source.secret_variable} is not set in the environment")
    return s3fs.S3FileSystem(
        key=source.user, secret=source.secret, endpoint_url=source.endpoint,
        client_kwargs={"region_name": source.region} if source.region else {},
        config_kwargs={"connect_timeout": _SECONDS, "read_timeout": _SECONDS, "retries": {"max_attempts": 1}},
        use_listings_cache=False, skip_instance_cache=True,
    )  # fmt: skip


def _missing(source: Source) -> NotReady:
    package, extra = _LIBRARIES[source.kind]
    return NotReady(
        f"the package {package} is not installed. Install it with: python -m pip install 'icm-warehouse[{extra}]'"
    )
