"""The command line: `icm`.

Belongs here: arguments, what is printed, exit codes. Does not belong here: anything a program would call instead.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from orchestration.settings import settings_from_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestration.publication.state import Release
    from orchestration.summary import Summary

app = typer.Typer(
    help="The national ICM warehouse: from received files to a published release.\n\n"
    "Put files into the landing folder and run [bold]icm load[/bold]; then open the release that it names.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
)
WIDTH_WITHOUT_TERMINAL = 200


def _console(stderr: bool) -> Console:
    terminal = Console(stderr=stderr)
    return terminal if terminal.is_terminal else Console(stderr=stderr, width=WIDTH_WITHOUT_TERMINAL)


console = _console(stderr=False)
errors = _console(stderr=True)

Workspace = Annotated[
    Path | None,
    typer.Option(help="Folder of everything that a load writes. Default: ICM_WORKSPACE, else var/.", file_okay=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables.")]


@app.command()
def load(
    landing: Annotated[
        Path | None,
        typer.Option(
            help="Folder that files are received in; only read. Default: ICM_LANDING, else landing/ in the workspace.",
            file_okay=False,
            exists=True,
        ),
    ] = None,
    workspace: Workspace = None,
    retry: Annotated[
        bool,
        typer.Option(help="Read files again that were turned away: after a rule was mended or a name added."),
    ] = False,
    as_json: AsJson = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print what Dagster and dbt say.")] = False,
) -> None:
    """Take in what has landed, validate it, build the warehouse, publish a release.

    Exit code 0: a release reflects everything received (some files may have been turned away: the summary says which
    and why). 1: nothing could be published and the last release stands. 2: wrong usage.
    """
    from orchestration.pipeline import run_load
    from orchestration.publication.state import current_release
    from orchestration.summary import read_summary

    settings = replace(settings_from_environment(workspace, landing), retry_turned_away=retry)
    before = current_release(settings)
    with _progress(quiet=as_json or verbose):
        result = run_load(settings, verbose=verbose)
    summary = read_summary(settings)
    is_new = summary.release is not None and (before is None or before.release_id != summary.release.release_id)
    if as_json:
        _print_json({**_summary_facts(summary), "published": is_new, "problems": result.problems})
    else:
        _print_summary(summary)
        _print_outcome(summary, is_new, result.problems, settings.landing)
    if not result.succeeded or summary.release is None:
        raise typer.Exit(1)


@app.command()
def status(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Show every submission and what became of it, findings, and the release in force."""
    from orchestration.summary import read_summary

    with _progress(quiet=as_json):
        summary = read_summary(settings_from_environment(workspace))
    if as_json:
        _print_json(_summary_facts(summary))
        return
    _print_submissions(summary)
    _print_summary(summary)


@app.command()
def releases(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the releases of a workspace, newest first, and mark the one in force."""
    from orchestration.publication.state import all_releases

    history = all_releases(settings_from_environment(workspace))
    if as_json:
        _print_json([_release_facts(release) for release in history])
        return
    if not history:
        console.print("No release has been published yet. Run [bold]icm load[/bold].")
        return
    table = _table("Release", "Published (UTC)", "Code", "Tables", "In force", "Folder")
    for release in history:
        table.add_row(
            release.release_id, release.published_at, release.code_version, str(release.tables),
            "yes" if release.is_current else "", str(release.folder),
        )  # fmt: skip
    console.print(table)


@app.command()
def serve(
    workspace: Workspace = None,
    landing: Annotated[Path | None, typer.Option(help="Folder that files are received in.", file_okay=False)] = None,
    port: Annotated[int, typer.Option(help="Port on this machine only.")] = 3000,
) -> None:
    """Start the Dagster pages and the daemon on this machine: the nightly load and the sensor on the landing folder.

    Anyone who can reach the port can start a load: it listens on the loopback address only.
    """
    from orchestration.pipeline import prepare_dagster_home

    settings = settings_from_environment(workspace, landing)
    settings.landing.mkdir(parents=True, exist_ok=True)
    prepare_dagster_home(settings)
    environment = {**os.environ, **settings.environment()}
    scripts = Path(sys.executable).parent
    location = ["-m", "orchestration.definitions"]
    commands = [
        [str(scripts / "dagster-daemon"), "run", *location],
        [str(scripts / "dagster-webserver"), "-h", "127.0.0.1", "-p", str(port), *location],
    ]
    console.print(f"Dagster pages: http://127.0.0.1:{port}   landing folder: {settings.landing}   (Ctrl+C ends both)")
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


@app.command()
def template(
    return_id: Annotated[str, typer.Argument(metavar="RETURN", help="Return, as collaboration_register.")],
    out: Annotated[Path, typer.Option(help="Workbook to write.", dir_okay=False)],
    register: Annotated[str, typer.Option(help="Name of the register, in words.")] = "",
    programme: Annotated[str, typer.Option(help="Programme, region or force it is for, in words.")] = "",
    as_at: Annotated[str, typer.Option(help="Date it stands at, as 2026-03-31.")] = "",
) -> None:
    """Write the workbook that a programme, region or force fills in and sends back.

    Headings are locked, codes and forces have drop-downs, and a sheet says what each column means.
    """
    from orchestration.returns.description import all_descriptions, description_of
    from orchestration.returns.template import NoTemplate, write_template

    known = [description.return_id for description in all_descriptions()]
    if return_id not in known:
        errors.print(f"No return is called {return_id}; the returns are {', '.join(known)}.", style="red")
        raise typer.Exit(2)
    about = {"Register": register, "Programme": programme, "Reporter": "", "As at": as_at, "Source": ""}
    try:
        write_template(description_of(return_id), about, settings_from_environment().seeds, out)
    except NoTemplate as error:
        errors.print(str(error), style="red")
        raise typer.Exit(2) from error
    console.print(f"Wrote {out}")


@app.command("build-register")
def build_register(
    transcription: Annotated[
        Path, typer.Argument(help="Folder with one CSV a sheet and source.yml.", exists=True, file_okay=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder to write the workbook and its source note into.")],
) -> None:
    """Build a register workbook, and its source note, from a transcription kept as text."""
    from orchestration.returns.transcription import TranscriptionError, build_register_workbook

    try:
        path = build_register_workbook(transcription, out)
    except TranscriptionError as error:
        errors.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    console.print(f"Wrote {path}")


def main() -> None:
    """Run the command line; an error meant for people is printed as a sentence."""
    from orchestration.returns.description import DescriptionError

    try:
        app()
    except DescriptionError as error:
        errors.print(f"[red]{error}[/red]")
        sys.exit(2)


class _StatusHandler(logging.Handler):
    """Shows the latest line of the pipeline's own log on the status line."""

    def __init__(self, status: Any) -> None:
        super().__init__(logging.INFO)
        self._status = status

    def emit(self, record: logging.LogRecord) -> None:
        self._status.update(record.getMessage())


@contextmanager
def _progress(quiet: bool) -> Iterator[None]:
    logger = logging.getLogger("icm")
    logger.setLevel(logging.INFO)
    spinner = nullcontext() if quiet or not errors.is_terminal else errors.status("Starting")
    with spinner as status:
        handler = _StatusHandler(status) if status is not None else _line_handler(quiet)
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)


