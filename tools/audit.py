"""Look the locked packages up among known vulnerabilities, and say so plainly where that was not possible.

In scope: what pip-audit found, in sentences and an exit code. Out of scope: the lock, and what to do about a finding.

pip-audit passes a package over if the database does not know it, and reports success if that is so of all of them, as
behind a mirror without advisories. Here that is no success: one package is looked up first, and if the database does
not answer, nothing was audited.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
SERVICES = ("pypi", "osv")
# `allowed` makes an audit that could not be done no failure, for machines that reach no database.
UNREACHABLE = "AUDIT_UNREACHABLE"
CLEAN, VULNERABLE, NOT_AUDITED = 0, 1, 3

Report = dict[str, Any]


def ask(service: str, requirements: Path) -> Report | None:
    """What pip-audit reports of a file of requirements; None where it could not ask."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(requirements), "--require-hashes", "--disable-pip",
               "--progress-spinner", "off", "--vulnerability-service", service, "--format", "json"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report: Report = json.loads(done.stdout)
    except ValueError:
        return None
    return report


def first_package(lock: str) -> str:
    """The first package of a lock file with its hashes."""
    found = re.search(r"^[a-z][^\n]*==(?:[^\n]*\\\n)*[^\n]*\n", lock, re.MULTILINE)
    if found is None:
        raise ValueError("the lock file names no package")
    return found[0]


def audit(lock: Path, asked: Callable[[str, Path], Report | None] = ask) -> tuple[int, list[str]]:
    """Audit a lock file.

    Args:
        lock: The lock file.
        asked: Asks a service, as `ask`.

    Returns:
        An exit code (0: every package was looked up and none has a known vulnerability; 1: some have; 3: not every
        package could be looked up), and what was found, in sentences.
    """
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.txt"
        one.write_text(first_package(lock.read_text(encoding="utf-8")), encoding="utf-8")
        service = next((each for each in SERVICES if _looked_up(asked(each, one))), None)
    if service is None:
        return NOT_AUDITED, [
            f"Nothing was audited: no database of advisories answered ({', '.join(SERVICES)}). This says nothing about "
            f"the packages in {lock.name}. Run make audit where there is a network."
        ]
    report = asked(service, lock) or {}
    packages = report.get("dependencies", [])
    told = [
        f"{each['name']} {each['version']}: {fault['id']}, fixed in {', '.join(fault['fix_versions']) or 'no version'}."
        for each in packages
        for fault in each.get("vulns", ())
    ]
    code = VULNERABLE if told else CLEAN
    passed_over = sorted(each["name"] for each in packages if "skip_reason" in each)
    looked_up = len(_looked_up(report))
    if passed_over or not looked_up:
        told.append(f"Not looked up: {', '.join(passed_over) or 'any package'}.")
        code = code or NOT_AUDITED
    found = f"{len(told)} lines above" if told else "no known vulnerability"
    return code, [*told, f"{looked_up} packages of {lock.name} were looked up ({service}): {found}."]


def _looked_up(report: Report | None) -> list[Report]:
    return [each for each in (report or {}).get("dependencies", []) if "skip_reason" not in each]


def main() -> int:
    """Audit the lock, print what was found, and return the exit code."""
    code, told = audit(LOCK)
    for line in told:
        print(line)
    return CLEAN if code == NOT_AUDITED and os.environ.get(UNREACHABLE) == "allowed" else code


if __name__ == "__main__":
    raise SystemExit(main())
