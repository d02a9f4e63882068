"""What a hub gives to Spark, and the comparison of what Spark makes of it: files in, tables out; no Spark needed."""

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.answers.loads import read_loads
from orchestration.cli.app import app
from orchestration.spark.compare import compare, keys_of_published, known_deviations, partitions
from orchestration.warehouse.models import read_manifest
from tests.conftest import PUBLISHED, run_icm

PARTITIONED = "marts.dim_financial_year"
FUNDING, WORKFORCE = "raw.police_funding__grant_and_precept", "raw.home_office_workforce__data"


def rows_below(folder):
    return duckdb.sql(f"FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true)")


def handed(hub, folder):
    done = run_icm("hand-over", "--to", folder, "--workspace", hub.settings.workspace, "--json")
    assert done.code == 0, done.err
    return done.facts


def tables_of(folder):
    return {each["name"]: each for each in json.loads((folder / "manifest.json").read_text())["tables"]}


def loaded(hub, folder, monkeypatch):
    """Code and problems of a load that hands over."""
    monkeypatch.setenv("ICM_HAND_OVER_TO", str(folder))
    places = ["--workspace", str(hub.settings.workspace), "--landing", str(hub.settings.landing)]
    done = CliRunner().invoke(app, ["load", *places, "--json"])
    facts = json.loads(done.stdout)
    return done.exit_code, facts["problems"], facts["stages"]


def mark_superseded(hub, return_id):
    with duckdb.connect(str(hub.settings.warehouse)) as connection:
        connection.execute("UPDATE ledger.submissions SET status = 'superseded' WHERE return_id = ?", [return_id])


