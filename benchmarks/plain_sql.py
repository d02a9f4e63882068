"""The models as plain SQL: what dbt compiles, to be run statement by statement with nothing around it.

In scope: compiling, reading the steps, the statements of a step. Out of scope: what is measured of them
(`floors`), or how a load runs them (`orchestration.warehouse`).

Nothing of the project's own way of building is used here but the list of tests that it leaves out, since a constraint
of the table has them: a floor must not become slower or faster with what it is the floor of.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Cost, measure
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.constraint_tests import covered_by_constraints

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DBT_PROJECT = PROJECT_DIR / "dbt_project"
WAREHOUSE = "warehouse.duckdb"  # the SQL names the file it was compiled for: a floor runs in one of the same name


@dataclass(frozen=True)
class Step:
    """One seed, view, table or test.

    Attributes:
        kind: `seed`, `view`, `table` or `test`.
        relation: Schema and name; for a test, its name.
        sql: The query; for a seed, the path of its file below the dbt project.
        columns: Name, type and constraint of each column of a contract; of a seed, name and type where it says one.
        key: Columns of the primary key of a contract.
        comment: Description of the table, where it is kept in the file.
        comments: The same of its columns.
        sources: Tables of `raw` and `ledger` that it reads itself.
        reads: Steps that it reads.
    """

    kind: str
    relation: str
    sql: str
    columns: tuple[tuple[str, str, str], ...] = ()
    key: tuple[str, ...] = ()
    comment: str = ""
    comments: dict[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


def compile_models(folder: Path) -> tuple[Path, Cost]:
    """Let dbt compile the models of this checkout; the manifest with their SQL, and what that cost."""
    settings = Settings(workspace=folder, landing=folder / "landing")
    command = [
        str(Path(sys.executable).parent / "dbt"), "--quiet", "compile", "--exclude", "resource_type:unit_test",
        "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
    ]  # fmt: skip
    cost = measure(command, settings.environment())
    return settings.dbt_target / "manifest.json", cost


def read_steps(manifest: Path) -> list[Step]:
    """All steps, each after what it reads, tests last."""
    content = json.loads(manifest.read_text(encoding="utf-8"))
    nodes: dict[str, dict[str, Any]] = {**content["nodes"], **content["sources"]}
    guaranteed = set(covered_by_constraints(content))
    graph = {
        key: [other for other in _reads(node) if nodes[other]["resource_type"] != "source"]
        for key, node in content["nodes"].items()
        if node["resource_type"] in {"seed", "model", "test"} and node["name"] not in guaranteed
    }
    ordered = [_step(key, nodes) for key in TopologicalSorter(graph).static_order()]
    return sorted(ordered, key=lambda step: step.kind == "test")


def behind(steps: list[Step], source: str) -> list[Step]:
    """The steps that read a table of `raw` or `ledger`, directly or not, in order."""
    found: dict[str, Step] = {}
    for step in steps:
        if source in step.sources or any(each in found for each in step.reads):
            found[step.relation] = step
    return list(found.values())


def _step(key: str, nodes: dict[str, dict[str, Any]]) -> Step:
    node = nodes[key]
    kind = {"model": node["config"]["materialized"]}.get(node["resource_type"], node["resource_type"])
    if kind == "seed":
        types = node["config"].get("column_types") or {}
        return Step(kind, _relation(node), node["original_file_path"], tuple((*each, "") for each in types.items()))
    behind_it = [nodes[other] for other in _reads(node)]
    sources = tuple(_relation(each) for each in behind_it if each["resource_type"] == "source")
    reads = tuple(_relation(each) for each in behind_it if each["resource_type"] != "source")
    sql = node["compiled_code"].strip().rstrip(";")
    if kind == "test":
        return Step(kind, node["name"], sql, sources=sources, reads=reads)
    is_contract = bool(node["config"].get("contract", {}).get("enforced"))
    kept = node["config"].get("persist_docs") or {}
    described = {name: each["description"] for name, each in node["columns"].items()} if kept.get("columns") else {}
    return Step(
        kind,
        _relation(node),
        sql,
        tuple(_columns(node)) if is_contract else (),
        tuple(_key(node)) if is_contract else (),
        node["description"] if kept.get("relation") else "",
        described,
        sources,
        reads,
    )


def _reads(node: dict[str, Any]) -> list[str]:
    return list(node["depends_on"].get("nodes", []))  # a seed has none


def _relation(node: dict[str, Any]) -> str:
    if node["resource_type"] == "source":
        return f"{node['source_name']}.{node['identifier']}"
    return f"{node['schema']}.{node['alias']}"


def _columns(node: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for column in node["columns"].values():
        kinds = {each["type"] for each in column["constraints"]}
        yield column["name"], column["data_type"], "NOT NULL" if "not_null" in kinds else ""


def _key(node: dict[str, Any]) -> list[str]:
    for each in node["constraints"]:
        if each["type"] == "primary_key":
            return list(each["columns"])
    keyed = (name for name, column in node["columns"].items() for each in column["constraints"] if _is_key(each))
    return list(keyed)


def _is_key(constraint: dict[str, Any]) -> bool:
    return bool(constraint["type"] == "primary_key")


def run_steps(connection: DuckDBPyConnection, steps: list[Step], is_checked: bool) -> None:
    """Make seeds, views and tables one after the other, and run the tests.

    Args:
        connection: A file called `warehouse.duckdb` that has what the steps read.
        steps: Steps in order.
        is_checked: Whether tables get the columns, keys and comments of their contracts, and tests are run.
    """
    for schema in sorted({step.relation.split(".")[0] for step in steps if step.kind != "test"}):
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for step in steps:
        if step.kind != "test":
            connection.execute(";\n".join(statements(step, is_checked)))
        elif is_checked:
            connection.execute(f"SELECT count(*) FROM ({step.sql}\n) AS found").fetchall()


def statements(step: Step, is_checked: bool) -> list[str]:
    """The statements that make a seed, view or table."""
    if step.kind == "seed":
        path = (DBT_PROJECT / step.sql).resolve()
        return [
            f"CREATE OR REPLACE TABLE {step.relation} ({_header(path, step)})",
            f"COPY {step.relation} FROM '{path}' (FORMAT csv, HEADER true)",
        ]
    if step.kind == "view" or not (is_checked and step.columns):
        return [f"CREATE OR REPLACE {step.kind} {step.relation} AS {step.sql}\n"]
    names = ", ".join(name for name, _, _ in step.columns)
    return [
        declaration(step),
        f"INSERT INTO {step.relation} ({names}) SELECT {names} FROM ({step.sql}\n) AS made",
        *_comments(step),
    ]


def declaration(step: Step, schema_of: str = "") -> str:
    """The statement that makes the empty table of a contract.

    Args:
        step: The table.
        schema_of: Database to make it in, with its dot.
    """
    declared = [" ".join(column).rstrip() for column in step.columns]
    if step.key:
        declared.append(f"PRIMARY KEY ({', '.join(step.key)})")
    return f"CREATE OR REPLACE TABLE {schema_of}{step.relation} ({', '.join(declared)})"


def _comments(step: Step) -> list[str]:
    said = [f"COMMENT ON TABLE {step.relation} IS {_text(step.comment)}"] if step.comment else []
    return said + [
        f"COMMENT ON COLUMN {step.relation}.{name} IS {_text(about)}" for name, about in step.comments.items() if about
    ]


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _header(path: Path, step: Step) -> str:
    types = {name: kind for name, kind, _ in step.columns}
    with path.open(encoding="utf-8", newline="") as file:
        return ", ".join(f"{name} {types.get(name, 'varchar')}" for name in next(csv.reader(file)))
