"""One file of a release as schemas of PostgreSQL: the same tables, types, keys, descriptions and views, and the rows.

In scope: writing them beside those that are served. Out of scope: who may read them, and changing over (`serve`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.sql import SQL, Composable, Identifier, Literal

from orchestration.publication.catalog import CatalogColumn, CatalogTable, read_catalog
from orchestration.publication.named_views import SCHEMA as VIEWS
from orchestration.publication.release_reader import connection_to
from orchestration.warehouse.models import PUBLISHED_SCHEMAS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

log = logging.getLogger("icm.publication")

SCHEMAS = (*PUBLISHED_SCHEMAS, VIEWS)
_ROWS_AT_A_TIME = 10_000
_TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(39,0)",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
# PostgreSQL has no text with the character 0; the others separate values, or begin an escape, in what COPY reads.
_ESCAPES = (("'\\'", "'\\\\'"), ("chr(9)", "'\\t'"), ("chr(10)", "'\\n'"), ("chr(13)", "'\\r'"), ("chr(0)", "''"))


@dataclass(frozen=True)
class Edition:
    """A file to serve.

    Attributes:
        database: The DuckDB file.
        release_id: Its release.
        prefix: What the names of its schemas begin with in PostgreSQL; empty for the same names as in the file.
        role: Role that may read it.
        about: What the schemas say of themselves.
    """

    database: Path
    release_id: str
    prefix: str
    role: str
    about: str

    def served(self, schema: str) -> str:
        """Name of a schema for readers."""
        return f"{self.prefix}{schema}"

    def beside(self, schema: str) -> str:
        """Name of a schema while it is written."""
        return f"icm_next_{self.prefix}{schema}"


@dataclass(frozen=True)
class Written:
    """What was written: number of tables, rows, foreign keys and views.

    Attributes:
        unkept_relations: Relations that do not hold in the file, so that they are no foreign keys: column and table
            referred to. Leaving rows out for the public may cause some.
    """

    tables: int
    rows: int
    foreign_keys: int
    views: int
    unkept_relations: tuple[str, ...]


def write_schemas(connection: Connection, edition: Edition) -> Written:
    """Write a file of a release into new schemas.

    Args:
        connection: In a transaction, in which the tables are made and filled, so that rows count as committed before
            any reader began.
        edition: What to write.

    Raises:
        LookupError: If the file has a type that PostgreSQL has no counterpart for.
    """
    with connection_to(edition.database) as release:
        tables = read_catalog(release, edition.database.stem, PUBLISHED_SCHEMAS)
        for schema in SCHEMAS:
            name = Identifier(edition.beside(schema))
            connection.execute(SQL("CREATE SCHEMA {}").format(name))
            connection.execute(SQL("COMMENT ON SCHEMA {} IS {}").format(name, Literal(edition.about)))
        rows = 0
        for place, table in enumerate(tables.values(), start=1):
            log.info("Loading %s into PostgreSQL (%s of %s)", edition.served(table.full_name), place, len(tables))
            rows += _write_table(connection, release, edition, table)
        kept, unkept = _relations(release, tables)
        _run(connection, (_foreign_key(edition, *relation) for relation in kept))
        views = _write_views(connection, release, edition)
    return Written(len(tables), rows, len(kept), views, unkept)


def _write_table(connection: Connection, release: DuckDBPyConnection, edition: Edition, table: CatalogTable) -> int:
    name = _table(edition, table.schema, table.name)
    columns = SQL(", ").join(
        SQL("{} {}{}").format(
            Identifier(column.name), _type(column.type), SQL("" if column.may_be_empty else " NOT NULL")
        )
        for column in table.columns
    )
    connection.execute(SQL("CREATE TABLE {} ({})").format(name, columns))
    rows = release.execute(f"SELECT {_line(table.columns)} FROM {table.full_name}")
    count = 0
    filling = SQL("COPY {} FROM STDIN (FORMAT text, FREEZE)").format(name)
    with connection.cursor() as cursor, cursor.copy(filling) as copy:
        while lines := rows.fetchmany(_ROWS_AT_A_TIME):
            copy.write("".join(f"{line}\n" for (line,) in lines))
            count += len(lines)
    described = [(SQL("TABLE {}").format(name), table.comment)]
    described += [
        (SQL("COLUMN {}.{}").format(name, Identifier(column.name)), column.comment) for column in table.columns
    ]
    _run(connection, [*_key(name, table.key), *_comments(described), SQL("ANALYZE {}").format(name)])
    return count


def _type(kind: str) -> SQL:
    """Type in PostgreSQL for one of DuckDB.

    Raises:
        LookupError: If there is none yet.
    """
    if exact := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind):
        return SQL(f"numeric({exact[1]},{exact[2]})")
    if kind not in _TYPES:
        raise LookupError(f"A release has a column of type {kind}, which has no counterpart in PostgreSQL yet.")
    return SQL(_TYPES[kind])


def _line(columns: Iterable[CatalogColumn]) -> str:
    """SQL for a row of a table as COPY reads it."""
    return f"concat_ws(chr(9), {', '.join(_value(column) for column in columns)})"


def _value(column: CatalogColumn) -> str:
    quoted = f'"{column.name}"'
    text = quoted if column.type == "VARCHAR" else f"CAST({quoted} AS VARCHAR)"
    if column.type == "VARCHAR":
        for given, escaped in _ESCAPES:
            text = f"replace({text}, {given}, {escaped})"
    return f"coalesce({text}, '\\N')"


def _key(name: Composable, key: tuple[str, ...]) -> list[Composable]:
    columns = SQL(", ").join(map(Identifier, key))
    return [SQL("ALTER TABLE {} ADD PRIMARY KEY ({})").format(name, columns)] if key else []


def _comments(described: Iterable[tuple[Composable, str | None]]) -> list[Composable]:
    return [SQL("COMMENT ON {} IS {}").format(what, Literal(text)) for what, text in described if text]


def _relations(
    release: DuckDBPyConnection, tables: dict[str, CatalogTable]
) -> tuple[list[tuple[str, str, str, str]], tuple[str, ...]]:
    """Relations of a file that hold, and those that do not: table, column, table referred to, column of it."""
    kept, unkept = [], []
    for relation in release.execute(
        "SELECT table_name, column_name, to_table_name, to_column_name FROM release.relations ORDER BY ALL"
    ).fetchall():
        table, column, other, named = relation
        if other not in tables or table not in tables:
            continue
        ((is_kept,),) = release.execute(
            f'SELECT count(*) = 0 FROM {table} AS t ANTI JOIN {other} AS o ON t."{column}" = o."{named}" '
            f'WHERE t."{column}" IS NOT NULL'
        ).fetchall()
        if is_kept and tables[other].key == (named,):
            kept.append(relation)
        else:
            unkept.append(f"{table}.{column} to {other}")
    return kept, tuple(unkept)


def _foreign_key(edition: Edition, table: str, column: str, other: str, named: str) -> Composable:
    return SQL("ALTER TABLE {} ADD FOREIGN KEY ({}) REFERENCES {} ({})").format(
        _table(edition, *table.split(".")), Identifier(column), _table(edition, *other.split(".")), Identifier(named)
    )


def _write_views(connection: Connection, release: DuckDBPyConnection, edition: Edition) -> int:
    """Write the views, each from its own statement in the file, on the tables beside."""
    import sqlglot
    from sqlglot import exp

    views = release.execute(
        "SELECT view_name, sql, comment FROM duckdb_views() WHERE schema_name = ? ORDER BY view_name", [VIEWS]
    ).fetchall()
    comments: dict[str, list[tuple[str, str | None]]] = {}
    for view, column, comment in release.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = ? ORDER BY ALL", [VIEWS]
    ).fetchall():
        comments.setdefault(view, []).append((column, comment))
    for view, text, comment in views:
        query = sqlglot.parse_one(text, read="duckdb").expression
        for table in query.find_all(exp.Table):
            table.set("db", exp.to_identifier(edition.beside(table.db)))
        name = _table(edition, VIEWS, view)
        # Text from the file of the release: the hub's own statement, which has no value of a sender in it.
        connection.execute(SQL("CREATE VIEW {} AS {}").format(name, SQL(query.sql(dialect="postgres", identify=True))))
        described = [(SQL("COLUMN {}.{}").format(name, Identifier(column)), told) for column, told in comments[view]]
        _run(connection, _comments([(SQL("VIEW {}").format(name), comment), *described]))
    return len(views)


def _table(edition: Edition, schema: str, name: str) -> Identifier:
    return Identifier(edition.beside(schema), name)


def _run(connection: Connection, statements: Iterable[Composable]) -> None:
    """Run statements in one message; a release has thousands."""
    joined = SQL("; ").join(statements)
    if joined.as_string(connection):
        connection.execute(joined)
