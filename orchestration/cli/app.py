"""The command line as a whole: which commands there are, and how errors meant for people are printed."""

from __future__ import annotations

import sys

import typer

from orchestration.cli.build_register import build_register
from orchestration.cli.example_returns import example_returns
from orchestration.cli.explain import explain
from orchestration.cli.heading import heading
from orchestration.cli.load import load
from orchestration.cli.match import match
from orchestration.cli.output import errors
from orchestration.cli.picture import picture
from orchestration.cli.position import position
from orchestration.cli.releases import releases
from orchestration.cli.serve import serve
from orchestration.cli.sign_off import sign_off
from orchestration.cli.status import status
from orchestration.cli.template import template
from orchestration.cli.waive import waive
from orchestration.settings import SettingsError

app = typer.Typer(
    help="The national ICM warehouse: from received files to a published release.\n\n"
    "Put files into the landing folder and run [bold]icm load[/bold]; then open the release that it names.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(load)
app.command()(status)
app.command()(releases)
app.command()(serve)
app.command()(template)
app.command("example-returns")(example_returns)
app.command("build-register")(build_register)
app.command()(picture)
app.command()(heading)
app.command()(position)
app.command()(waive)
app.command()(explain)
app.command("sign-off")(sign_off)
app.command()(match)


def run() -> None:
    """Run the command line; an error meant for people is printed as a sentence."""
    from orchestration.findings.catalogue import CatalogueError
    from orchestration.returns.description import DescriptionError
    from orchestration.warehouse.models import ModelsError
    from orchestration.warehouse.plan import PlanError

    try:
        app()
    except (CatalogueError, DescriptionError, ModelsError, PlanError, SettingsError) as error:
        errors.print(f"[red]{error}[/red]")
        sys.exit(2)
