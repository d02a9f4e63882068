"""The list of what is installed names every locked package, and an audit that could not be done is no success."""

import json
import re
import subprocess
import sys

import pytest

from orchestration.settings import CHECKOUT
from tools.audit import CLEAN, LOCK, NOT_AUDITED, VULNERABLE, audit, first_package

# Some have two versions, for different versions of Python.
PAIRS = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
LOCKED = dict(PAIRS)
FAULT = {"id": "PYSEC-2026-1", "fix_versions": ["9.9"], "aliases": [], "description": ""}


def database(faulty=(), unknown=(), services=("pypi", "osv")):
    """A service that knows every package of a file but some, as pip-audit reports them."""

    def asked(service, path):
        if service not in services:
            return None
        names = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        return {
            "dependencies": [
                {"name": name, "skip_reason": "Dependency not found on PyPI and could not be audited"}
                if name in unknown
                else {"name": name, "version": version, "vulns": [FAULT] if name in faulty else []}
                for name, version in names
            ]
        }

    return asked


def test_every_package_that_was_looked_up_is_counted():
    code, told = audit(LOCK, database())
    assert code == CLEAN
    assert told == [f"{len(PAIRS)} packages of requirements.lock were looked up (pypi): no known vulnerability."]


def test_a_known_vulnerability_is_named_with_its_fix():
    code, told = audit(LOCK, database(faulty={"duckdb"}))
    assert code == VULNERABLE and told[0] == f"duckdb {LOCKED['duckdb']}: PYSEC-2026-1, fixed in 9.9."


def test_packages_that_were_passed_over_are_named_and_no_success():
    code, told = audit(LOCK, database(unknown={"duckdb"}))
    assert code == NOT_AUDITED and told[0] == "Not looked up: duckdb."
    assert audit(LOCK, database(faulty={"pandas"}, unknown={"duckdb"}))[0] == VULNERABLE


@pytest.mark.parametrize("services", [("pypi", "osv"), ()])
def test_a_database_that_does_not_answer_is_said_plainly(services):
    code, (told,) = audit(LOCK, database(unknown=set(LOCKED), services=services))
    assert code == NOT_AUDITED and told.startswith("Nothing was audited: no database of advisories answered")


def test_another_database_is_asked_if_the_first_does_not_answer():
    assert "(osv)" in audit(LOCK, database(services=("osv",)))[1][0]


def test_one_package_is_asked_for_first():
    text = first_package(LOCK.read_text(encoding="utf-8"))
    assert len(re.findall("==", text)) == 1 and "--hash=sha256:" in text and text.splitlines()[-1].strip()


def test_the_list_of_components_has_every_locked_package_with_its_hashes(tmp_path):
    recipe = re.search(r"^sbom:.*\n((?:\t.*\n)+)", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1]
    arguments = re.search(r"cyclonedx_py (.*) -o", recipe.replace("\\\n\t", " "))[1].split()
    path = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", *arguments, "-o", str(path)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["bomFormat"] == "CycloneDX" and told["metadata"]["component"]["name"] == "icm-warehouse"
    assert sorted((each["name"], each["version"]) for each in told["components"]) == sorted(PAIRS)
    assert all(
        each["purl"].startswith("pkg:pypi/") and each["externalReferences"][0]["hashes"] for each in told["components"]
    )