def _line_handler(quiet: bool) -> logging.Handler:
    """Without a terminal, progress is plain lines; in quiet runs there is none."""
    if quiet:
        return logging.NullHandler()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(_Thinned())
    return handler


class _Thinned(logging.Filter):
    """Lets through one in fifty of the lines that count tables, so that a log file stays short."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not isinstance(record.args, tuple) or not record.msg.startswith("Building the warehouse"):
            return True
        done, total = (int(str(number)) for number in record.args)
        return done == total or done % 50 == 1


def _print_summary(summary: Summary) -> None:
    table = _table("", "", show_header=False)
    table.add_row("Submissions", _counts(summary.by_status))
    table.add_row("Findings", _counts(summary.findings) or "none")
    table.add_row("Published figures", _counts(summary.reconciliation) or "none yet")
    table.add_row("Steward's list", str(summary.stewards_list))
    if summary.release:
        table.add_row("Release", str(summary.release.folder))
        table.add_row("Page", str(summary.release.folder / "index.html"))
    console.print(table)
    if summary.turned_away:
        console.print("Turned away:", style="bold")
        for submission in summary.turned_away:
            console.print(f"  {submission['file_name']}: {submission['status_reason']}", markup=False)


def _print_outcome(summary: Summary, is_new: bool, problems: list[str], landing: Path) -> None:
    release = summary.release
    for problem in problems:
        errors.print(problem, style="red", markup=False)
    if problems and release:
        errors.print(f"Nothing was published; release {release.release_id} stands.", style="red")
    elif problems:
        errors.print("Nothing was published, and there is no earlier release.", style="red")
    elif release is None and not summary.submissions:
        errors.print(f"Nothing was published: no file lies in {landing}. Put files there and load again.", style="red")
    elif release is None:
        errors.print("Nothing was published: no file was accepted. The steward's list says why.", style="red")
    elif is_new:
        console.print(f"Published release {release.release_id}.", style="green")
    else:
        console.print(f"Nothing new: release {release.release_id} reflects everything received.", style="green")


def _print_submissions(summary: Summary) -> None:
    table = _table("File", "Return", "Year or edition", "Version", "State", "Why")
    for each in summary.submissions:
        table.add_row(
            each["file_name"], (each["return_id"] or "").replace("_", " "),
            each["financial_year"] or each["edition"] or "", str(each["version"] or ""),
            each["status"].replace("_", " "), each["status_reason"],
        )  # fmt: skip
    console.print(table)


def _table(*headings: str, show_header: bool = True) -> Table:
    """A table that folds long values instead of cutting them off: a path must stay whole."""
    table = Table(show_header=show_header)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())


def _summary_facts(summary: Summary) -> dict[str, Any]:
    return {
        "submissions": summary.submissions,
        "submissions_by_status": summary.by_status,
        "findings_by_severity": summary.findings,
        "figures_by_status": summary.reconciliation,
        "release": _release_facts(summary.release) if summary.release else None,
        "stewards_list": summary.stewards_list,
    }


def _release_facts(release: Release) -> dict[str, Any]:
    return {
        "release_id": release.release_id,
        "published_at": release.published_at,
        "code_version": release.code_version,
        "tables": release.tables,
        "is_current": release.is_current,
        "folder": release.folder,
        "page": release.folder / "index.html",
    }


def _print_json(facts: Any) -> None:
    sys.stdout.write(json.dumps(facts, indent=2, default=str) + "\n")
