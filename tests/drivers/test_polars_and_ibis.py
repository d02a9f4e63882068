"""Polars and ibis, in an environment of their own, open the published file as the documentation says."""

import json
import subprocess
import venv

import pytest

from tests.recipes import OPENED, PAGE, recipe, ways_out

PACKAGES = ("polars", "pyarrow", "ibis-framework[duckdb]", "duckdb")

WITH_POLARS = """
import json, sys
frame = release.sql("FROM marts.dim_force").pl()
print(json.dumps([type(frame).__module__.split(".")[0], frame.height]))
"""
WITH_IBIS = """
import json, sys, duckdb
refused = {}
for statement in json.loads(sys.argv[1]):
    try:
        release.raw_sql(statement).fetchall()
        refused[statement] = None
    except duckdb.Error as error:
        refused[statement] = type(error).__name__
print(json.dumps([type(forces).__module__.split(".")[0], len(forces), refused]))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tools") / "venv"
    venv.create(folder, with_pip=True)
    program = folder / "bin" / "python"
    command = [program, "-m", "pip", "install", "--quiet", *PACKAGES]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return program


def answer(python, program, release, *arguments):
    given = program.replace(OPENED, str(release / "icm_marts.duckdb"))
    done = subprocess.run([python, "-c", given, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_polars_takes_what_the_python_recipe_answers(python, published_release):
    lines = recipe(PAGE, "python").splitlines()
    opened = "\n".join(line for line in lines if not line.startswith("positions"))
    assert answer(python, opened + WITH_POLARS, published_release) == ["polars", 43]


def test_ibis_answers_and_lets_nobody_out(python, loaded_hub, published_release, tmp_path):
    statements = ways_out(loaded_hub.settings.warehouse, tmp_path)
    program = recipe(PAGE, "python", 1) + WITH_IBIS
    kind, forces, refused = answer(python, program, published_release, json.dumps(statements))
    assert [kind, forces] == ["polars", 43]
    assert {statement for statement, error in refused.items() if error is None} == set()
    assert list(tmp_path.iterdir()) == []
