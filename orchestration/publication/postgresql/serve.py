"""Serving a release in PostgreSQL: written beside the one that is served, then put in its place in one transaction.

A reader's statement takes its tables one by one. So that it never has one of the old release and one of the new, the
change-over holds every table of the old release alone for the moment that it takes. It asks for all of them at once
and steps back when a reader is at work, well before the server would call two that wait for each other a deadlock:
readers wait for a fraction of a second and never fail. A transaction that has read a table therefore sees one
release to its end.
In scope: roles, rights, changing over. Out of scope: the tables (`schemas`), the connection (`server`).
"""

from __future__ import annotations

import itertools
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.errors import QueryCanceled
from psycopg.sql import SQL, Composable, Identifier, Literal

from orchestration import __version__
from orchestration.publication.postgresql.schemas import SCHEMAS, Edition, Written, write_schemas
from orchestration.publication.postgresql.server import Address, NotServed, connected
from orchestration.publication.public_edition.state import current_public_release, settle_public_current
from orchestration.publication.state import DATABASE, Release

if TYPE_CHECKING:
    from psycopg import Connection

    from orchestration.settings import Settings

log = logging.getLogger("icm.publication")

READING_ROLE, PUBLIC_ROLE = "icm_reader", "icm_public"
PUBLIC_PREFIX = "public_"
MADE_BY_US = "Written by icm publish"
_NOT_YOURS = "Each publish replaces everything in this schema."
_ONE_AT_A_TIME = 20091107  # any number: publishes to a database wait for each other by it
# Most tries are short, because readers who wait for each other's tables will not end; some are for long statements.
_TRIES_MILLISECONDS = (30, 30, 60, 30, 30, 500)
_BETWEEN_TRIES_SECONDS = (0.01, 0.1)
_TRIES_A_LINE = 30
# Limits that an administrator set for accounts of readers must not end a load.
_NO_LIMITS = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL search_path = pg_catalog"


@dataclass(frozen=True)
class Served:
    """A release as it is served.

    Attributes:
        where: Database and server.
        release_id: The release.
        replaced: ID of the release served before, or None.
        is_new: Whether it was written just now; False if the same was served already, by this version.
        hub: What was written for the reading role; None if nothing was.
        public_release_id: Release whose public edition is served, or None.
        public: What was written for the public role; None if nothing was.
        waited_seconds: How long readers at work delayed the change-over.
    """

    where: str
    release_id: str
    replaced: str | None
    is_new: bool
    hub: Written | None
    public_release_id: str | None
    public: Written | None
    waited_seconds: float


def editions_to_serve(settings: Settings, release: Release) -> list[Edition]:
    """What a database is to serve: a release, then the public edition that the public reads now, if there is one.

    Args:
        settings: The hub, with no load at work on it.
        release: The release.

    Raises:
        NotServed: If the release is withdrawn.
    """
    if release.is_withdrawn:
        raise NotServed(
            f"{release.release_id} is withdrawn, so it is not served. "
            f"Put it back first: icm release rollback {release.release_id}."
        )
    settle_public_current(settings)
    public_release = current_public_release(settings)
    editions = [_edition(release.folder, release.release_id, public=False)]
    if public_release:
        editions.append(_edition(settings.public_current.resolve(), public_release, public=True))
    return editions


def serve(editions: Sequence[Edition], address: Address, wait_seconds: float) -> Served:
    """Serve a release, and maybe a public edition, in a database of PostgreSQL.

    Args:
        editions: The release, and the public edition if there is one.
        address: The database.
        wait_seconds: How long readers at work may delay the change-over.

    Raises:
        NotServed: If it cannot be; what was served before is served still.
    """
    release_id, *others = [edition.release_id for edition in editions]
    public_release = others[0] if others else None
    with connected(address) as connection:
        connection.execute(_NO_LIMITS)
        _check_database(connection, address)
        old = _schemas_served(connection, address)
        if _are_served(connection, editions, old):
            return Served(address.where, release_id, None, False, None, public_release, None, 0.0)
        _check_nothing_hangs_on(connection, address, list(old))
        _make_roles(connection, address)
        written = []
        for edition in editions:
            written.append(write_schemas(connection, edition))
            _let_read(connection, edition)
        waited = _hold_alone(connection, address, list(old), wait_seconds)
        _check_nothing_hangs_on(connection, address, list(old))
        _change_over(connection, list(old), editions)
    replaced = _release_in(old.get(SCHEMAS[0]))
    public = written[1] if public_release else None
    return Served(address.where, release_id, replaced, True, written[0], public_release, public, waited)


def _edition(folder: Path, release_id: str, *, public: bool) -> Edition:
    what = f"the public edition of release {release_id}" if public else f"release {release_id}"
    return Edition(
        folder / DATABASE,
        release_id,
        PUBLIC_PREFIX if public else "",
        PUBLIC_ROLE if public else READING_ROLE,
        f"{MADE_BY_US} {__version__}: {what}. {_NOT_YOURS}",
    )


