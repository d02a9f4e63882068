"""The command line: `icm`.

Belongs here: arguments, what is printed, exit codes. Does not belong here: anything a program would call instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli_decisions import explain, match, sign_off, waive
from orchestration.cli_files import build_register, example_returns, template
from orchestration.cli_heading import heading
from orchestration.cli_output import console, counts_in_words, errors, folding_table, print_json, progress
from orchestration.cli_picture import picture
from orchestration.cli_position import position
from orchestration.publication.figures import count_by_status, describe_figures
from orchestration.settings import SettingsError, settings_from_environment

if TYPE_CHECKING:
    from orchestration.pipeline import LoadResult
    from orchestration.publication.state import Release
    from orchestration.returns_status import ReturnState
    from orchestration.summary import Summary

app = typer.Typer(
    help="The national ICM warehouse: from received files to a published release.\n\n"
    "Put files into the landing folder and run [bold]icm load[/bold]; then open the release that it names.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
)
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
    recheck: Annotated[
        bool,
        typer.Option("--recheck", help="Check submissions in force again: after a rule was switched on or changed."),
    ] = False,
    with_illustrative: Annotated[
        bool,
        typer.Option(
            "--with-illustrative",
            help="Publish made-up returns beside real data; without it they are held back where real data is in force.",
        ),
    ] = False,
    as_json: AsJson = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print what each stage read, wrote and cost.")
    ] = False,
) -> None:
    """Take in what has landed, validate it, build the warehouse, publish a release.

    Exit code 0: a release reflects everything received (some files may have been turned away: the summary says which
    and why). 1: nothing could be published and the last release stands. 2: wrong usage.
    """
    from orchestration.dagster_home import tell_dagster
    from orchestration.pipeline import run_load
    from orchestration.publication.state import current_release
    from orchestration.summary import read_summary

    settings = settings_from_environment(workspace, landing)
    settings = replace(
        settings,
        retry_turned_away=retry,
        recheck=recheck,
        with_illustrative=with_illustrative or settings.with_illustrative,
    )
    before = current_release(settings)
    with progress(quiet=as_json):
        result = run_load(settings)
        tell_dagster(settings, result)
    summary = read_summary(settings)
    is_new = summary.release is not None and (before is None or before.release_id != summary.release.release_id)
    if as_json:
        print_json(
            {**_summary_facts(summary), "published": is_new, "problems": result.problems, "stages": _stages(result)}
        )
    else:
        if verbose:
            _print_stages(result)
        _print_summary(summary)
        _print_outcome(summary, is_new, result.problems, settings.landing)
    if not result.succeeded or summary.release is None:
        raise typer.Exit(1)


@app.command()
def status(
    workspace: Workspace = None,
    return_id: Annotated[
        str, typer.Option("--return", help="Show every force of this return, as workforce, instead of counts.")
    ] = "",
    year: Annotated[str, typer.Option(help="Only this financial year, as 2025/26.")] = "",
    files: Annotated[bool, typer.Option("--files", help="List every file received and what became of it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show who has returned what, what became of every file, findings, and the release in force.

    A return is missing until its due date and late after it; then received, rejected, accepted with queries, accepted
    or superseded.
    """
    from orchestration.returns_status import read_returns_status
    from orchestration.summary import read_summary

    settings = settings_from_environment(workspace)
    with progress(quiet=as_json):
        summary = read_summary(settings)
        states = [
            each
            for each in read_returns_status(settings)
            if return_id in ("", each.return_id) and year in ("", each.financial_year)
        ]
    if as_json:
        print_json({**_summary_facts(summary), "returns": [asdict(each) for each in states]})
        return
    if return_id:
        _print_forces(states)
    else:
        _print_matrix(states)
    if files:
        _print_submissions(summary)
    _print_summary(summary)


