"""The command that serves a release in PostgreSQL: publish.

In scope: its arguments and what it prints. Out of scope: serving it (`publication.postgresql`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.hub import existing_hub, held
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, errors, folding_table, print_json, progress, refuse
from orchestration.settings import PUBLISH_VARIABLE

if TYPE_CHECKING:
    from orchestration.publication.postgresql.schemas import Written
    from orchestration.publication.postgresql.serve import Served


def publish(
    to: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            envvar=PUBLISH_VARIABLE,
            help="Database, for example postgresql://icm@db.example.org/icm. No password.",
        ),
    ],
    release_id: Annotated[
        str, typer.Argument(metavar="[RELEASE]", help="ID of a release. Default: the current one.")
    ] = "current",
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="How long readers at work may delay the change-over.")
    ] = 300,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Serve a release in PostgreSQL, for Power BI, Tableau, Excel and whatever else has a driver for it.

    The tables of the release are in schemas of the same names, with types, keys, relations and descriptions. Accounts
    that are members of the role icm_reader read them. If the hub has a public edition, members of icm_public read
    that, and nothing else, in schemas that begin with public_. Make an account with: CREATE ROLE kent_bi LOGIN
    PASSWORD '...' IN ROLE icm_reader.

    Everything is loaded beside what is served, then replaces it in one transaction: readers see the release before or
    this one. What is served already is left as it is. With ICM_PUBLISH_TO set, every load does this at its end. Give
    the hub a database of its own. The password comes from PGPASSWORD or ~/.pgpass; the account needs CREATE on the
    database, and once CREATEROLE.

    Exit code 1: it could not be served, and what was served before still is. 2: wrong usage, or no such release.

    Example: icm publish --to postgresql://icm@db.example.org/icm
    """
    from orchestration.publication.postgresql.server import NotServed, WrongAddress, address_of
    from orchestration.publication.release_decisions import ReleaseRefused, release_called

    settings = existing_hub(workspace)
    try:
        address = address_of(to)
        from orchestration.publication.postgresql.serve import editions_to_serve, serve

        with progress(quiet=as_json):
            # A load need not wait for readers of the database: a release does not change.
            with held(settings):
                editions = editions_to_serve(settings, release_called(settings, release_id))
            served = serve(editions, address, wait)
    except (ReleaseRefused, WrongAddress) as error:
        refuse(str(error))
    except NotServed as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        print_json(asdict(served))
    elif not served.is_new:
        console.print(f"{served.release_id} is served already in {served.where}. Nothing was done.", markup=False)
    else:
        _print(served)


def _print(served: Served) -> None:
    from orchestration.publication.postgresql.serve import PUBLIC_PREFIX, PUBLIC_ROLE, READING_ROLE

    table = folding_table("", "", show_header=False)
    table.add_row("Release", served.release_id + (f", in place of {served.replaced}" if served.replaced else ""))
    table.add_row("Served in", served.where)
    table.add_row(f"For {READING_ROLE}", _in_words(served.hub))
    if served.public_release_id is None:
        shown = "nothing: the hub has no public edition (icm release public makes one)"
    else:
        shown = f"the public edition of {served.public_release_id} in schemas {PUBLIC_PREFIX}*: "
        shown += _in_words(served.public)
    table.add_row(f"For {PUBLIC_ROLE}", shown)
    if served.waited_seconds >= 1:
        table.add_row("Readers", f"delayed the change-over by {served.waited_seconds:.0f} seconds")
    console.print(table)


def _in_words(written: Written | None) -> str:
    if written is None:
        return "nothing"
    words = (
        f"{written.tables:,} tables with {written.rows:,} rows, {written.foreign_keys:,} foreign keys, "
        f"{written.views:,} views"
    )
    if written.unkept_relations:
        words += f". No foreign keys, because rows are left out: {', '.join(written.unkept_relations)}"
    return words
