"""Rooms of the code: a room imports only those below it, no module imports itself by others, one room knows Dagster."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from orchestration.settings import PROJECT_DIR

PACKAGE = PROJECT_DIR / "orchestration"
# Lowest first. Every module of the package belongs to one of them.
ROOMS = (
    "garbage", "days", "settings", "country", "faults", "log_lines", "readers", "returns", "generate", "warehouse",
    "spark", "sources", "findings", "intake", "validation", "matching", "synthetic_data", "feedback", "publication",
    "answers", "alerts", "steward_report", "pipeline", "dagster_hub", "definitions", "cli",
)  # fmt: skip
WITH_DAGSTER = {"dagster_hub", "definitions"}
HEAVY = {"great_expectations", "dagster", "dagster_dbt", "dbt", "altair", "vl_convert"}
FILES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}


def imported(source):
    """What a module imports anywhere, also inside a function; of `from a.b import c` both `a.b` and `a.b.c`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name the whole path"
            yield from ((node.module, f"{node.module}.{alias.name}") for alias in node.names)


def imports_of(source):
    """The modules of the package that a source imports, and the other packages."""
    ours, others = set(), set()
    for found in imported(source):
        module, longest = (found, found) if isinstance(found, str) else found
        if module.split(".")[0] != PACKAGE.name:
            others.add(module.split(".")[0])
        else:
            ours.add(longest if longest in FILES else module)
    return ours, others


def room_of(module):
    return module.split(".")[1] if "." in module else None


def circle_in(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return None


IMPORTS = {module: imports_of(path.read_text(encoding="utf-8")) for module, path in FILES.items()}


def test_every_module_has_a_room_and_every_room_exists():
    assert {room_of(module) for module in FILES} - {None} == set(ROOMS)


@pytest.mark.parametrize("module", sorted(FILES))
def test_a_module_imports_no_higher_room(module):
    ours, others = IMPORTS[module]
    assert ours <= FILES.keys(), "imports what does not exist"
    if room_of(module) not in WITH_DAGSTER:
        assert not others & {"dagster", "dagster_dbt"}
    higher = ROOMS[ROOMS.index(room_of(module)) + 1 :] if room_of(module) else ROOMS
    assert not {each for each in ours if room_of(each) in higher}


def test_no_module_is_imported_by_what_it_imports():
    assert circle_in({module: ours - {module} for module, (ours, _) in IMPORTS.items()}) is None


def test_a_circle_and_a_hidden_import_would_be_found():
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert not circle_in({"a": {"b", "c"}, "b": {"c"}})
    hidden = "def work():\n    import dagster as dg\n    from orchestration.intake import receive\n"
    assert imports_of(hidden) == ({"orchestration.intake.receive"}, {"dagster"})


def test_command_line_answers_help_without_heavy_libraries():
    script = f"import sys, orchestration.cli.app; print([name for name in {sorted(HEAVY)!r} if name in sys.modules])"
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
