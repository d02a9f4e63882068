"""The command line as a whole: which commands there are, and how errors meant for people are printed."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import traceback
from typing import Annotated

import typer

from orchestration import __version__
from orchestration.cli.alerts import alerts
from orchestration.cli.backup import backup, restore
from orchestration.cli.board_pack import board_pack
from orchestration.cli.build_register import build_register
from orchestration.cli.check import check
from orchestration.cli.doctor import doctor
from orchestration.cli.example_returns import example_returns
from orchestration.cli.explain import explain
from orchestration.cli.hand_over import hand_over
from orchestration.cli.heading import heading
from orchestration.cli.health import health
from orchestration.cli.load import load
from orchestration.cli.loads import loads
from orchestration.cli.match import match
from orchestration.cli.output import console, errors
from orchestration.cli.picture import picture
from orchestration.cli.position import position
from orchestration.cli.publish import publish
from orchestration.cli.rebuild import rebuild
from orchestration.cli.release import list_releases, release
from orchestration.cli.serve import serve
from orchestration.cli.sign_off import sign_off
from orchestration.cli.status import status
from orchestration.cli.template import template
from orchestration.cli.verify import verify
from orchestration.cli.waive import waive
from orchestration.cli.withdraw import withdraw
from orchestration.settings import SettingsError

log = logging.getLogger("icm.cli")

_FOR_OTHERS = 0o027

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
app.command()(publish)
app.command("releases", hidden=True, deprecated=True)(list_releases)
app.command()(check)
app.command()(template)
app.command()(position)
app.command()(heading)
app.command()(picture)
app.command("board-pack")(board_pack)
app.command()(waive)
app.command()(explain)
app.command("sign-off")(sign_off)
app.command()(withdraw)
app.command()(match)
app.command()(serve)
app.command()(health)
app.command()(doctor)
app.command()(loads)
app.command()(alerts)
app.command()(verify)
app.command()(backup)
app.command()(restore)
app.command()(rebuild)
app.command("hand-over")(hand_over)
app.command("example-returns")(example_returns)
app.command("build-register")(build_register)


def run() -> None:
    """Run the command line; an error meant for people is printed as a sentence."""
    from orchestration.faults import HubFault, hub_fault
    from orchestration.findings.catalogue import CatalogueError
    from orchestration.log_lines import LOG_VARIABLE, write_log_lines
    from orchestration.publication.state import DamagedRelease
    from orchestration.returns.description import DescriptionError
    from orchestration.warehouse.damage import WarehouseUnusable
    from orchestration.warehouse.database import WarehouseHeld
    from orchestration.warehouse.models import ModelsError
    from orchestration.warehouse.plan import PlanError

    # Returns name people: what the hub writes is for its own account and group, unless the account is stricter.
    os.umask(os.umask(_FOR_OTHERS) | _FOR_OTHERS)
    try:
        write_log_lines()
    except OSError as error:
        said = f"{LOG_VARIABLE} is {os.environ[LOG_VARIABLE]}, which cannot be written: {error.strerror}."
        errors.print(f"{said} Name another file.", style="red", markup=False)
        sys.exit(2)
    try:
        app()
    except SettingsError as error:
        errors.print(str(error), style="red", markup=False)
        sys.exit(2)
    except (
        CatalogueError, DamagedRelease, DescriptionError, HubFault, ModelsError, PlanError, WarehouseHeld,
        WarehouseUnusable,
    ) as error:  # fmt: skip
        errors.print(str(error), style="red", markup=False)
        sys.exit(1)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        errors.print(
            f"The file system reported an error:{where}: {error.strerror or error}.", style="red", markup=False
        )
        sys.exit(1)
    except Exception as error:
        # What no command foresaw is a fault of the hub: a sentence for the operator, the rest for engineers.
        log.debug("The fault in full", exc_info=True)
        number, path = tempfile.mkstemp(".txt", "icm-error-", text=True)
        with os.fdopen(number, "w", encoding="utf-8") as kept:
            traceback.print_exc(file=kept)
        what = hub_fault(error) or f"The hub met an error that it did not foresee ({type(error).__name__})."
        errors.print(f"{what} Engineers find it in full in {path}.", style="red", markup=False)
        sys.exit(1)