@app.command()
def releases(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the releases of a workspace, newest first, and mark the one in force."""
    from orchestration.publication.state import all_releases

    history = all_releases(settings_from_environment(workspace))
    if as_json:
        print_json([_release_facts(release) for release in history])
        return
    if not history:
        console.print("No release has been published yet. Run [bold]icm load[/bold].")
        return
    table = folding_table("Release", "Published (UTC)", "Code", "Tables", "In force", "Folder")
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
    from orchestration.dagster_home import prepare_dagster_home

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


def main() -> None:
    """Run the command line; an error meant for people is printed as a sentence."""
    from orchestration.returns.description import DescriptionError
    from orchestration.validation.catalogue import CatalogueError
    from orchestration.warehouse.models import ModelsError
    from orchestration.warehouse.plan import PlanError

    try:
        app()
    except (CatalogueError, DescriptionError, ModelsError, PlanError, SettingsError) as error:
        errors.print(f"[red]{error}[/red]")
        sys.exit(2)


def _stages(result: LoadResult) -> list[dict[str, Any]]:
    """What each stage said, for programs; empty where nothing was new."""
    return [
        {
            "stage": each.name,
            "read": dict(each.said.read),
            "wrote": dict(each.said.wrote),
            "cpu_seconds": round(each.cpu_seconds, 2),
            "wall_seconds": round(each.wall_seconds, 2),
        }
        for each in result.stages
    ]


def _print_stages(result: LoadResult) -> None:
    table = folding_table("Stage", "Read", "Wrote", "CPU seconds", "Seconds")
    for each in _stages(result):
        table.add_row(
            each["stage"], counts_in_words(each["read"]), counts_in_words(each["wrote"]),
            f"{each['cpu_seconds']:.1f}", f"{each['wall_seconds']:.1f}",
        )  # fmt: skip
    console.print(table)


def _print_summary(summary: Summary) -> None:
    table = folding_table("", "", show_header=False)
    table.add_row("Submissions", counts_in_words(summary.by_status))
    table.add_row("Findings", counts_in_words(summary.findings) or "none")
    table.add_row("Published figures", describe_figures(summary.figures) or "none yet")
    table.add_row("Steward's report", str(summary.steward_report))
    if summary.held_back:
        table.add_row("Held back", f"{summary.held_back:,} made-up submissions; --with-illustrative shows them")
    if summary.release:
        table.add_row("Release", str(summary.release.folder))
        table.add_row("Page", str(summary.release.folder / "index.html"))
    console.print(table)
    if summary.at_work:
        console.print(f"{summary.at_work} is at work: this is the hub as it was left before.", markup=False)
    if summary.turned_away:
        console.print("Turned away:", style="bold")
        for submission in summary.turned_away:
            console.print(f"  {_named(submission)}", markup=False)


def _named(submission: dict[str, Any]) -> str:
    """The reason, with the file's name before it where it does not begin with it."""
    name, reason = submission["file_name"], submission["status_reason"]
    return reason if reason.startswith(name) else f"{name}: {reason}"


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
        errors.print("Nothing was published: no file was accepted. The steward's report says why.", style="red")
    elif is_new:
        console.print(f"Published release {release.release_id}.", style="green")
    else:
        console.print(f"Nothing new: release {release.release_id} reflects everything received.", style="green")


def _print_matrix(states: list[ReturnState]) -> None:
    """Counts of forces by state, one line for each return and financial year."""
    from orchestration.returns_status import STATES

    lines: dict[tuple[str, str, str], Counter[str]] = {}
    for each in states:
        lines.setdefault((each.return_id, each.variant, each.financial_year), Counter())[each.state] += 1
    table = folding_table("Return", "Year", *(state.replace("_", " ") for state in STATES))
    for (return_id, variant, year), counts in lines.items():
        name = return_id if variant == return_id else f"{return_id}, {variant}"
        table.add_row(
            name.replace("_", " "), year, *(f"{counts[state]:,}" if counts[state] else "" for state in STATES)
        )
    console.print(table)


def _print_forces(states: list[ReturnState]) -> None:
    """One line a force and series."""
    table = folding_table("Force", "Year", "Series", "State", "Version", "Due", "File")
    for each in states:
        table.add_row(
            each.force_name, each.financial_year, each.variant.replace("_", " "), each.state.replace("_", " "),
            str(each.version or ""), each.due_on, each.file_name,
        )  # fmt: skip
    console.print(table)


def _print_submissions(summary: Summary) -> None:
    table = folding_table("File", "Return", "Year or edition", "Version", "State", "Why")
    for each in summary.submissions:
        table.add_row(
            each["file_name"], (each["return_id"] or "").replace("_", " "),
            each["financial_year"] or each["edition"] or "", str(each["version"] or ""),
            each["status"].replace("_", " "), each["status_reason"],
        )  # fmt: skip
    console.print(table)


def _summary_facts(summary: Summary) -> dict[str, Any]:
    return {
        "submissions": summary.submissions,
        "submissions_by_status": summary.by_status,
        "findings_by_severity": summary.findings,
        "figures_by_status": count_by_status(summary.figures),
        "figures_by_basis": summary.figures,
        "submissions_held_back": summary.held_back,
        "release": _release_facts(summary.release) if summary.release else None,
        "steward_report": summary.steward_report,
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
