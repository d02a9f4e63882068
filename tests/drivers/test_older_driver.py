"""An older DuckDB, in an environment of its own, opens the published file, also through SQLAlchemy as Superset does."""

import json
import subprocess
import sys
import venv

import pytest

from tests.recipes import PAGE, recipe, ways_out

OLDER = "1.4.5"
# What Superset 6.1 has: the driver, and the SQLAlchemy of which it lists columns.
SQLALCHEMY = ("duckdb-engine==0.17.0", "sqlalchemy==1.4.54", "packaging")

SCRIPT = """
import json, sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
ask = lambda query: connection.execute(query).fetchall()
print(json.dumps({
    "version": duckdb.__version__,
    "positions": ask("SELECT count(*) FROM variation.force_position")[0][0],
    "officers": ask("SELECT round(sum(fte)) FROM marts.force_workforce "
                    "WHERE worker_type = 'police_officer' AND as_at = '2023-03-31'")[0][0],
    "keys": ask("SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'")[0][0],
    "tables": ask("SELECT count(*) FROM duckdb_tables()")[0][0],
    "undescribed": ask("SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL")[0][0],
}))
"""

THROUGH_SQLALCHEMY = """
import json, sys
import sqlalchemy
from sqlalchemy.pool import NullPool
engine = sqlalchemy.create_engine("duckdb:///" + sys.argv[1], poolclass=NullPool, **json.loads(sys.argv[2]))
refused = {}
with engine.connect() as connection:
    forces = connection.exec_driver_sql("SELECT count(*) FROM marts.dim_force").scalar()
    for statement in json.loads(sys.argv[3]):
        try:
            connection.exec_driver_sql(statement).fetchall()
            refused[statement] = None
        except sqlalchemy.exc.DBAPIError as error:
            refused[statement] = type(error.orig).__name__
columns = [column["name"] for column in sqlalchemy.inspect(engine).get_columns("dim_force", schema="marts")]
print(json.dumps([forces, columns, refused]))
"""


@pytest.fixture(scope="module")
def older_python(tmp_path_factory):
    folder = tmp_path_factory.mktemp("older") / "venv"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", f"duckdb=={OLDER}", *SQLALCHEMY],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return python


def test_an_older_driver_reads_the_release(older_python, published_release, marts):
    done = subprocess.run(
        [older_python, "-c", SCRIPT, published_release / "icm_marts.duckdb"], capture_output=True, text=True, check=True
    )
    seen = json.loads(done.stdout)
    assert seen["version"] == OLDER
    assert seen["version"] != json.loads(subprocess.run(
        [sys.executable, "-c", "import duckdb, json; print(json.dumps(duckdb.__version__))"],
        capture_output=True, text=True, check=True,
    ).stdout)  # fmt: skip
    assert seen["positions"] == marts("SELECT count(*) FROM variation.force_position")[0][0]
    assert seen["officers"] == 147_430
    assert seen["keys"] == seen["tables"]
    assert seen["undescribed"] == 0


def test_sqlalchemy_with_the_parameters_for_superset_answers_and_lets_nobody_out(
    older_python, loaded_hub, published_release, tmp_path
):
    statements = ways_out(loaded_hub.settings.warehouse, tmp_path)
    file = published_release / "icm_marts.duckdb"
    command = [older_python, "-c", THROUGH_SQLALCHEMY, file, recipe(PAGE, "json"), json.dumps(statements)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    forces, columns, refused = json.loads(done.stdout.splitlines()[-1])
    assert forces == 43 and columns[:2] == ["force_id", "force_name"]
    assert {statement for statement, error in refused.items() if error is None} == set()
    assert list(tmp_path.iterdir()) == []
