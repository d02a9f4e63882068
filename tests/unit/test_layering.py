"""Code that does not need Dagster does not import it, directly or by way of code that does."""

import ast
import subprocess
import sys

import pytest

from orchestration.settings import PROJECT_DIR

PACKAGE = PROJECT_DIR / "orchestration"
WITHOUT_DAGSTER = (
    "returns", "readers", "intake", "validation", "publication", "warehouse", "return_to_sender", "steward_report",
    "illustration", "matching", "pipeline.py", "settled.py", "summary.py", "returns_status.py", "settings.py",
)  # fmt: skip
WITH_DAGSTER = {
    "assets", "checks", "build", "definitions", "jobs", "schedules", "sensors", "resources", "dagster_home",
}  # fmt: skip
HEAVY = {"great_expectations", "dagster", "dagster_dbt", "dbt", "altair", "vl_convert"}


def imported_modules(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("part", WITHOUT_DAGSTER)
def test_a_part_knows_nothing_of_dagster(part):
    files = [PACKAGE / part] if part.endswith(".py") else list((PACKAGE / part).rglob("*.py"))
    assert files
    for path in files:
        for module in imported_modules(path):
            assert module.split(".")[0] not in {"dagster", "dagster_dbt"}, f"{path.name} imports {module}"
            if module.startswith("orchestration."):
                assert module.split(".")[1] not in WITH_DAGSTER, f"{path.name} imports {module}"


def test_command_line_answers_help_without_heavy_libraries():
    script = f"import sys; import orchestration.cli; print([name for name in {sorted(HEAVY)!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_package_leaves_no_trace(tmp_path):
    script = "import orchestration.settings, orchestration.intake.receive, orchestration.validation.validate"
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    assert list(tmp_path.iterdir()) == []


def test_no_python_file_is_too_long_to_read():
    for path in PACKAGE.rglob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 400, f"{path.name} has {lines} lines"


def test_every_module_says_what_belongs_in_it():
    for path in PACKAGE.rglob("*.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} has no docstring"
