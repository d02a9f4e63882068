"""The places that files are fetched from, as `sources.yml` in the workspace lists them.

In scope: reading and checking the list. Out of scope: opening a place (`sources.places`), fetching (`sources.fetch`).

Passwords, passphrases and secret keys are taken from the environment alone, one variable per source.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import SOURCE_SECRET_PREFIX, Settings

FOLDER, SFTP, S3 = "folder", "sftp", "s3"
_KINDS = {"": FOLDER, "file": FOLDER, "sftp": SFTP, "s3": S3}
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_OF_ONE_KIND = {"known_hosts": SFTP, "key_file": SFTP, "endpoint": S3, "region": S3}


class SourcesError(Exception):
    """A list of sources that cannot be used; the message says where, what was expected and what to do."""


class Source(BaseModel):
    """One place that files are fetched from.

    Attributes:
        name: Name of the channel in the ledger and the archive: lower-case letters, digits, hyphens and underscores.
        address: A folder, `sftp://user@host/folder` or `s3://bucket/folder`.
        force: ID of the one force whose files are accepted from here; None where any file is.
        settle_seconds: Time between two looks in which size and time of a file must not change.
        delete_after_fetching: Whether a file is deleted at the sender once it is on the hub's disk.
        user: Access key ID of an S3-compatible store; None to use what the machine has.
        known_hosts: File with the keys of SFTP servers; None for that of the hub's account.
        key_file: Private key of the hub's account at an SFTP server; None where a password is used.
        endpoint: Address of an S3-compatible store; None for Amazon's.
        region: Region of an S3-compatible store.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    address: str
    force: str | None = None
    settle_seconds: float = Field(default=5, ge=0, le=600)
    delete_after_fetching: bool = False
    user: str | None = None
    known_hosts: Path | None = None
    key_file: Path | None = None
    endpoint: str | None = None
    region: str | None = None

    @field_validator("name")
    @classmethod
    def _check_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("write up to 40 lower-case letters, digits, hyphens and underscores")
        return name

    @field_validator("address")
    @classmethod
    def _check_address(cls, address: str) -> str:
        try:
            parts = urlsplit(address)
            _ = parts.port
        except ValueError:
            parts = SplitResult("?", "", "", "", "")
        kind = _KINDS.get(parts.scheme)
        if kind is None or (kind != FOLDER and not parts.hostname) or (kind == FOLDER and not parts.path[:1] == "/"):
            raise ValueError("write a folder from / on, sftp://user@host/folder or s3://bucket/folder")
        if parts.password is not None:
            raise ValueError("leave the password out: it is taken from the environment")
        if kind == SFTP and not parts.username:
            raise ValueError("name the user, as sftp://user@host/folder")
        return address

    @model_validator(mode="after")
    def _check_kind(self) -> Source:
        for name, kind in _OF_ONE_KIND.items():
            if getattr(self, name) is not None and self.kind != kind:
                raise ValueError(f"{name} is for addresses that begin with {kind}://")
        if self.user is not None and self.kind != S3:
            raise ValueError("user is for addresses that begin with s3://; write sftp://user@host/folder")
        return self

    @property
    def kind(self) -> Literal["folder", "sftp", "s3"]:
        """What has to be spoken with the place."""
        return _KINDS[urlsplit(self.address).scheme]  # type: ignore[return-value]

    @property
    def secret_variable(self) -> str:
        """Variable of the environment with the password, passphrase or secret key."""
        return f"{SOURCE_SECRET_PREFIX}{self.name.upper().replace('-', '_')}"

    @property
    def secret(self) -> str | None:
        """The secret; None where the environment has none."""
        return os.environ.get(self.secret_variable) or None


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sources: list[Source]


def read_sources(settings: Settings) -> list[Source]:
    """The sources of a hub, in the order of the list; none where it has no list.

    Raises:
        SourcesError: If the list cannot be used.
    """
    path = settings.sources
    if not path.exists():
        return []
    try:
        listed = _Listed.model_validate(yaml.safe_load(path.read_bytes()))
    except OSError as error:
        raise SourcesError(f"{path} cannot be read. Give the hub's account the right to read it.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path} is not YAML. Correct it; docs/operations.md has an example.") from error
    except ValidationError as error:
        raise SourcesError(_in_words(path, error)) from error
    forces = read_reference_lists(settings.seeds).forces
    variables: dict[str, str] = {}
    for each in listed.sources:
        # Two names with one variable, as a-b and a_b, would share a secret.
        if (other := variables.setdefault(each.secret_variable, each.name)) != each.name:
            raise SourcesError(f"{path}: the sources {other} and {each.name} have too similar names. Rename one.")
        if [one.name for one in listed.sources].count(each.name) > 1:
            raise SourcesError(f"{path}: two sources are named {each.name}. Rename one.")
        if each.force is not None and each.force not in forces:
            raise SourcesError(
                f"{path}: the source {each.name} is of the force '{each.force}', which is not the ID of a force. Use "
                "an ID of seeds/reference/forces.csv, for example kent."
            )
    return listed.sources


def _in_words(path: Path, error: ValidationError) -> str:
    """The first thing that is wrong, without the value: somebody may have written a secret there."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"])
    what = str(first["msg"]).removeprefix("Value error, ")
    return f"{path}: {where or 'the list'}: {what}. Correct it; docs/operations.md has an example."
