"""Which rows of a table differ from those of the last release, and a CSV of which only their lines are written."""

import duckdb
import pytest

from orchestration.publication.carried import CarriedFiles, LastRelease
from orchestration.publication.catalog import read_catalog
from orchestration.publication.changed_rows import changed_rows, places_of, write_over
from orchestration.publication.exports import write_exports
from orchestration.publication.published_table import read_published_tables
from orchestration.publication.state import DATABASE
from orchestration.warehouse.contents import content_of

TABLE = "marts.figures"
ROWS = 100
MADE = (
    "CREATE SCHEMA {0}.marts; "
    "CREATE TABLE {0}.marts.figures (force_id VARCHAR, year INTEGER, value DOUBLE, note VARCHAR, "
    "PRIMARY KEY (force_id, year)); "
    f"INSERT INTO {{0}}.marts.figures SELECT 'force ' || i // 10, 2010 + i % 10, i, NULL FROM range({ROWS}) AS r (i)"
)
IN_PLACE = {
    "a value": ("UPDATE {0} SET value = -1 WHERE force_id = 'force 3' AND year = 2014", [34]),
    "a value that goes": ("UPDATE {0} SET value = NULL WHERE value IN (0, 99)", [0, 99]),
    "a text that comes": ("UPDATE {0} SET note = '=1+1' WHERE value = 50", [50]),
    "as many rows as may differ": ("UPDATE {0} SET value = -value - 1 WHERE value < 5", [0, 1, 2, 3, 4]),
}
WHOLE = {
    "nothing": "SELECT 1",
    "a row gone": "DELETE FROM {0} WHERE value = 34",
    "a row more": "INSERT INTO {0} VALUES ('force 3', 2020, 1, NULL)",
    "one row in place of another": "UPDATE {0} SET year = 2020 WHERE value = 34",
    "one row more than may differ": "UPDATE {0} SET value = -value - 1 WHERE value < 6",
}


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        for name in ("warehouse", "previous", "published"):
            connection.execute(f"ATTACH ':memory:' AS {name}")
            connection.execute(MADE.format(name))
        yield connection


def table(connection):
    return read_catalog(connection, "warehouse", ["marts"])[TABLE]


@pytest.mark.parametrize(("statement", "places"), IN_PLACE.values(), ids=IN_PLACE)
def test_rows_of_which_values_differ_are_changed_where_they_stand(connection, statement, places):
    connection.execute(statement.format(f"warehouse.{TABLE}"))
    with changed_rows(connection, [table(connection)]) as found:
        assert write_over(connection, found[TABLE], content_of(connection, f"warehouse.{TABLE}"))
        assert places_of(connection, found[TABLE]) == places
    question = "SELECT * FROM {0}.marts.figures"
    built = connection.execute(question.format("warehouse") + " ORDER BY force_id, year").fetchall()
    assert connection.execute(question.format("published")).fetchall() == built
    assert connection.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchone() == (0,)


@pytest.mark.parametrize("statement", WHOLE.values(), ids=WHOLE)
def test_a_table_with_other_keys_or_too_many_changes_is_left_to_be_written_whole(connection, statement):
    connection.execute(statement.format(f"warehouse.{TABLE}"))
    with changed_rows(connection, [table(connection)]) as found:
        assert found == {}
    assert connection.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchone() == (0,)


def test_what_was_written_over_has_to_have_the_fingerprint_of_what_was_built(connection):
    connection.execute(f"UPDATE warehouse.{TABLE} SET value = -1 WHERE value = 34")
    content = content_of(connection, f"warehouse.{TABLE}")
    connection.execute(f"UPDATE published.{TABLE} SET note = 'Not of the last release.' WHERE value = 1")
    with changed_rows(connection, [table(connection)]) as found:
        assert not write_over(connection, found[TABLE], content)


def release(folder, *statements):
    folder.mkdir()
    with duckdb.connect(str(folder / DATABASE)) as connection:
        connection.execute(
            "CREATE SCHEMA release; CREATE TABLE release.data_dictionary (schema_name VARCHAR, "
            "table_name VARCHAR, column_name VARCHAR, unit VARCHAR, is_key BOOLEAN)"
        )
        connection.execute(MADE.format(DATABASE.removesuffix(".duckdb")))
        for statement in statements:
            connection.execute(statement.format(TABLE))
    return [read_published_tables(folder / DATABASE)[TABLE]]


@pytest.mark.parametrize("before", [None, "UPDATE {0} SET note = 'two' || chr(10) || 'lines' WHERE value = 20"])
@pytest.mark.parametrize(
    "now", ["UPDATE {0} SET note = '=1+1' WHERE value IN (0, 34, 35, 99)", "UPDATE {0} SET note = 'a' || chr(10)"]
)
def test_a_csv_with_some_lines_changed_is_the_one_written_whole(tmp_path, before, now):
    first = [before] if before else []
    write_exports(tmp_path / "last", release(tmp_path / "last", *first))
    tables = release(tmp_path / "whole", *first, now)
    write_exports(tmp_path / "whole", tables)
    release(tmp_path / "new", *first, now)
    file = f"csv/{TABLE.replace('.', '/')}.csv"
    last = LastRelease(tmp_path / "last", {}, {file: ""})
    places = (0, 34, 35, 99) if "=1+1" in now else tuple(range(ROWS))
    write_exports(tmp_path / "new", tables, CarriedFiles(last, changed={TABLE: places}))
    whole = (tmp_path / "whole" / file).read_bytes()
    assert (tmp_path / "new" / file).read_bytes() == whole
    assert whole != (tmp_path / "last" / file).read_bytes()
    assert [path.name for path in (tmp_path / "new" / file).parent.iterdir()] == ["figures.csv"]


def test_many_lines_stand_in_the_order_of_the_rows(tmp_path):
    """DuckDB finds the rows of a large table in any order, unless it is told one."""
    file = f"csv/{TABLE.replace('.', '/')}.csv"
    more = "INSERT INTO {0} SELECT 'more', i, i, NULL FROM range(300000) AS r (i)"
    changed = "UPDATE {0} SET note = force_id || year WHERE force_id = 'more' AND year % 577 = 5"
    write_exports(tmp_path / "last", release(tmp_path / "last", more))
    tables = release(tmp_path / "new", more, changed)
    places = tuple(ROWS + year for year in range(300_000) if year % 577 == 5)
    last = LastRelease(tmp_path / "last", {}, {file: ""})
    write_exports(tmp_path / "new", tables, CarriedFiles(last, changed={TABLE: places}))
    release(tmp_path / "whole", more, changed)
    write_exports(tmp_path / "whole", tables)
    assert (tmp_path / "new" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()


def test_lines_that_did_not_change_are_those_of_the_last_release(tmp_path):
    """A mark in the last file shows that its lines are taken over, and not written again."""
    file = f"csv/{TABLE.replace('.', '/')}.csv"
    write_exports(tmp_path / "last", release(tmp_path / "last"))
    lines = (tmp_path / "last" / file).read_bytes().splitlines(keepends=True)
    lines[3] = b"mark\n"
    (tmp_path / "last" / file).write_bytes(b"".join(lines))
    tables = release(tmp_path / "new", "UPDATE {0} SET value = -1 WHERE value = 34")
    last = LastRelease(tmp_path / "last", {}, {file: ""})
    write_exports(tmp_path / "new", tables, CarriedFiles(last, changed={TABLE: (34,)}))
    lines[35] = b"force 3,2014,-1.0,\n"
    assert (tmp_path / "new" / file).read_bytes() == b"".join(lines)
