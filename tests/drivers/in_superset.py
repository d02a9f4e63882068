"""The recipe of the documentation in a real Superset: `make superset` runs this in Superset's own environment.

It answers a question, lists schemas and columns, and lets no statement out. Not part of `make test`: the environment
has 400 MB and takes minutes to install. Arguments: the release's file and the hub's private warehouse.
"""

import json
import logging
import os
import sys
import tempfile
from pathlib import Path

import duckdb

# It has no tables of its own here, and would complain of each log entry.
logging.disable(logging.CRITICAL)
folder = Path(tempfile.mkdtemp())
(folder / "superset_config.py").write_text(
    "SECRET_KEY = 'only-for-this-try-and-thrown-away-with-it'\n"
    f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{folder}/superset.db'\nRATELIMIT_ENABLED = False\n"
)
os.environ |= {"SUPERSET_CONFIG_PATH": str(folder / "superset_config.py"), "SUPERSET_HOME": str(folder)}

from superset.app import create_app  # noqa: E402

from tests.recipes import PAGE, recipe, ways_out  # noqa: E402

release, warehouse = (Path(argument).resolve() for argument in sys.argv[1:])
written = folder / "written"
written.mkdir()
with create_app().app_context():
    from superset.exceptions import SupersetException
    from superset.models.core import Database
    from superset.sql.parse import Table

    database = Database(database_name="icm", extra=json.dumps({"engine_params": json.loads(recipe(PAGE, "json"))}))
    database.set_sqlalchemy_uri(f"duckdb:///{release}")
    forces = int(database.get_df("SELECT count(*) AS forces FROM marts.dim_force")["forces"][0])
    assert forces == 43, forces
    schemas = {name.split(".")[-1] for name in database.get_all_schema_names()}
    assert {"marts", "variation", "by_measure"} <= schemas, schemas
    columns = [column["column_name"] for column in database.get_columns(Table("dim_force", "marts"))]
    assert columns[:2] == ["force_id", "force_name"], columns
    let_out = []
    for statement in ways_out(warehouse, written):
        try:
            database.get_df(statement)
            let_out.append(statement)
        except (duckdb.Error, SupersetException) as error:
            print(f"refused: {statement}: {type(error).__name__}")
    assert not let_out, f"Superset let out: {let_out}"
assert not list(written.iterdir())
print(f"Superset answered from {release} and refused every way out of it.")
