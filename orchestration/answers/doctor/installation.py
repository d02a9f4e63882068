"""The installation: Python, the packages against the bounds of the project, and the files that the hub reads."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Mapping

from packaging.requirements import Requirement

from orchestration import __version__
from orchestration.answers.doctor.findings import Finding, good, note, problem
from orchestration.settings import PACKAGE_DIR, Settings

DISTRIBUTION = "icm-warehouse"
_INSTALL = "Install the hub again in an environment of its own: make run in a checkout, or pip install with its wheel."
# One file of each folder that the hub reads outside its modules; without it the folder is missing or cut short.
_NEEDED = (
    "dbt_project/dbt_project.yml", "dbt_project/profiles.yml", "dbt_project/models/_exposures.yml",
    "seeds/reference/forces.csv", "seeds/quality/rules.csv", "expectations/workforce.json", "deploy/dagster.yaml",
)  # fmt: skip
_NEEDED_IN_PACKAGE = ("warehouse/migrations/0001_ledger.sql", "returns/workforce.yml")


def look_at_python(settings: Settings) -> list[Finding]:
    """Whether this Python is one that the project is tested with."""
    try:
        bounds = importlib.metadata.metadata(DISTRIBUTION)["Requires-Python"]
    except importlib.metadata.PackageNotFoundError:
        bounds = None
    version = platform.python_version()
    if bounds and not Requirement(f"python{bounds}").specifier.contains(version, prereleases=True):
        return [
            problem("Python", f"Python {version} is outside {bounds}.", f"Use a Python within {bounds}. {_INSTALL}")
        ]
    return [good("Python", f"Python {version}, and version {__version__} of the hub.")]


def look_at_packages(settings: Settings) -> list[Finding]:
    """Whether each package that the project needs is there, in a version within its bounds."""
    try:
        declared = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return [note("Packages", f"The package {DISTRIBUTION} is not installed, so bounds are not known.", _INSTALL)]
    needed = [Requirement(each) for each in declared]
    needed = [each for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    wrong = packages_out_of_bounds(needed, _installed(needed))
    if wrong:
        return [problem("Packages", each, _INSTALL) for each in wrong]
    shown = ", ".join(f"{name} {_installed(needed)[name]}" for name in ("duckdb", "dbt-core", "dagster"))
    return [good("Packages", f"All {len(needed)} packages are within their bounds, among them {shown}.")]


def packages_out_of_bounds(needed: list[Requirement], installed: Mapping[str, str | None]) -> list[str]:
    """Return a sentence per package that is missing or of a version outside its bounds.

    Args:
        needed: What the project declares.
        installed: Name of each package to its version; None where it is not installed.
    """
    found = []
    for each in needed:
        version = installed.get(each.name)
        if version is None:
            found.append(f"The package {each.name} is missing; the hub needs {each}.")
        elif not each.specifier.contains(version, prereleases=True):
            found.append(f"The package {each.name} is {version}, and the hub needs {each}.")
    return found


def look_at_files(settings: Settings) -> list[Finding]:
    """Whether the files are there that the hub reads and that are no modules."""
    places = [settings.project / each for each in _NEEDED] + [PACKAGE_DIR / each for each in _NEEDED_IN_PACKAGE]
    missing = [path for path in places if not path.is_file()]
    if missing:
        named = ", ".join(map(str, missing))
        return [problem("Files of the hub", f"Missing: {named}.", _INSTALL)]
    return [good("Files of the hub", f"Models, reference data, rules and templates are in {settings.project}.")]


def _installed(needed: list[Requirement]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for each in needed:
        try:
            found[each.name] = importlib.metadata.version(each.name)
        except importlib.metadata.PackageNotFoundError:
            found[each.name] = None
    return found
