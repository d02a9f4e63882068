"""Fingerprints that tell whether the release in force reflects all that was received and the code as it is.

Belongs here: what a release depends on. Does not belong here: publishing it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CODE_FOLDERS = ("orchestration", "dbt_project", "seeds", "expectations")
_MODEL_FOLDERS = ("dbt_project", "seeds")
_MADE_BY_RUNS = {"target", "logs", "__pycache__", ".user.yml"}


def code_fingerprint(settings: Settings) -> str:
    """Fingerprint of everything in the checkout that shapes a release."""
    return _of_folders([settings.project / name for name in _CODE_FOLDERS])


def model_fingerprint(settings: Settings) -> str:
    """Fingerprint of what dbt parses."""
    return _of_folders([settings.project / name for name in _MODEL_FOLDERS])


def inputs_fingerprint(connection: DuckDBPyConnection, settings: Settings) -> str:
    """Fingerprint of the ledger and the code together."""
    digest = hashlib.sha256(code_fingerprint(settings).encode())
    if settings.with_illustrative:
        digest.update(b"made-up data beside real data")
    for query in (
        "SELECT submission_id, sha256, status FROM ledger.submissions ORDER BY submission_id",
        "SELECT finding_id FROM ledger.findings ORDER BY finding_id",
        "SELECT decision_id FROM ledger.decisions ORDER BY decision_id",
        "SELECT identity, submission_id, state FROM ledger.finding_history ORDER BY ALL",
    ):
        for row in connection.execute(query).fetchall():
            digest.update(repr(row).encode())
    return digest.hexdigest()


def _of_folders(folders: list[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not _MADE_BY_RUNS & set(path.parts):
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
