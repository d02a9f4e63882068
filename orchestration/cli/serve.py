"""The command that starts Dagster on this machine: serve."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Workspace
from orchestration.cli.output import console, refuse
from orchestration.settings import settings_from_environment


def serve(
    workspace: Workspace = None,
    landing: Annotated[Path | None, typer.Option(help="Folder that files are received in.", file_okay=False)] = None,
    port: Annotated[int, typer.Option(help="Port on this machine only.", min=1, max=65535)] = 3000,
) -> None:
    """Start the Dagster pages and the daemon on this machine: the nightly load and the sensor on the landing folder.

    Anyone who can reach the port can start a load: it listens on the loopback address only.

    Example: icm serve --port 3001
    """
    from orchestration.dagster_hub.home import prepare_dagster_home

    settings = settings_from_environment(workspace, landing)
    _check_port(port)
    settings.landing.mkdir(parents=True, exist_ok=True)
    prepare_dagster_home(settings)
    environment = {**os.environ, **settings.environment()}
    scripts = Path(sys.executable).parent
    location = ["-m", "orchestration.definitions"]
    commands = [
        [str(scripts / "dagster-daemon"), "run", *location],
        [str(scripts / "dagster-webserver"), "-h", "127.0.0.1", "-p", str(port), *location],
    ]
    console.print(f"Dagster pages: http://127.0.0.1:{port}   landing folder: {settings.landing}   (Ctrl+C stops both)")
    running = [subprocess.Popen(command, env=environment, cwd=settings.project) for command in commands]
    try:
        running[1].wait()
    except KeyboardInterrupt:
        console.print("Ending.")
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            refuse(f"Port {port} is in use. Give another one, for example --port {port % 65535 + 1}.")
