"""An older DuckDB, in an environment of its own, opens the published file with its keys and comments."""

import json
import subprocess
import sys
import venv

import pytest

OLDER = "1.4.5"

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


@pytest.fixture(scope="module")
def older_python(tmp_path_factory):
    folder = tmp_path_factory.mktemp("older") / "venv"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", f"duckdb=={OLDER}"],
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