def _check_database(connection: Connection, address: Address) -> None:
    """Raise NotServed where the database cannot take a release, or another publish is under way."""
    ((is_free, encoding, is_standby, may_create),) = connection.execute(
        "SELECT pg_try_advisory_xact_lock(%s), pg_encoding_to_char(encoding), pg_is_in_recovery(), "
        "has_database_privilege(oid, 'CREATE') FROM pg_database WHERE datname = current_database()",
        [_ONE_AT_A_TIME],
    ).fetchall()
    if is_standby:
        raise NotServed(f"{address.where}: This server is a standby that only follows another. Give the primary.")
    if not is_free:
        raise NotServed(f"{address.where}: Another publish to this database is under way. Run this again after it.")
    if encoding != "UTF8":
        raise NotServed(
            f"{address.where}: The database is in {encoding}, and releases have letters that it lacks. Make one in "
            "UTF8: createdb --encoding UTF8 --template template0 NAME."
        )
    if not may_create:
        raise NotServed(
            f"{address.where}: The user {connection.info.user} may make no schemas in this database. Ask the owner of "
            f'the database for: GRANT CREATE ON DATABASE "{connection.info.dbname}" TO "{connection.info.user}".'
        )


def _schemas_served(connection: Connection, address: Address) -> dict[str, str]:
    """Schemas that an earlier publish made, with what they say of themselves.

    Raises:
        NotServed: If a schema has the name of one of ours and is somebody else's.
    """
    ours = [f"{start}{schema}" for start in ("", PUBLIC_PREFIX) for schema in SCHEMAS]
    beside = [f"icm_next_{name}" for name in ours]
    found = connection.execute(
        "SELECT nspname, coalesce(obj_description(oid, 'pg_namespace'), ''), pg_has_role(nspowner, 'USAGE') "
        "FROM pg_namespace WHERE nspname = ANY(%s)",
        [[*ours, *beside]],
    ).fetchall()
    foreign = sorted(name for name, about, _ in found if not about.startswith(MADE_BY_US))
    if foreign:
        raise NotServed(
            f"{address.where}: The database has schemas that icm publish did not make and would have to replace: "
            f"{', '.join(foreign)}. Nothing was changed. Give a database of its own, or rename them."
        )
    of_others = sorted(name for name, _, is_owned in found if not is_owned)
    if of_others:
        raise NotServed(
            f"{address.where}: Another account published here before, and the user {connection.info.user} may not "
            f"replace its schemas: {', '.join(of_others)}. Publish as that account, or ask it to hand them over."
        )
    return {name: about for name, about, _ in found}


def _are_served(connection: Connection, editions: Sequence[Edition], old: dict[str, str]) -> bool:
    """Whether exactly these editions are served already, as this version writes them, to the roles that read them."""
    expected = {edition.served(schema): edition for edition in editions for schema in SCHEMAS}
    if old != {name: edition.about for name, edition in expected.items()}:
        return False
    let_in = connection.execute(
        "SELECT n.nspname, r.rolname FROM pg_namespace AS n, pg_roles AS r "
        "WHERE n.nspname = ANY(%s) AND r.rolname = ANY(%s) AND has_schema_privilege(r.oid, n.oid, 'USAGE')",
        [list(expected), [READING_ROLE, PUBLIC_ROLE]],
    ).fetchall()
    return set(let_in) == {(name, edition.role) for name, edition in expected.items()}


