"""The list of what is installed names every locked package, and an audit that could not be done is no success."""

import re
from importlib.util import find_spec

import pytest

from tools.audit import CLEAN, LOCK, NOT_AUDITED, VULNERABLE, audit, first_package
from tools.sbom import locked_packages, problems_of

# Some have two versions, for different versions of Python.
PAIRS = locked_packages(LOCK.read_text(encoding="utf-8"))
LOCKED = dict(PAIRS)
FAULT = {"id": "PYSEC-2026-1", "fix_versions": ["9.9"], "aliases": [], "description": ""}


def database(faulty=(), unknown=(), services=("pypi", "osv")):
    """A service that knows every package of a file but some, as pip-audit reports them."""

    def asked(service, path):
        if service not in services:
            return None
        names = locked_packages(path.read_text(encoding="utf-8"))
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


def component(name, version, hashed=True):
    hashes = [{"alg": "SHA-256", "content": "0"}] if hashed else []
    return {"name": name, "version": version, "externalReferences": [{"type": "distribution", "hashes": hashes}]}


def test_a_list_of_components_with_every_locked_package_has_no_problem():
    assert problems_of({"components": [component(*pair) for pair in PAIRS]}, LOCK.read_text(encoding="utf-8")) == []


def test_a_package_that_is_missing_added_or_without_a_hash_is_named():
    (name, version), *others = PAIRS
    listed = [component(*pair, hashed=pair != others[0]) for pair in others] + [component("stranger", "1.0")]
    assert problems_of({"components": listed}, LOCK.read_text(encoding="utf-8")) == [
        f"{name} {version} is locked and not listed.",
        "stranger 1.0 is listed and not locked.",
        f"{others[0][0]} {others[0][1]} is listed without a hash.",
    ]


def test_what_is_tested_is_what_is_installed():
    """Each package that a hub installs has the same version in the environment of the tests."""
    tested = locked_packages(LOCK.with_name("requirements-dev.lock").read_text(encoding="utf-8"))
    assert set(PAIRS) - set(tested) == set()


def test_what_reads_the_lock_is_not_where_the_tests_run():
    """Its grammar of addresses is loaded with Great Expectations and costs each such process 2.7 seconds."""
    assert find_spec("rfc3987_syntax") is None
