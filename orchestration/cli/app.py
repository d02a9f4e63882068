"""The command line as a whole: which commands there are, and how errors meant for people are printed."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from orchestration import __version__
from orchestration.cli.build_register import build_register
from orchestration.cli.check import check
from orchestration.cli.example_returns import example_returns
from orchestration.cli.explain import explain
from orchestration.cli.heading import heading
from orchestration.cli.load import load
from orchestration.cli.match import match
from orchestration.cli.output import console, errors
from orchestration.cli.picture import picture
from orchestration.cli.position import position
from orchestration.cli.release import list_releases, release
from orchestration.cli.serve import serve
from orchestration.cli.sign_off import sign_off
from orchestration.cli.status import status
from orchestration.cli.template import template
from orchestration.cli.waive import waive
from orchestration.cli.withdraw import withdraw
from orchestration.settings import SettingsError

app = typer.Typer(
    help="The national ICM warehouse: from received files to a published release.\n\n"
    "Put files into the landing folder and run [bold]icm load[/bold]; then open the release that it prints. "
    "[bold]icm COMMAND --help[/bold] shows an example of each command.\n\n"
    "Exit code 0: done. 1: it could not be done, or a check failed. 2: wrong usage.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        console.print(f"icm {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of the command line as a whole."""


app.command()(load)
app.command()(status)
app.add_typer(release, name="release")
app.command("releases", hidden=True, deprecated=True)(list_releases)
app.command()(check)
app.command()(template)
app.command()(position)
app.command()(heading)
app.command()(picture)
app.command()(waive)
app.command()(explain)
app.command("sign-off")(sign_off)
app.command()(withdraw)
app.command()(match)
app.command()(serve)
app.command("example-returns")(example_returns)
app.command("build-register")(build_register)


def run() -> None:
    """Run the command line; an error meant for people is printed as a sentence."""
    from orchestration.findings.catalogue import CatalogueError
    from orchestration.returns.description import DescriptionError
    from orchestration.warehouse.models import ModelsError
    from orchestration.warehouse.plan import PlanError

    try:
        app()
    except SettingsError as error:
        errors.print(str(error), style="red", markup=False)
        sys.exit(2)
    except (CatalogueError, DescriptionError, ModelsError, PlanError) as error:
        errors.print(str(error), style="red", markup=False)
        sys.exit(1)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        errors.print(
            f"The file system reported an error:{where}: {error.strerror or error}.", style="red", markup=False
        )
        sys.exit(1)
