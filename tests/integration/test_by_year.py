"""A model that says its rows of a year follow from that year gives them with every other year taken out behind it."""

import shutil

import duckdb
import pytest

from orchestration.warehouse.by_year import YEAR, with_years_before
from orchestration.warehouse.plan import read_plan

# Those of which the published files give rows; no published file names the peers of a force.
HAVE_ROWS = {"variation.force_position", "variation.rank_intervals", "variation.function_cost_by_year"}


def tables_behind(plan, relation):
    """The nearest tables behind a model, and the views on the way."""
    found = set()
    for other in plan.steps[relation].reads:
        step = plan.steps[other]
        found |= {other} if step.kind == "table" else tables_behind(plan, other) if step.kind == "view" else set()
    return found


def has_years(connection, relation):
    return YEAR in [column[0] for column in connection.execute(f"FROM {relation} LIMIT 0").description]


def of_years(years):
    listed = ", ".join(f"'{year}'" for year in sorted(years))
    return f"{YEAR} IN ({listed})"


def steps_by_year(plan):
    return [step for step in plan.steps.values() if step.years_before is not None]


def rows_of(step, relation, year):
    names = ", ".join(column.name for column in step.columns) or "*"
    return f"SELECT {names} FROM {relation} WHERE {of_years([year])}"


def keep_rows(connection, step, year):
    """Set the rows of a year aside as they stand; gives their number."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE stands AS {rows_of(step, step.relation, year)}")
    return connection.execute("SELECT count(*) FROM stands").fetchone()[0]


def rows_that_differ(connection, step, year):
    """How many rows the model gives now, or gave then, and not both, each as often as it is there."""
    given = rows_of(step, f"({step.sql}\n)", year)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE given AS {given}")
    both = "(FROM stands EXCEPT ALL FROM given) UNION ALL (FROM given EXCEPT ALL FROM stands)"
    return connection.execute(f"SELECT count(*) FROM ({both})").fetchone()[0]


@pytest.fixture(scope="module")
def warehouse(real_costs_hub, tmp_path_factory):
    """A private file with years of figures by function, and its plan; nothing of it is kept."""
    path = tmp_path_factory.mktemp("by_year") / real_costs_hub.settings.warehouse.name
    shutil.copyfile(real_costs_hub.settings.warehouse, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection, read_plan(real_costs_hub.settings)


def test_rows_of_a_year_follow_from_the_years_that_a_model_names(warehouse):
    connection, plan = warehouse
    looked_at = {}
    for step in steps_by_year(plan):
        counted = f"SELECT {YEAR} FROM {step.relation} GROUP BY ALL ORDER BY count(*) DESC, 1 DESC"
        years = [year for (year,) in connection.execute(counted).fetchall()]
        for year in sorted({*years[:1], *sorted(years)[:1], *sorted(years)[-1:]}):
            rows = keep_rows(connection, step, year)
            connection.execute("BEGIN")
            left = of_years(with_years_before([year], step.years_before))
            for relation in tables_behind(plan, step.relation):
                if has_years(connection, relation):
                    connection.execute(f"DELETE FROM {relation} WHERE NOT {left}")
            differing = rows_that_differ(connection, step, year)
            connection.execute("ROLLBACK")
            assert differing == 0, (step.relation, year)
            looked_at[step.relation] = looked_at.get(step.relation, 0) + rows
    assert looked_at.keys() >= HAVE_ROWS and min(looked_at.values()) > 100, looked_at


def test_a_model_that_names_too_few_years_would_be_found(warehouse):
    """Places of the year before are part of `rank_intervals`: without that year its rows are others."""
    connection, plan = warehouse
    step = plan.steps["variation.rank_intervals"]
    assert step.years_before == 1
    asked = f"SELECT max({YEAR}) FROM {step.relation} WHERE rank_year_before IS NOT NULL"
    ((year,),) = connection.execute(asked).fetchall()
    keep_rows(connection, step, year)
    connection.execute("BEGIN")
    connection.execute(f"DELETE FROM intermediate.int_measures__ranks WHERE NOT {of_years([year])}")
    assert rows_that_differ(connection, step, year) > 0
    connection.execute("ROLLBACK")
