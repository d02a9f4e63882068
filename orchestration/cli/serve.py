"""The command that lets a hub run by itself on this machine: serve."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Workspace
from orchestration.cli.output import console, errors, refuse
from orchestration.settings import settings_from_environment


def serve(
    workspace: Workspace = None,
    landing: Annotated[Path | None, typer.Option(help="Folder that files are received in.", file_okay=False)] = None,
    port: Annotated[int, typer.Option(help="Port on this machine only.", min=1, max=65535)] = 3000,
    allow_changes: Annotated[
        bool, typer.Option("--allow-changes", help="Let the pages start and stop loads; otherwise they only show them.")
    ] = False,
    name: Annotated[
        list[str] | None, typer.Option(help="Name of the host behind a reverse proxy, which the pages then answer to.")
    ] = None,
) -> None:
    """Start the nightly load, the sensor on the landing folder, and the Dagster pages on this machine.

    The pages listen on the loopback address only, and only show unless --allow-changes is given. The address /health
    answers a monitor: 200 if the hub is well, 503 with the reasons if not. icm health --help lists what is looked at.
    If one of the processes ends, all are ended and the exit code is 1, so that a service manager starts them again.

    Example: icm serve --port 3001
    """
    from orchestration.dagster_hub.home import prepare_dagster_home
    from orchestration.dagster_hub.processes import run_until_ended

    settings = settings_from_environment(workspace, landing)
    _check_port(port)
    settings.landing.mkdir(parents=True, exist_ok=True)
    prepare_dagster_home(settings)
    console.print(f"Landing folder: {settings.landing}")
    console.print("Starting the code server, the daemon and the web server.")
    ended = run_until_ended(
        settings,
        port,
        name or [],
        may_change=allow_changes,
        started=lambda: console.print(f"Dagster pages: http://127.0.0.1:{port}   (Ctrl+C ends everything)"),
    )
    if ended.process:
        errors.print(
            f"The {ended.process} ended with exit code {ended.code}, so the others were ended. "
            "Its last lines above show why. Start icm serve again.",
            style="red",
        )
        raise typer.Exit(1)
    console.print("Ended.")


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            refuse(f"Port {port} is in use. Give another one, for example --port {port % 65535 + 1}.")