def test_every_table_goes_over_whole_and_a_second_time_only_what_is_new(hub_copy, tmp_path):
    folder = tmp_path / "handed_over"
    first = handed(hub_copy, folder)
    tables = tables_of(folder)
    with duckdb.connect(str(hub_copy.settings.warehouse), read_only=True) as connection:
        for name, table in tables.items():
            there = rows_below(folder / table["path"])
            columns = [column for column, _ in table["columns"]]
            assert {each for each in there.columns if not each.startswith("partition_")} == set(columns), name
            (rows,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert len(there) == table["rows"] == rows, name
        texts = connection.execute("SELECT * FROM reference.forces ORDER BY force_id").fetchall()
    assert rows_below(folder / "reference" / "forces").order("force_id").fetchall() == texts
    received_at = rows_below(folder / "ledger" / "submissions").select("received_at")
    assert [str(kind) for kind in received_at.types] == ["TIMESTAMP WITH TIME ZONE"]
    assert first["tables"] == len(tables) and first["written"] > 10 and first["kept"] == first["removed"] == 0

    files = {path: path.stat().st_mtime_ns for path in folder.glob("raw/*/*/*/*/data_*.parquet")}
    mark_superseded(hub_copy, "police_funding")
    second = handed(hub_copy, folder)
    assert (second["written"], second["removed"]) == (0, 1)
    assert tables_of(folder)[FUNDING]["rows"] == 0 < tables_of(folder)[WORKFORCE]["rows"]
    left = {path: path.stat().st_mtime_ns for path in folder.glob("raw/*/*/*/*/data_*.parquet")}
    assert left.items() < files.items() and len(files) - len(left) == 1
    assert len(rows_below(folder / "raw/police_funding__grant_and_precept")) == 0


def test_raw_rows_are_partitioned_by_year_and_force_and_submission(hub_copy, tmp_path):
    with duckdb.connect(str(hub_copy.settings.warehouse)) as connection:
        connection.execute(
            "UPDATE ledger.submissions SET force_id = 'kent', financial_year = '2025/26' "
            "WHERE return_id = 'police_funding'"
        )
    handed(hub_copy, tmp_path / "over")
    (part,) = tables_of(tmp_path / "over")[FUNDING]["parts"]
    year, force, submission = part["path"].split("/")[2:]
    assert (year, force) == ("partition_year=2025-26", "partition_force=kent")
    assert submission == f"_submission_id={part['submission_id']}"
    assert len(rows_below(tmp_path / "over" / part["path"])) == part["rows"] == 43


def test_what_cannot_be_handed_over_is_refused_in_a_sentence(hub_copy, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    refused = run_icm("hand-over", "--to", other, "--workspace", hub_copy.settings.workspace)
    assert refused.code == 1 and "other files in it, for example letter.txt" in " ".join(refused.err.split())
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    refused = run_icm("hand-over", "--to", tmp_path / "new", "--workspace", other)
    assert refused.code == 1 and "Run icm load first" in " ".join(refused.err.split())
    assert [path.name for path in other.iterdir()] == ["letter.txt"] and not (tmp_path / "new").exists()


@pytest.fixture(scope="module")
def built(module_hub, tmp_path_factory):
    """The tables of the hub as Spark and Sail leave them, in the folders that each of them makes."""
    folder = tmp_path_factory.mktemp("built")
    keys = keys_of_published(read_manifest(module_hub.settings))
    with duckdb.connect(str(module_hub.settings.warehouse), read_only=True) as connection:
        for number, relation in enumerate(keys):
            schema, name = relation.split(".")
            to = folder / (f"{schema}.db/{name}" if number % 2 else f"{name}-0a1b2c3d-1111-2222-3333-444455556666")
            to.mkdir(parents=True)
            if relation == PARTITIONED:
                by = "PARTITION_BY (financial_year), OVERWRITE_OR_IGNORE"
                connection.execute(f"COPY {relation} TO '{to}' (FORMAT parquet, {by})")
            elif connection.execute(f"SELECT count(*) FROM {relation}").fetchone()[0]:
                connection.execute(f"COPY {relation} TO '{to}/part-0.parquet' (FORMAT parquet)")
    return folder, keys


def compared(hub, built, changes=None, engine="spark"):
    """The comparison after a change to the file of one table."""
    folder, keys = built
    relation, change = changes or (None, None)
    with duckdb.connect(str(hub.settings.warehouse), read_only=True) as connection:
        if relation is None:
            return list(compare(connection, keys, folder, engine))
        schema, name = relation.split(".")
        (path,) = [*folder.glob(f"{schema}.db/{name}/*"), *folder.glob(f"{name}-0a1b2c3d-*/*")]
        kept = path.read_bytes()
        duckdb.sql(f"COPY (WITH given AS (FROM '{path}') {change}) TO '{path}.new' (FORMAT parquet)")
        Path(f"{path}.new").replace(path)
        try:
            (found,) = compare(connection, {relation: keys[relation]}, folder, engine)
        finally:
            path.write_bytes(kept)
        return found


def test_equal_tables_are_equal_and_none_is_left_out(module_hub, built):
    found = compared(module_hub, built)
    assert all(table.is_equal for table in found) and {table.relation for table in found} == built[1].keys()
    assert len(found) > 100 and sum(table.rows for table in found) > 10_000
    in_folders = partitions(built[0])
    assert len(in_folders) > 1 and {folder.name.split("%2F")[0][:15] for folder in in_folders} == {"financial_year="}
    some = keys_of_published(read_manifest(module_hub.settings), {"model.icm_warehouse.dim_force"})
    assert some == {"marts.dim_force": built[1]["marts.dim_force"]}


@pytest.mark.parametrize(
    ("relation", "change", "differing"),
    [
        ("variation.force_position", "SELECT * REPLACE (value * (1 + 1e-10) AS value) FROM given", set()),
        ("variation.force_position", "SELECT * REPLACE (value * (1 + 1e-7) AS value) FROM given", {"value"}),
        ("marts.dim_force", "SELECT * REPLACE (force_name || ' ' AS force_name) FROM given", {"force_name"}),
        ("marts.agreement_costs", "SELECT * REPLACE (amount_gbp + 0.01 AS amount_gbp) FROM given", {"amount_gbp"}),
        ("marts.agreement_costs", "SELECT * REPLACE (NULL AS amount_gbp) FROM given", {"amount_gbp"}),
    ],
)
def test_a_changed_value_is_found_and_a_last_digit_is_not(module_hub, built, relation, change, differing):
    found = compared(module_hub, built, (relation, change))
    assert found.differing.keys() == differing and found.is_equal is not bool(differing)


@pytest.mark.parametrize(
    ("change", "only_here", "only_there"),
    [
        ("FROM given WHERE force_id <> 'kent'", 1, 0),
        ("SELECT * REPLACE (replace(force_id, 'kent', 'cant') AS force_id) FROM given", 1, 1),
        ("FROM given UNION ALL FROM given WHERE force_id = 'kent'", 0, 1),
    ],
)
def test_rows_that_one_side_lacks_or_has_twice_are_found(module_hub, built, change, only_here, only_there):
    found = compared(module_hub, built, ("marts.dim_force", change))
    assert (found.only_here, found.only_there) == (only_here, only_there) and not found.is_equal


def test_what_is_known_to_differ_is_bounded_and_names_columns_that_are_there(module_hub, built):
    one, all_rows = (
        f"SELECT * REPLACE (CASE WHEN {which} THEN p90 + 1 ELSE p90 END AS p90) FROM given"
        for which in ("row_number() OVER (ORDER BY p90 NULLS LAST) = 1", "true")
    )
    summary = "variation.national_summary"
    assert compared(module_hub, built, (summary, one), "sail").known == {"p90": 1}
    assert compared(module_hub, built, (summary, one), "spark").differing == {"p90": 1}
    assert "p90" in compared(module_hub, built, (summary, all_rows), "sail").differing
    with duckdb.connect(str(module_hub.settings.warehouse), read_only=True) as connection:
        there = connection.execute(
            "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns()"
        ).fetchall()
    # A reason names several tables and columns, and each table has some of them.
    known = known_deviations("sail")
    assert {table for table, _ in known} | {column for _, column in known} <= {part for each in there for part in each}
    assert known_deviations("spark") == {}


def test_every_load_hands_over_where_the_settings_say(hub_copy, tmp_path, monkeypatch):
    """A load that finds nothing new hands over what an earlier one could not, and then has nothing to do."""
    release = hub_copy.settings.current.resolve()
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "notes.txt").write_text("Ours.", encoding="utf-8")
    code, (problem,), _ = loaded(hub_copy, taken, monkeypatch)
    assert code == 1 and problem.startswith("The current release stands, but not everything was handed over to Spark.")
    assert "notes.txt" in problem and problem.endswith("The next load tries again.")
    code, (problem,), _ = loaded(hub_copy, taken / "notes.txt", monkeypatch)
    assert code == 1 and f"{taken / 'notes.txt'} cannot be written to: " in problem and "Name a folder" in problem
    # What it had published before it failed stands, and the ledger says so.
    printed = (PUBLISHED / "police_funding_extract_2025_26.csv").read_text(encoding="utf-8")
    hub_copy.drop("police_funding_corrected_2025_26.csv", printed.replace("231607316", "231607318").encode())
    code, problems, _ = loaded(hub_copy, taken, monkeypatch)
    (load,) = read_loads(hub_copy.settings, 1)
    release = hub_copy.settings.current.resolve()
    assert (code, len(problems), load.outcome, load.release_id) == (1, 1, "failed", release.name)
    code, problems, stages = loaded(hub_copy, tmp_path / "lake", monkeypatch)
    (wrote,) = [each["wrote"] for each in stages if each["stage"] == "publish"]
    assert (code, problems) == (0, []) and wrote["submissions handed over"] > 10
    assert tables_of(tmp_path / "lake")[WORKFORCE]["rows"] > 0
    assert loaded(hub_copy, tmp_path / "lake", monkeypatch) == (0, [], [])
    assert hub_copy.settings.current.resolve() == release
