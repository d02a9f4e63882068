"""The statistics models of the variation tables on their own: rows in, tables out, in a database in memory.

In scope: their inputs, running them in order. Out of scope: what a test
expects of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.models import read_manifest

MODELS = (
    "int_measures__exclusions", "int_measures__values", "int_measures__coverage", "int_measures__averages",
    "int_measures__distribution", "int_measures__peer_averages", "int_measures__ranks", "int_measures__prices",
    "dim_average_method", "force_position", "national_summary", "rank_intervals", "region_position",
)  # fmt: skip
PUBLISHED = ("force_position", "national_summary", "rank_intervals", "region_position")
SEEDS = ("measures", "average_methods", "variation_settings", "financial_years")
INPUTS = {
    "int_measures__all": "measure_id varchar, heading_id varchar, financial_year varchar, force_id varchar, "
    "numerator decimal(38, 18), denominator decimal(38, 18), population_mid_year integer, reported_state varchar, "
    "mapped_from_heading_id varchar, submission_id varchar",
    "dim_force": "force_id varchar, home_office_region varchar, is_metropolitan boolean, is_city_of_london boolean, "
    "valid_from date, valid_to date",
    "statistic_exclusions": "force_id varchar, return_id varchar, measure_id varchar, heading_id varchar, "
    "financial_year varchar, ground varchar, is_in_force boolean",
    "int_measures__held": "measure_id varchar, heading_id varchar, financial_year varchar, force_id varchar, "
    "rule_id varchar",
    "submissions": "submission_id varchar, is_illustrative boolean",
    "int_peer_groups__by_year": "average_method varchar, peer_set_id varchar, force_id varchar, "
    "peer_force_id varchar, financial_year varchar",
    "peer_groups": "peer_set_id varchar, peer_set_name varchar, published_by varchar, kind varchar",
    "outlier_contexts": "measure_id varchar, heading_id varchar, financial_year varchar, force_id varchar, "
    "context varchar, warranted varchar, is_latest boolean",
    "poa_heading_mappings": "from_heading_id varchar, to_heading_id varchar, from_financial_year varchar, "
    "to_financial_year varchar, share decimal(9, 6)",
    "poa_headings": "heading_id varchar, heading_system varchar",
    "heading_comparability": "figures varchar, heading_id varchar, financial_year varchar, is_comparable boolean, "
    "reason varchar, compared_instead_heading_id varchar, breaks_with_earlier_years boolean",
    "gdp_deflators": "series_id varchar, series_name varchar, published_on date, financial_year varchar, "
    "index_value double, status varchar",
}  # fmt: skip
DATABASE = "warehouse"  # the name under which models are compiled
Row = Mapping[str, Any]


@dataclass(frozen=True)
class StatisticsModels:
    """The compiled models in the order in which they are built, and a database that holds their inputs.

    Attributes:
        steps: Relation and SQL of each model.
        relations: Relation of each input and each published table by name.
        connection: Database in memory.
    """

    steps: Sequence[tuple[str, str]]
    relations: Mapping[str, str]
    connection: duckdb.DuckDBPyConnection

    def put(self, name: str, rows: Sequence[Row]) -> None:
        """Give an input exactly these rows, in this order and all with the same columns; other columns are null."""
        self.connection.execute(f"TRUNCATE {self.relations[name]}")
        if rows:
            marks = f"({', '.join('?' * len(rows[0]))})"
            self.connection.execute(
                f"INSERT INTO {self.relations[name]} ({', '.join(rows[0])}) VALUES {', '.join([marks] * len(rows))}",
                [cell for row in rows for cell in row.values()],
            )

    def run(self) -> dict[str, pd.DataFrame]:
        """Build every model from the inputs; the published ones by name."""
        for relation, sql in self.steps:
            self.connection.execute(f"CREATE OR REPLACE TABLE {relation} AS {sql}")
        return {name: self.connection.execute(f"FROM {self.relations[name]}").df() for name in PUBLISHED}


def compiled_models(folder: Path) -> StatisticsModels:
    """Open a database with the inputs of the models, all empty but the seeds."""
    manifest = read_manifest(Settings(workspace=folder, landing=folder / "landing"))
    nodes = {**manifest["nodes"], **manifest["sources"]}
    keys = {node["name"]: key for key, node in nodes.items()}
    inside = {keys[name]: nodes[keys[name]] for name in MODELS}
    order = TopologicalSorter({key: set(node["depends_on"]["nodes"]) & set(inside) for key, node in inside.items()})
    steps = [(_relation(inside[key]), inside[key]["compiled_code"]) for key in order.static_order()]
    needed = {each for node in inside.values() for each in node["depends_on"]["nodes"]} - set(inside)
    inputs = {nodes[each]["name"]: nodes[each] for each in needed}
    assert set(inputs) == {*INPUTS, *SEEDS}, f"The models read other inputs than are given: {sorted(inputs)}."
    connection = duckdb.connect()
    connection.execute(f"SET threads = 1; SET TimeZone = 'UTC'; ATTACH ':memory:' AS {DATABASE}; USE {DATABASE}")
    for schema in {node["schema"] for node in [*inputs.values(), *inside.values()]}:
        connection.execute(f"CREATE SCHEMA {schema}")
    for name, columns in INPUTS.items():
        connection.execute(f"CREATE TABLE {_relation(inputs[name])} ({columns})")
    for name in SEEDS:
        path = PROJECT_DIR / "seeds" / "reference" / f"{name}.csv"
        connection.execute(f"CREATE TABLE {_relation(inputs[name])} AS FROM read_csv('{path}')")
    relations = {name: _relation(node) for name, node in inputs.items()}
    return StatisticsModels(steps, relations | {name: _relation(nodes[keys[name]]) for name in PUBLISHED}, connection)


def _relation(node: dict[str, Any]) -> str:
    return f"{node['schema']}.{node.get('alias') or node['identifier']}"
