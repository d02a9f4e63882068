"""The recipes of the documentation for opening a release, and what a user of one might type to leave it.

In scope: finding them, and the statements. Out of scope: running them.
"""

from __future__ import annotations

import re
from pathlib import Path

from orchestration.settings import PROJECT_DIR

PAGE = "docs/opening-a-release.md"
OPENED = "var/current/icm_marts.duckdb"


def recipe(page: str, language: str, number: int = 0) -> str:
    """A block of code of a page, by its language and its place among those."""
    text = (PROJECT_DIR / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)[number]


def ways_out(warehouse: Path, folder: Path) -> list[str]:
    """Statements that would leave an open release: read and write files, open the private warehouse, load code."""
    assert warehouse.is_file()
    return [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        f"COPY (SELECT 1) TO '{folder}/written.csv'",
        f"EXPORT DATABASE '{folder}/exported'",
        f"ATTACH '{warehouse}' AS private (READ_ONLY)",
        f"ATTACH '{folder}/new.duckdb' AS new",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "DELETE FROM marts.dim_force",
        "CREATE TABLE marts.mine AS SELECT 1 AS one",
    ]
