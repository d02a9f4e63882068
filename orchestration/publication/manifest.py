"""What the manifest of a release says it was made of: files received, code, reference data, settings, checks.

In scope: these facts. Out of scope: the files of the release and their fingerprints (`publication.publish`).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from pathlib import Path
from typing import Any

from orchestration import __version__
from orchestration.publication.catalog import quoted
from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import method_fingerprint

# Packages that decide what is read, found, computed or written.
_DECIDE = (
    "dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas", "python-calamine", "openpyxl",
    "xlsxwriter", "jinja2", "vl-convert-python",
)  # fmt: skip
_INPUTS = """
    SELECT submission_id, file_name, sha256, bytes, return_id, force_id, financial_year, variant, edition, version,
           status, is_in_release
    FROM published.quality.submissions ORDER BY submission_id
"""
_DECISIONS = ("explanations", "waivers", "sign_offs", "agreement_decisions")


def made_with_code(settings: Settings) -> dict[str, Any]:
    """Fingerprints of what a release is made with, by which a later one tells what changed.

    Returns:
        `code`: of the package, the models and the suites together. `seeds`: sha256 of each file of reference data and
        rules. `settings`: those that change what is released.
    """
    return {
        "code": method_fingerprint(settings),
        "seeds": _fingerprints(settings.seeds),
        "settings": {"with_illustrative": settings.with_illustrative},
    }


def made_of(database: Path) -> dict[str, Any]:
    """What a release was made of, from its file.

    Args:
        database: The DuckDB file of the release.

    Returns:
        `inputs`: every file received, with its sha256, what it is and whether its rows are in the release.
        `decisions`: number of those taken on findings, returns and agreements, by kind; they are listed in `quality`.
        `versions`: of the project, of Python and of packages that decide what is computed.
        `checks`: open findings by severity, and figures compared with print by outcome.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{quoted(database)}' AS published (READ_ONLY)")
        found = connection.execute(_INPUTS)
        names = [column[0] for column in found.description or ()]
        inputs = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        counts = {
            name: connection.execute(f"SELECT count(*) FROM published.quality.{name}").fetchall()[0][0]
            for name in _DECISIONS
        }
        findings = connection.execute(
            "SELECT severity, count(*) FROM published.quality.findings GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        figures = connection.execute(
            "SELECT status, count(*) FROM published.marts.reconciliation GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    return {
        "inputs": inputs,
        "decisions": counts,
        "versions": {
            "icm-warehouse": __version__,
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in _DECIDE},
        },
        "checks": {"findings": dict(findings), "figures_compared_with_print": dict(figures)},
    }


def _fingerprints(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.csv"))
    }
