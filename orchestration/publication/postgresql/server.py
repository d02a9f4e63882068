"""The PostgreSQL server that a release is served on: its address, connecting to it, and what it refuses, in words.

The password comes from the environment or from `~/.pgpass`, as for every program that uses libpq. It is in no address
and no message. In scope: the connection. Out of scope: what is written over it (`schemas`, `serve`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection, Error

SCHEMES = ("postgresql://", "postgres://")
_EXAMPLE = "for example postgresql://icm@db.example.org/icm"
_CONNECT_SECONDS = 10
_SECRET = ("password", "sslpassword")
_WHERE_PASSWORDS_GO = "Put the password in PGPASSWORD or in ~/.pgpass"
# What a server says when it lets nobody in. libpq hands it on as text only, in English unless the server is set to
# another language; then the general sentence is used.
_WORDS_OF_REFUSAL = {
    "password authentication failed": f"The server does not accept the user or the password. {_WHERE_PASSWORDS_GO}.",
    "no password supplied": f"The server asks for a password. {_WHERE_PASSWORDS_GO}.",
    "pg_hba.conf": "The server lets this user in from this machine to no such database. Ask its administrator for a "
    "line in pg_hba.conf.",
    "SSL": "The encrypted connection could not be made. Check sslmode and sslrootcert in the address.",
    "too many clients": "The server has no connection free. Try again later.",
    "starting up": "The server is starting. Try again in a minute.",
}
_STATES = {
    "42501": "The account lacks a right that it needs",
    "53100": "The disk of the server is full",
    "53200": "The server has no memory left for this; its administrator may raise max_locks_per_transaction",
    "57P01": "The server was stopped meanwhile",
}


class NotServed(Exception):
    """A release that was not served; what was served before is served still. The message says why and what to do."""


class WrongAddress(NotServed):
    """An address that cannot be used as it was typed."""


@dataclass(frozen=True)
class Address:
    """Where a release is served.

    Attributes:
        text: The address as libpq reads it, without a password.
        where: The same for people, for example `icm on db.example.org`.
    """

    text: str
    where: str


def address_of(text: str) -> Address:
    """Read an address of PostgreSQL.

    Raises:
        NotServed: If the driver is not installed.
        WrongAddress: If it is not an address, has a password in it, or names no database.
    """
    if not text.startswith(SCHEMES):
        raise WrongAddress(f"The database must be given as an address of PostgreSQL, {_EXAMPLE}.")
    driver = _driver()
    try:
        parts = driver.conninfo.conninfo_to_dict(text)
    except driver.Error as error:
        # The driver quotes the address, which may have a password in it.
        raise WrongAddress(f"The address of the database cannot be read. Write it as a whole, {_EXAMPLE}.") from error
    if any(parts.get(name) for name in _SECRET):
        raise WrongAddress(
            "The address of the database has a password in it, which everybody on this machine can see in the list of "
            f"processes. Leave it out. {_WHERE_PASSWORDS_GO}."
        )
    if not parts.get("dbname") and not parts.get("service"):
        raise WrongAddress(f"The address names no database. Put its name at the end, {_EXAMPLE}.")
    name = parts.get("dbname") or f"service {parts['service']}"
    host = parts.get("host") or parts.get("hostaddr")
    port = f":{parts['port']}" if parts.get("port") else ""
    return Address(text, f"{name} on {host or 'this machine'}{port}")


@contextlib.contextmanager
def connected(address: Address) -> Iterator[Connection]:
    """Have a connection to a server; one transaction, which ends with the block and is undone by any error.

    Raises:
        NotServed: If there is no server, it lets nobody in, or it refuses what the block asks of it.
    """
    driver = _driver()
    try:
        connection = driver.connect(
            address.text, connect_timeout=_CONNECT_SECONDS, application_name="icm publish", client_encoding="UTF8"
        )
    except driver.Error as error:
        raise NotServed(_why_not_connected(address, str(error))) from None
    try:
        with connection:
            yield connection
    except driver.Error as error:
        raise NotServed(_why_refused(address, error)) from error


def _driver() -> Any:
    try:
        import psycopg
        import psycopg.conninfo
    except ImportError as error:
        raise NotServed(
            "Serving a release in PostgreSQL needs its driver, which is not installed. Install it into the environment "
            "of the hub: pip install 'icm-warehouse[postgresql]', or in a checkout "
            ".venv/bin/pip install -e '.[postgresql]'."
        ) from error
    return psycopg


def _why_not_connected(address: Address, said: str) -> str:
    begin = f"{address.where}: "
    for words, sentence in _WORDS_OF_REFUSAL.items():
        if words in said:
            return begin + sentence
    if 'FATAL:  database "' in said:
        return begin + "There is no such database. Make one: createdb --encoding UTF8 NAME."
    if 'FATAL:  role "' in said:
        return begin + "There is no such user. Check the name in front of the @ of the address."
    if "FATAL:" in said:
        return begin + "The server refuses the connection. Its log says why."
    return begin + (
        "No server answers there. Check host and port of the address, and whether the server is running and listens "
        "on that interface."
    )


def _why_refused(address: Address, error: Error) -> str:
    state = error.sqlstate
    if state is None:
        why = "The connection to the server was lost"
    else:
        why = _STATES.get(state, f"The server refused a statement with the code {state}; its log says more")
    return f"{address.where}: {why}. What was served before is served still."
