"""The wheel holds what a load reads, works where no checkout is, and has the version of the change log."""

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution

import pytest

from orchestration import __version__
from orchestration.settings import CHECKOUT, PACKAGE_DIR

PROJECT_FOLDERS = ("dbt_project", "seeds", "expectations", "deploy")
MADE_BY_RUNS = {"target", "logs", "__pycache__", ".user.yml"}


def files_below(folder):
    """Paths below a folder, without what runs and Python leave there."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not MADE_BY_RUNS & set(path.parts)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def away_from_checkout(unpacked, where, *arguments):
    """Run Python on the unpacked wheel in a folder that has nothing to do with the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ICM_", "DBT_", "DAGSTER_"))}
    command = [sys.executable, "-c", "import sys; from orchestration.cli import main; sys.argv[0] = 'icm'; main()"]
    return subprocess.run(
        [*command, *arguments], cwd=where, env={**kept, "PYTHONPATH": str(unpacked)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_wheel_holds_every_file_of_the_package_and_of_the_project(unpacked):
    inside = unpacked / PACKAGE_DIR.name
    assert files_below(PACKAGE_DIR) <= files_below(inside)
    for folder in PROJECT_FOLDERS:
        assert files_below(inside / "project" / folder) == files_below(CHECKOUT / folder), folder


def test_every_project_folder_that_code_reads_is_in_the_wheel():
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE_DIR.rglob("*.py"))
    named = set(re.findall(r'(?:\bproject|\bPROJECT_DIR) / "([^"]+)"', code))
    assert named == set(PROJECT_FOLDERS)
    assert re.findall(r"\bCHECKOUT /", code) == []


def test_an_installed_wheel_finds_its_files_and_keeps_the_hub_in_the_current_folder(unpacked, tmp_path):
    arguments = ("workforce", "--force", "kent", "--year", "2025/26", "--out", "workforce.xlsx")
    written = away_from_checkout(unpacked, tmp_path, "template", *arguments)
    assert written.returncode == 0, written.stderr
    assert (tmp_path / "workforce.xlsx").exists()
    found = away_from_checkout(unpacked, tmp_path, "load")
    assert found.returncode == 1
    assert str(tmp_path / "var" / "landing") in " ".join(found.stderr.split()).replace(" ", "")


def test_there_is_one_version(unpacked):
    (metadata,) = unpacked.glob("*.dist-info")
    assert PathDistribution(metadata).version == __version__
    changes = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, flags=re.M)[0] == __version__
    pyproject = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    assert not re.search(r"^version\s*=", pyproject, flags=re.M)
