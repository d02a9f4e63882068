"""Write the list of locked packages (CycloneDX), and hold it against the lock.

In scope: `requirements.lock` as a list of components. Out of scope: what a machine has installed, and known
vulnerabilities (`tools.audit`).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools.audit import LOCK


def locked_packages(lock: str) -> list[tuple[str, str]]:
    """Name and version of each package of a lock file, in order; some have one for each version of Python."""
    return sorted(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", lock, re.MULTILINE))


def problems_of(told: dict[str, Any], lock: str) -> list[str]:
    """What a list of components has otherwise than the lock file it was made from, in sentences."""
    components = told.get("components", [])
    listed = sorted((each["name"], each["version"]) for each in components)
    locked = locked_packages(lock)
    problems = [
        f"{name} {version} is locked and not listed." for name, version in locked if (name, version) not in listed
    ]
    problems += [
        f"{name} {version} is listed and not locked." for name, version in listed if (name, version) not in locked
    ]
    if len(listed) != len(locked) and not problems:
        problems.append(f"{len(listed)} packages are listed and {len(locked)} are locked.")
    for each in components:
        if not any(reference.get("hashes") for reference in each.get("externalReferences", ())):
            problems.append(f"{each['name']} {each['version']} is listed without a hash.")
    return problems


def main(path: Path) -> int:
    """Write the list; 0 where it has every locked package with its hashes, 1 with a sentence for each it has not."""
    of_project = str(LOCK.parent / "pyproject.toml")
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(LOCK),
               "--pyproject", of_project,
               "--output-reproducible", "--output-format", "JSON", "-o", str(path)]  # fmt: skip
    subprocess.run(command, check=True)
    lock = LOCK.read_text(encoding="utf-8")
    problems = problems_of(json.loads(path.read_text(encoding="utf-8")), lock)
    for problem in problems:
        print(problem)
    if not problems:
        print(f"Written: {path.resolve()}, {len(locked_packages(lock))} packages")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
