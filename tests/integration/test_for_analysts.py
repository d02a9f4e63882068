"""What analysts open first: views with names, the years, and the relations by which tables are joined."""

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.state import DATABASE

MEASURE = "officers_per_1000_population"


def test_every_measure_has_a_view_with_a_row_per_force_and_names_in_it(marts):
    views = {name for (name,) in marts("SELECT view_name FROM duckdb_views() WHERE schema_name = 'by_measure'")}
    assert views == {measure for (measure,) in marts("SELECT measure_id FROM variation.dim_measure")}
    ((rows, forces, years),) = marts(
        f"SELECT count(*), count(DISTINCT force_name), count(DISTINCT financial_year) FROM by_measure.{MEASURE} "
        "WHERE heading_name = 'All functions'"
    )
    assert rows == forces * years and forces == 43 and years > 1
    positions = marts(
        "SELECT count(*), sum(value), sum(difference) FROM variation.force_position WHERE measure_id = ? "
        "AND average_method = 'simple_excl_london'",
        MEASURE,
    )
    assert marts(f"SELECT count(*), sum(value), sum(difference) FROM by_measure.{MEASURE}") == positions


def test_views_and_their_columns_are_described(marts):
    assert marts("SELECT view_name FROM duckdb_views() WHERE schema_name = 'by_measure' AND comment IS NULL") == []
    described = marts("SELECT count(*), count(comment) FROM duckdb_columns() WHERE schema_name = 'by_measure'")
    assert described[0][0] == described[0][1] > 0


def test_a_view_shows_the_tables_of_its_file_under_any_name(published_release: Path):
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{published_release / DATABASE}' AS another_name (READ_ONLY)")
        found = connection.execute(f"SELECT count(*) FROM another_name.by_measure.{MEASURE}").fetchall()
    assert found[0][0] > 0


def test_relations_are_true_and_lead_to_keys(marts):
    relations = marts("SELECT table_name, column_name, to_table_name, to_column_name FROM release.relations")
    assert len(relations) > 100
    keys = dict(
        marts(
            "SELECT schema_name || '.' || table_name, constraint_column_names FROM duckdb_constraints() "
            "WHERE constraint_type = 'PRIMARY KEY'"
        )
    )
    for table, column, to_table, to_column in relations:
        assert keys[to_table] == [to_column], f"{table}.{column}"
        lost = marts(
            f"SELECT count(*) FROM {table} AS t ANTI JOIN {to_table} AS o ON t.{column} = o.{to_column} "
            f"WHERE t.{column} IS NOT NULL"
        )
        assert lost == [(0,)], f"{table}.{column}"
    known = {(table, column, to_table) for table, column, to_table, _ in relations}
    assert ("variation.force_position", "force_id", "marts.dim_force") in known
    assert ("variation.force_position", "financial_year", "marts.dim_financial_year") in known
    assert ("marts.dim_poa_heading", "parent_heading_id", "marts.dim_poa_heading") in known


@pytest.mark.parametrize("table", ["marts.force_workforce", "marts.workforce_in_collaboration"])
def test_a_count_of_people_names_the_year_that_its_day_is_in(marts, table):
    wrong = marts(
        f"SELECT count(*) FROM {table} AS t JOIN marts.dim_financial_year AS y USING (financial_year) "
        "WHERE t.as_at NOT BETWEEN y.starts_on AND y.ends_on"
    )
    assert wrong == [(0,)]
    assert marts(f"SELECT count(*) FROM {table} WHERE financial_year IS NULL") == [(0,)]


def test_a_copy_of_the_file_keeps_its_views(published_release: Path, tmp_path: Path):
    shutil.copyfile(published_release / DATABASE, tmp_path / "copy.duckdb")
    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as connection:
        rows = connection.execute(f"SELECT DISTINCT force_name FROM by_measure.{MEASURE} ORDER BY 1 LIMIT 2").fetchall()
    assert rows == [("Avon and Somerset",), ("Bedfordshire",)]