def _make_roles(connection: Connection, address: Address) -> None:
    """Make the two roles if the server lacks them; accounts become readers as members of one.

    Raises:
        NotServed: If they cannot be made, or see more than they should.
    """
    known: dict[str, bool] = dict(
        connection.execute(
            "SELECT rolname, rolsuper OR pg_has_role(rolname, 'pg_read_all_data', 'USAGE') FROM pg_roles "
            "WHERE rolname = ANY(%s)",
            [[READING_ROLE, PUBLIC_ROLE]],
        ).fetchall()
    )
    missing = [role for role in (READING_ROLE, PUBLIC_ROLE) if role not in known]
    ((may_make,),) = connection.execute(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchall()
    if missing and not may_make:
        statements = " ".join(f"CREATE ROLE {role} NOLOGIN;" for role in missing)
        raise NotServed(
            f"{address.where}: The server lacks the roles of readers, and the user {connection.info.user} may not make "
            f"them. Ask its administrator to run: {statements}"
        )
    for role in missing:
        connection.execute(SQL("CREATE ROLE {} NOLOGIN").format(Identifier(role)))
    ((is_member,),) = connection.execute("SELECT pg_has_role(%s, %s, 'USAGE')", [PUBLIC_ROLE, READING_ROLE]).fetchall()
    if is_member or any(known.values()):
        role = PUBLIC_ROLE if is_member or known.get(PUBLIC_ROLE) else READING_ROLE
        raise NotServed(
            f"{address.where}: The role {role} has rights from elsewhere and would see more than it should. Take from "
            "it every role that it is a member of, and SUPERUSER."
        )


def _let_read(connection: Connection, edition: Edition) -> None:
    role = Identifier(edition.role)
    for name in (Identifier(edition.beside(schema)) for schema in SCHEMAS):
        connection.execute(SQL("REVOKE ALL ON SCHEMA {0} FROM PUBLIC; GRANT USAGE ON SCHEMA {0} TO {1}; "
                               "GRANT SELECT ON ALL TABLES IN SCHEMA {0} TO {1}").format(name, role))  # fmt: skip


def _hold_alone(connection: Connection, address: Address, schemas: Sequence[str], wait_seconds: float) -> float:
    """Have every table and view of some schemas without any reader in it, to the end of the transaction.

    Returns:
        Seconds that it took.

    Raises:
        NotServed: If readers are at work for longer than `wait_seconds`.
    """
    # What is read most comes first: the less time between two tables that readers use together, the better.
    relations = connection.execute(
        """
        SELECT n.nspname, c.relname
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_stat_all_tables AS s ON s.relid = c.oid
        WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'v')
        ORDER BY c.relkind, coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0) DESC, 1, 2
        """,
        [list(schemas)],
    ).fetchall()
    if not relations:
        return 0.0
    names = SQL(", ").join(Identifier(schema, name) for schema, name in relations)
    # No try is longer than half of the time after which the server looks for a deadlock and ends one of its sides.
    ((longest,),) = connection.execute(
        "SELECT setting::float / 2 FROM pg_settings WHERE name = 'deadlock_timeout'"
    ).fetchall()
    began = time.monotonic()
    for tries in itertools.count():
        milliseconds = max(1, int(min(longest, _TRIES_MILLISECONDS[tries % len(_TRIES_MILLISECONDS)])))
        try:
            with connection.transaction():
                connection.execute(SQL("SET LOCAL statement_timeout = {}").format(Literal(milliseconds)))
                connection.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
                connection.execute("SET LOCAL statement_timeout = 0")
            break
        except QueryCanceled:
            waited = time.monotonic() - began
            if waited >= wait_seconds:
                raise NotServed(_who_reads(connection, address, schemas, wait_seconds)) from None
            if tries % _TRIES_A_LINE == 0:
                log.info("Waiting for readers who are at work (%.0f of at most %.0f seconds)", waited, wait_seconds)
            time.sleep(random.uniform(*_BETWEEN_TRIES_SECONDS))
    return time.monotonic() - began


def _who_reads(connection: Connection, address: Address, schemas: Sequence[str], wait_seconds: float) -> str:
    """The sentence on readers who do not let go."""
    sessions = connection.execute(
        """
        SELECT DISTINCT l.pid, coalesce(a.usename, 'unknown')
        FROM pg_locks AS l
        JOIN pg_class AS c ON c.oid = l.relation
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
        WHERE l.locktype = 'relation' AND l.granted AND n.nspname = ANY(%s) AND l.pid <> pg_backend_pid()
        ORDER BY 1
        """,
        [list(schemas)],
    ).fetchall()
    named = ", ".join(f"process {process} of user {user}" for process, user in sessions) or "none at this moment"
    return (
        f"{address.where}: Readers were at work in the release before for {wait_seconds:g} seconds, so it is served "
        f"still. Sessions that read it: {named}. One that keeps a transaction open holds it; end it, or run this again "
        "with a longer --wait."
    )


def _check_nothing_hangs_on(connection: Connection, address: Address, schemas: Sequence[str]) -> None:
    """Raise NotServed if a view or key that is not of the hub is built on a table that would be removed."""
    found = connection.execute(
        """
        SELECT DISTINCT n.nspname || '.' || c.relname
        FROM pg_depend AS d
        JOIN pg_class AS t ON d.refclassid = 'pg_class'::regclass AND t.oid = d.refobjid
        JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
        LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
        LEFT JOIN pg_constraint AS k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
        JOIN pg_class AS c ON c.oid = coalesce(r.ev_class, k.conrelid)
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE tn.nspname = ANY(%(ours)s) AND n.nspname <> ALL(%(ours)s)
        ORDER BY 1
        """,
        {"ours": list(schemas)},
    ).fetchall()
    if found:
        raise NotServed(
            f"{address.where}: Views or keys of others are built on tables that would be replaced, and would be lost: "
            f"{', '.join(name for (name,) in found)}. Nothing was changed. Remove them, publish, and make them again."
        )


def _change_over(connection: Connection, old: Sequence[str], editions: Sequence[Edition]) -> None:
    log.info("Changing over to release %s", editions[0].release_id)
    statements: list[Composable] = [SQL("DROP SCHEMA {} CASCADE").format(Identifier(name)) for name in old]
    statements += [
        SQL("ALTER SCHEMA {} RENAME TO {}").format(
            Identifier(edition.beside(schema)), Identifier(edition.served(schema))
        )
        for edition in editions
        for schema in SCHEMAS
    ]
    connection.execute(SQL("; ").join(statements))


def _release_in(about: str | None) -> str | None:
    """ID of the release that a schema says it is of."""
    return about.split("release ", 1)[-1].split(".", 1)[0] if about else None
