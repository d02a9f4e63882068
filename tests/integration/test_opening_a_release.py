"""The documented ways to open a release in Python: they answer, and nothing typed there reaches another file."""

import json
import subprocess
import sys

import duckdb
import pytest

from tests.recipes import OPENED, PAGE, recipe, ways_out

TRIED = """
import json, sys
refused = {}
for statement in json.loads(sys.argv[1]):
    try:
        release.execute(statement).fetchall()
        refused[statement] = None
    except duckdb.Error as error:
        refused[statement] = type(error).__name__
print("\\n" + json.dumps([release.sql("FROM marts.dim_force").df().shape[0], refused]))
"""


@pytest.mark.parametrize("page", [PAGE, "README.md"])
def test_a_recipe_answers_and_lets_nobody_out(loaded_hub, published_release, tmp_path, page):
    opened = recipe(page, "python")
    assert OPENED in opened
    script = opened.replace(OPENED, str(published_release / "icm_marts.duckdb")) + TRIED
    statements = ways_out(loaded_hub.settings.warehouse, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(statements)], capture_output=True, text=True, check=True
    )
    forces, refused = json.loads(done.stdout.splitlines()[-1])
    assert forces == 43
    assert {statement for statement, error in refused.items() if error is None} == set()
    assert list(tmp_path.iterdir()) == []


def test_read_only_alone_would_let_them_out(published_release, tmp_path):
    """Why the recipes say more: these are possible without it."""
    with duckdb.connect(str(published_release / "icm_marts.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM read_text('/etc/passwd')").fetchone() == (1,)
        connection.execute(f"COPY (SELECT 1) TO '{tmp_path}/written.csv'")
        assert (tmp_path / "written.csv").exists()
