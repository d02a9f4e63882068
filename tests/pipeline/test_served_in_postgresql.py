"""A release in a real PostgreSQL server: the same as its file, for two roles, changed over under readers at work."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace

import dagster as dg
import duckdb
import psycopg
import pytest
from psycopg.rows import tuple_row
from typer.testing import CliRunner

from orchestration.answers.doctor.hub import look_at_served
from orchestration.answers.health import read_health
from orchestration.cli.app import app
from orchestration.dagster_hub.assets import serve_asset
from orchestration.dagster_hub.resources import hub_resource
from orchestration.publication.public_edition import edition
from orchestration.publication.public_edition.rules import read_rules
from orchestration.publication.public_edition.tables import write_public_database
from orchestration.publication.release_files import point_to
from orchestration.publication.state import DATABASE, MANIFEST, all_releases
from orchestration.settings import settings_from_environment
from tests.conftest import ICM, run_icm
from tests.postgresql import PASSWORD, running_server

SCHEMAS = ("marts", "variation", "quality", "release", "by_measure")
LATER = "20991231T235959Z"
AWKWARD = "tab\t, line\nend\rback\\slash \\N \\. 'quote' \"double\" £ \U0001f600"
TYPES = {
    "VARCHAR": "text", "BOOLEAN": "boolean", "INTEGER": "integer", "BIGINT": "bigint", "DOUBLE": "double precision",
    "DATE": "date", "TIMESTAMP": "timestamp without time zone", "DECIMAL(18,2)": "numeric(18,2)",
    "DECIMAL(18,4)": "numeric(18,4)", "DECIMAL(24,6)": "numeric(24,6)",
}  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with running_server() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", PASSWORD)
        yield running


@pytest.fixture(scope="module")
def hub(module_hub):
    """The published examples with a public edition (its database only), and a later release that differs a little."""
    settings = module_hub.settings
    (first,) = all_releases(settings)
    public = settings.public / first.release_id
    public.mkdir(parents=True)
    parts = edition._heading_parts(settings)
    write_public_database(first.folder / DATABASE, public / DATABASE, None, read_rules(settings.seeds), parts)
    (public / MANIFEST).write_text("{}", encoding="utf-8")
    point_to(settings.public_current, public)
    later = settings.releases / LATER
    later.mkdir()
    facts = json.loads((first.folder / MANIFEST).read_text(encoding="utf-8"))
    (later / MANIFEST).write_text(json.dumps({**facts, "release_id": LATER}), encoding="utf-8")
    shutil.copyfile(first.folder / DATABASE, later / DATABASE)
    with duckdb.connect(str(later / DATABASE)) as connection:
        connection.execute("UPDATE release.releases SET release_id = ? WHERE release_id = ?", [LATER, first.release_id])
        connection.execute("UPDATE marts.dim_force SET rocu = ? WHERE force_id = 'kent'", [AWKWARD])
        connection.execute("UPDATE marts.dim_force SET rocu = '' WHERE force_id = 'essex'")
        connection.execute("UPDATE marts.dim_force SET rocu = NULL WHERE force_id = 'surrey'")
        connection.execute("UPDATE variation.dim_measure SET caveat = 'later'")
    return module_hub


@pytest.fixture(scope="module")
def address(server):
    """An empty database, and an account with the rights that the documentation asks for and no other."""
    server.make_database("icm")
    with server.connect() as connection:
        connection.execute(f"CREATE ROLE publisher LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
        connection.execute("GRANT CREATE ON DATABASE icm TO publisher")
    return server.address("icm", "publisher")


def publish(hub, *arguments):
    return run_icm("publish", "--workspace", hub.settings.workspace, *arguments)


@pytest.fixture(scope="module")
def served(hub, server, address):
    """The first release, served; and an account of each role."""
    done = publish(hub, "--to", address, "--json")
    assert done.code == 0, done.err
    with server.connect("icm") as connection:
        connection.execute(f"CREATE ROLE kent_bi LOGIN PASSWORD '{PASSWORD}' IN ROLE icm_reader")
        connection.execute(f"CREATE ROLE anybody LOGIN PASSWORD '{PASSWORD}' IN ROLE icm_public")
    return done.facts


@pytest.fixture
def reader(server, served):
    with server.connect("icm", "kent_bi") as connection:
        yield connection


def release_file(hub, release_id="current"):
    folder = hub.settings.current if release_id == "current" else hub.settings.releases / release_id
    return duckdb.connect(str(folder / DATABASE), read_only=True)


def tables_in_postgresql(connection, prefix=""):
    """Of each table and view: its comment, and of its columns name, type, whether one may be empty, and comment."""
    found = {}
    for schema, table, about, *column in connection.execute(
        """
        SELECT n.nspname, c.relname, obj_description(c.oid, 'pg_class'), a.attname,
               format_type(a.atttypid, a.atttypmod), a.attnotnull, col_description(c.oid, a.attnum)
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'v') AND a.attnum > 0
        ORDER BY n.nspname, c.relname, a.attnum
        """,
        [[prefix + schema for schema in SCHEMAS]],
    ):
        found.setdefault((schema.removeprefix(prefix), table), (about, []))[1].append(tuple(column))
    return found


def tables_in_file(connection):
    found = {}
    for schema, table, about, name, kind, is_nullable, comment in connection.execute(
        """
        SELECT c.schema_name, c.table_name, coalesce(t.comment, v.comment), c.column_name, c.data_type, c.is_nullable,
               c.comment
        FROM duckdb_columns() AS c
        LEFT JOIN duckdb_tables() AS t USING (schema_name, table_name)
        LEFT JOIN duckdb_views() AS v ON v.schema_name = c.schema_name AND v.view_name = c.table_name
        WHERE NOT c.internal AND c.database_name = current_database()
        ORDER BY c.schema_name, c.table_name, c.column_index
        """
    ).fetchall():
        column = (name, TYPES[kind], not is_nullable, comment)
        found.setdefault((schema, table), (about, []))[1].append(column)
    return found


def keys_in_postgresql(connection, kind, prefix=""):
    return connection.execute(
        """
        SELECT n.nspname || '.' || c.relname,
               ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u (num, place)
                     JOIN pg_attribute ON attrelid = c.oid AND attnum = num ORDER BY place),
               fn.nspname || '.' || f.relname,
               (SELECT attname::text FROM pg_attribute WHERE attrelid = f.oid AND attnum = k.confkey[1])
        FROM pg_constraint AS k
        JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_class AS f ON f.oid = k.confrelid LEFT JOIN pg_namespace AS fn ON fn.oid = f.relnamespace
        WHERE k.contype = %s AND n.nspname = ANY(%s)
        """,
        [kind, [prefix + schema for schema in SCHEMAS]],
    ).fetchall()


def test_tables_views_types_and_descriptions_are_those_of_the_file(hub, reader):
    with release_file(hub) as release:
        in_file, in_server = tables_in_file(release), tables_in_postgresql(reader)
    assert in_server.keys() == in_file.keys() and len(in_file) > 100
    for name, told in in_file.items():
        assert in_server[name] == told, name
    assert ("value", "double precision", False) in {each[:3] for each in in_server["variation", "force_position"][1]}
    assert "numeric(18,2)" in {each[1] for each in in_server["marts", "force_funding"][1]}


def test_primary_keys_and_relations_are_those_of_the_file(hub, reader):
    with release_file(hub) as release:
        keys = release.execute(
            "SELECT schema_name || '.' || table_name, constraint_column_names FROM duckdb_constraints() "
            "WHERE constraint_type = 'PRIMARY KEY'"
        ).fetchall()
        relations = release.execute(
            "SELECT table_name, column_name, to_table_name, to_column_name FROM release.relations"
        ).fetchall()
    assert sorted((name, key) for name, key, *_ in keys_in_postgresql(reader, "p")) == sorted(keys)
    found = [(table, *columns, other, named) for table, columns, other, named in keys_in_postgresql(reader, "f")]
    assert sorted(found) == sorted(relations) and len(relations) > 100


@pytest.mark.parametrize("prefix", ["", "public_"])
def test_every_value_is_that_of_the_file(hub, server, served, prefix):
    """The public role reads the public edition, the reading role the release; views are compared as well."""
    file = hub.settings.public_current / DATABASE if prefix else hub.settings.current / DATABASE
    with (
        duckdb.connect(str(file), read_only=True) as release,
        server.connect("icm", "anybody" if prefix else "kent_bi", row_factory=tuple_row) as connection,
    ):
        tables = tables_in_file(release)
        assert tables_in_postgresql(connection, prefix).keys() == tables.keys()
        for schema, table in tables:
            in_file = Counter(release.execute(f'FROM {schema}."{table}"').fetchall())
            in_server = Counter(connection.execute(f'SELECT * FROM {prefix}{schema}."{table}"').fetchall())
            assert in_server == in_file, f"{schema}.{table}"
        rows = sum(release.execute(f'SELECT count(*) FROM {schema}."{table}"').fetchone()[0]
                   for schema, table in tables if schema != "by_measure")  # fmt: skip
    told = served["public" if prefix else "hub"]
    assert (told["rows"], told["unkept_relations"]) == (rows, []) and rows > 10_000
    assert told["tables"] + told["views"] == len(tables)
    assert served["is_new"] is True


@pytest.mark.parametrize("account", ["kent_bi", "anybody"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {}.dim_level_of_support SELECT * FROM {}.dim_level_of_support",
        "UPDATE {}.dim_force SET force_name = 'x'",
        "DELETE FROM {}.dim_force",
        "TRUNCATE {}.dim_force",
        "DROP TABLE {}.dim_force",
        "CREATE TABLE {}.mine (x integer)",
        "CREATE SCHEMA mine",
        "COPY {}.dim_force TO '/tmp/x'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_readers_change_nothing(server, served, account, statement):
    with server.connect("icm", account) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.format(*["public_marts" if account == "anybody" else "marts"] * 2))


def test_the_public_role_reads_the_public_edition_and_nothing_else(server, served):
    with server.connect("icm", "anybody") as connection:
        allowed = connection.execute(
            "SELECT DISTINCT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            "WHERE n.nspname ~ '^(public_)?(marts|variation|quality|release|by_measure)$' AND c.relkind IN ('r', 'v') "
            "AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
        ).fetchall()
        assert {name for (name,) in allowed} == {f"public_{schema}" for schema in SCHEMAS}
        for table in ("marts.agreement_contacts", "quality.findings", "by_measure.officers_per_1000_population"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}")
    with server.connect("icm", "kent_bi") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM public_marts.dim_force")


# What tells which release a statement saw, each with the answer of the later one.
SEEN = {
    "SELECT max(release_id) FROM release.releases": LATER,
    "SELECT min(caveat) FROM variation.dim_measure": "later",
    "SELECT max(rocu) FROM marts.dim_force WHERE force_id = 'kent'": AWKWARD,
}
IN_ONE = (
    "SELECT (SELECT max(release_id) FROM release.releases) = %(release)s, "
    "(SELECT max(rocu) FROM marts.dim_force WHERE force_id = 'kent') = %(rocu)s, "
    "(SELECT min(caveat) FROM variation.dim_measure) = 'later', "
    "EXISTS (SELECT FROM by_measure.officers_per_1000_population)"
)


class Reader(threading.Thread):
    """Reads again and again and keeps what it saw: several tables in a statement, or in a transaction of several."""

    def __init__(self, server, is_whole_transaction):
        super().__init__(daemon=True)
        self.server, self.is_whole_transaction = server, is_whole_transaction
        self.seen, self.failed, self.stopped = [], None, threading.Event()

    def run(self):
        try:
            with self.server.connect("icm", "kent_bi") as connection:
                while not self.stopped.wait(0.003):
                    self.seen.append(self.look(connection))
        except (psycopg.Error, AssertionError) as error:
            self.failed = error

    def look(self, connection):
        if not self.is_whole_transaction:
            ((*answers, has_rows),) = connection.execute(IN_ONE, {"release": LATER, "rocu": AWKWARD}).fetchall()
            assert has_rows
            return set(answers)
        with connection.transaction():
            asked = random.sample(list(SEEN.items()), len(SEEN))
            return {connection.execute(question).fetchone() == (later,) for question, later in asked}


def test_readers_at_work_see_one_release_or_the_other_and_never_fail(hub, server, address, served):
    """Meanwhile the public edition became one that nobody may see: it goes too."""
    before = all_releases(hub.settings)[-1].release_id
    decided = ("--by", "Hub board", "--reason", "Board meets", "--workspace", hub.settings.workspace)
    assert run_icm("release", "embargo", before, "--until", "2099-12-31", *decided).code == 0
    readers = [Reader(server, is_whole_transaction=place % 2 == 0) for place in range(4)]
    # A transaction that began before, and has read nothing of the release yet.
    with server.connect("icm", "kent_bi", autocommit=False) as early:
        early.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        early.execute("SELECT count(*) FROM pg_class")
        for each in readers:
            each.start()
        done = publish(hub, LATER, "--to", address)
        for each in readers:
            after = len(each.seen)
            while each.is_alive() and len(each.seen) < after + 2:
                each.join(0.01)
            each.stopped.set()
            each.join()
        assert done.code == 0, done.err
        assert early.execute("SELECT count(*) FROM marts.dim_force").fetchone() == (43,)
        assert early.execute("SELECT max(release_id) FROM release.releases").fetchone() == (LATER,)
    with server.connect("icm") as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public\\_%'").fetchall()
    assert found == []
    said = " ".join(done.out.split())
    assert f"{LATER}, in place of {before}" in said and "nothing: the hub has no public edition" in said
    assert [each.failed for each in readers] == [None] * len(readers)
    for each in readers:
        # Every look saw one release, first that before and in the end the later one.
        assert all(len(seen) == 1 for seen in each.seen)
        assert (each.seen[0], each.seen[-1]) == ({False}, {True})
        assert each.seen == sorted(each.seen, key=max)


def test_what_is_served_already_is_left_as_it_is(monkeypatch, tmp_path, hub, server, address, reader):
    """Asked with the password in a file, as a timer would."""
    (tmp_path / "pgpass").write_text(f"127.0.0.1:{server.port}:*:publisher:{PASSWORD}\n", encoding="utf-8")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    before = reader.execute("SELECT 'marts.dim_force'::regclass::oid").fetchone()
    again = publish(hub, LATER, "--to", address)
    where = f"icm on 127.0.0.1:{server.port}"
    assert (again.code, again.out.strip()) == (0, f"{LATER} is served already in {where}. Nothing was done.")
    assert reader.execute("SELECT 'marts.dim_force'::regclass::oid").fetchone() == before


def test_text_of_every_kind_arrives_as_it_is(hub, reader):
    test = "SELECT force_id, rocu FROM marts.dim_force ORDER BY force_id"
    with release_file(hub, LATER) as release:
        in_file = release.execute(test).fetchall()
    assert reader.execute(test).fetchall() == in_file
    assert {("kent", AWKWARD), ("essex", ""), ("surrey", None)} <= set(in_file)


def test_a_reader_that_lets_nobody_in_is_named_and_keeps_its_release(hub, server, address, reader):
    """The same release is written again, because the role of readers lost a right that a publish gives."""
    with server.connect("icm", "kent_bi", autocommit=False) as slow, server.connect("icm") as owner:
        slow.execute("SELECT count(*) FROM marts.dim_force")
        owner.execute("REVOKE USAGE ON SCHEMA quality FROM icm_reader")
        done = publish(hub, LATER, "--to", address, "--wait", "0")
        owner.execute("GRANT USAGE ON SCHEMA quality TO icm_reader")
        assert done.code == 1
        assert f"process {slow.info.backend_pid} of user kent_bi" in " ".join(done.err.split())
        assert slow.execute("SELECT max(release_id) FROM release.releases").fetchone() == (LATER,)
    assert reader.execute("SELECT max(release_id) FROM release.releases").fetchone() == (LATER,)
    assert schemas_beside(reader) == []


def schemas_beside(connection):
    return connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'icm%'").fetchall()


def test_a_publish_that_is_killed_leaves_no_trace(hub, address, reader):
    command = [ICM, "publish", "--to", address, "--workspace", hub.settings.workspace]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as killed:
        assert any("(50 of" in line or "(51 of" in line for line in killed.stderr)
        os.kill(killed.pid, signal.SIGKILL)
    assert reader.execute("SELECT max(release_id) FROM release.releases").fetchone() == (LATER,)
    assert schemas_beside(reader) == []


def test_what_others_built_on_the_tables_is_not_removed(hub, server, address, served):
    with server.connect("icm") as connection:
        connection.execute("CREATE SCHEMA theirs; CREATE VIEW theirs.forces AS SELECT force_id FROM marts.dim_force")
        done = publish(hub, "--to", address)
        assert done.code == 1 and "theirs.forces. Nothing was changed." in " ".join(done.err.split())
        assert connection.execute("SELECT count(*) FROM theirs.forces").fetchone() == (43,)
        connection.execute("DROP SCHEMA theirs CASCADE")


def refused(hub, *arguments):
    """Exit code and sentence of a publish that is refused; asked in this process, because there are many."""
    done = CliRunner().invoke(app, ["publish", "--workspace", str(hub.settings.workspace), *arguments])
    assert PASSWORD not in done.output and "Traceback" not in done.output and done.stdout == ""
    assert isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, " ".join(done.stderr.split())


def loaded(hub, monkeypatch, to):
    """Answer of a load that has nothing new, with the database that it serves the release in."""
    monkeypatch.setenv("ICM_PUBLISH_TO", to)
    arguments = ["--workspace", str(hub.settings.workspace), "--landing", str(hub.settings.landing), "--json"]
    done = CliRunner().invoke(app, ["load", *arguments])
    return done.exit_code, json.loads(done.stdout)


def test_every_load_serves_the_release_where_the_settings_say(hub, server, monkeypatch):
    """A load that found nothing new serves what an earlier one could not."""
    nowhere, there = "postgresql://icm@127.0.0.1:1/icm", server.make_database("by_loads")
    code, facts = loaded(hub, monkeypatch, nowhere)
    assert code == 1 and facts["served"] is None and facts["published"] is False
    (problem,) = facts["problems"]
    assert "published, but not served in PostgreSQL. icm on 127.0.0.1:1: No server answers there." in problem
    settings = settings_from_environment(hub.settings.workspace)
    reason = "The current release could not be served in PostgreSQL. icm doctor shows why."
    assert reason in read_health(settings).reasons
    assert [each.state for each in look_at_served(settings)] == ["problem"]
    code, facts = loaded(hub, monkeypatch, there)
    assert code == 0 and facts["problems"] == []
    assert facts["served"]["is_new"] and facts["served"]["release_id"] == hub.settings.current.resolve().name
    settings = settings_from_environment(hub.settings.workspace)
    assert reason not in read_health(settings).reasons
    assert [each.state for each in look_at_served(settings)] == ["good"]
    code, facts = loaded(hub, monkeypatch, there)
    assert code == 0 and not facts["served"]["is_new"]
    with server.connect("by_loads") as connection:
        assert connection.execute("SELECT count(*) FROM marts.dim_force").fetchone() == (43,)


def test_a_run_of_dagster_serves_it_too(hub, server):
    settings = replace(hub.settings, publish_to=server.make_database("by_dagster"))
    done = dg.materialize([serve_asset()], resources={"hub": hub_resource(settings)})
    (event,) = done.asset_materializations_for_node("release__served")
    assert event.metadata["new"].value and event.metadata["where"].value.startswith("by_dagster on 127.0.0.1")
    nowhere = replace(settings, publish_to="postgresql://icm@127.0.0.1:1/icm")
    failed = dg.materialize([serve_asset()], resources={"hub": hub_resource(nowhere)}, raise_on_error=False)
    assert not failed.success


@pytest.mark.parametrize(
    ("to", "code", "sentence"),
    [
        ("mysql://icm@db.example.org/icm", 2, "must be given as an address of PostgreSQL"),
        (f"postgresql://icm:{PASSWORD}@127.0.0.1/icm", 2, "Put the password in PGPASSWORD or in ~/.pgpass"),
        (f"postgresql://127.0.0.1/icm?password={PASSWORD}", 2, "has a password in it"),
        (f"postgresql://icm:{PASSWORD}@127.0.0.1:port/icm", 2, "has a password in it"),
        (f"postgresql://icm:{PASSWORD}@[127.0.0.1/icm", 2, "cannot be read"),
        ("postgresql://icm@127.0.0.1", 2, "names no database"),
        ("postgresql://icm@127.0.0.1:1/icm", 1, "icm on 127.0.0.1:1: No server answers there."),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_words(hub, to, code, sentence):
    answer, told = refused(hub, "--to", to)
    assert answer == code and sentence in told


def test_what_the_server_does_not_allow_is_said_in_words(monkeypatch, hub, server, served):
    with server.connect() as connection:
        connection.execute(f"CREATE ROLE stranger LOGIN PASSWORD '{PASSWORD}'")
    latin = server.make_database("in_latin", "ENCODING 'LATIN1' TEMPLATE template0")
    foreign = server.make_database("of_others")
    with server.connect("of_others") as connection:
        connection.execute("CREATE SCHEMA marts; CREATE TABLE marts.theirs (x integer)")
        connection.execute("GRANT CREATE ON DATABASE icm TO stranger")
    for to, sentence in (
        (server.address("nothing"), "There is no such database."),
        (server.address("postgres", "nobody_known"), "does not accept the user or the password"),
        (server.address("of_others", "stranger"), "GRANT CREATE ON DATABASE"),
        (server.address("icm", "stranger"), "Another account published here before"),
        (latin, "createdb --encoding UTF8"),
        (foreign, "did not make and would have to replace: marts. Nothing was changed."),
    ):
        code, told = refused(hub, "--to", to)
        assert code == 1 and sentence in told, told
    with server.connect("of_others") as connection:
        assert connection.execute("SELECT count(*) FROM marts.theirs").fetchone() == (0,)
    monkeypatch.setenv("PGPASSWORD", "wrong-9921")
    code, told = refused(hub, "--to", server.address("icm"))
    assert code == 1 and "does not accept the user or the password" in told and "wrong-9921" not in told


def test_roles_that_are_missing_or_see_too_much_are_refused(hub, server, served):
    with server.connect() as connection:
        connection.execute("GRANT icm_reader TO icm_public")
        code, told = refused(hub, "--to", server.address("icm"))
        assert code == 1 and "The role icm_public has rights from elsewhere" in told
        connection.execute("REVOKE icm_reader FROM icm_public; ALTER ROLE icm_public RENAME TO kept_aside")
        connection.execute(f"CREATE ROLE maker LOGIN PASSWORD '{PASSWORD}'")
        connection.execute("CREATE DATABASE of_maker OWNER maker")
        code, told = refused(hub, "--to", server.address("of_maker", "maker"))
        connection.execute("ALTER ROLE kept_aside RENAME TO icm_public")
    assert code == 1 and "Ask its administrator to run: CREATE ROLE icm_public NOLOGIN;" in told


def test_one_publish_at_a_time_and_only_a_release_that_is_there(hub, server, served):
    with server.connect("icm", autocommit=False) as other:
        other.execute("SELECT pg_advisory_xact_lock(20091107)")
        code, told = refused(hub, "--to", server.address("icm"))
    assert code == 1 and "Another publish to this database is under way." in told
    code, told = refused(hub, "20000101T000000Z", "--to", server.address("icm"))
    assert code == 2 and "There is no release 20000101T000000Z" in told


def test_without_the_driver_a_sentence_says_how_to_install_it(monkeypatch, hub):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    code, told = refused(hub, "--to", "postgresql://icm@127.0.0.1/icm")
    assert code == 1 and "pip install 'icm-warehouse[postgresql]'" in told
