"""The command that takes in what has landed and publishes a release: load."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, counts_in_words, errors, folding_table, print_json, progress
from orchestration.cli.summary import print_summary, summary_facts
from orchestration.settings import Settings, settings_from_environment

if TYPE_CHECKING:
    from orchestration.answers.summary import Summary
    from orchestration.pipeline.load import LoadResult
    from orchestration.publication.postgresql.serve import Served


# What a first load takes on two cores (docs/performance.md), for a sentence before it starts.
_FIXED_MINUTES, _FILES_A_MINUTE, _MEGABYTES_A_MINUTE = 1.5, 200, 60


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
        typer.Option(help="Read rejected files again, after a rule was fixed or a name added."),
    ] = False,
    recheck: Annotated[
        bool,
        typer.Option("--recheck", help="Check current submissions again, after a rule was switched on or changed."),
    ] = False,
    with_illustrative: Annotated[
        bool,
        typer.Option(
            "--with-illustrative",
            help="Publish illustrative returns with real data. Without it they are withheld where there is real data.",
        ),
    ] = False,
    log_file: Annotated[
        Path | None,
        typer.Option(
            help="Append what happens to this file, one JSON object per line. Default: ICM_LOG_FILE, else no file.",
            dir_okay=False,
        ),
    ] = None,
    as_json: AsJson = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print what each stage read and wrote, and its time and memory.")
    ] = False,
) -> None:
    """Receive the files in the landing folder, validate them, build the warehouse and publish a release.

    If the workspace has a list of sources (sources.yml), new files are fetched from them first.

    Exit code 0: a release reflects everything received. Some files may have been rejected: the summary lists them with
    the reason. 1: nothing could be published, and the last release remains; or it could not be served in the database
    that ICM_PUBLISH_TO names. 2: wrong usage.

    Example: icm load --landing examples/published
    """
    from orchestration.answers.summary import read_summary
    from orchestration.dagster_hub.home import tell_dagster
    from orchestration.log_lines import write_log_lines
    from orchestration.pipeline.load import run_load
    from orchestration.publication.state import current_release, withdrawn_since

    write_log_lines(log_file)
    settings = settings_from_environment(workspace, landing)
    settings = replace(
        settings,
        retry_not_accepted=retry,
        recheck=recheck,
        with_illustrative=with_illustrative or settings.with_illustrative,
    )
    before = current_release(settings)
    if before is None and not as_json:
        _announce_first_load(settings)
    with progress(quiet=as_json):
        result = run_load(settings)
        tell_dagster(settings, result)
        served, unserved = _serve(settings) if result.succeeded else (None, "")
    summary = read_summary(settings)
    is_new = summary.release is not None and (before is None or before.release_id != summary.release.release_id)
    if as_json:
        print_json(
            {
                **summary_facts(summary),
                "published": is_new,
                "problems": [*result.problems, *filter(None, [unserved])],
                "not_fetched": result.not_fetched,
                "served": served and {"where": served.where, "release_id": served.release_id, "is_new": served.is_new},
                "load_id": result.load_id,
                "stages": _stages(result),
            }
        )
    else:
        if verbose:
            _print_stages(result)
        print_summary(summary, _time_taken(result))
        _print_outcome(summary, is_new, result, settings.landing, withdrawn_since(settings))
        if served and served.is_new:
            console.print(f"Served in {served.where}.", style="green", markup=False)
        elif unserved:
            errors.print(unserved, style="red", markup=False)
    if not result.succeeded or summary.release is None or unserved:
        raise typer.Exit(1)


def _serve(settings: Settings) -> tuple[Served | None, str]:
    """What a database serves now, where the settings name one, or why it does not."""
    from orchestration.publication.postgresql.current import serve_current
    from orchestration.publication.postgresql.server import NotServed

    try:
        return serve_current(settings), ""
    except NotServed as error:
        said = "The current release is published, but not served in PostgreSQL."
        return None, f"{said} {error} The next load tries again."


def _announce_first_load(settings: Settings) -> None:
    """Say how long it will take: compiling and building for the first time cost more than most files."""
    from orchestration.intake.landing import landed_paths

    paths = landed_paths(settings.landing)
    if not paths:
        return
    megabytes = sum(path.stat().st_size for path in paths) / 1_000_000
    minutes = _FIXED_MINUTES + len(paths) / _FILES_A_MINUTE + megabytes / _MEGABYTES_A_MINUTE
    files = f"{len(paths):,} {'file' if len(paths) == 1 else 'files'}"
    errors.print(
        f"First load of this hub: {files}, about {minutes:.0f} to {2 * minutes:.0f} minutes. Later loads "
        "take seconds where nothing is new.",
        markup=False,
    )


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


def _time_taken(result: LoadResult) -> str:
    """Seconds of the load and of each stage that took any, as a line; empty if it failed or nothing was new."""
    wall, cpu = (sum(getattr(each, name) for each in result.stages) for name in ("wall_seconds", "cpu_seconds"))
    stages = ", ".join(f"{each.name} {each.wall_seconds:.1f}" for each in result.stages if each.wall_seconds >= 0.1)
    return f"{wall:.1f} seconds ({cpu:.1f} of CPU): {stages}" if result.stages and result.succeeded else ""


def _print_stages(result: LoadResult) -> None:
    table = folding_table("Stage", "Read", "Wrote", "CPU seconds", "Seconds")
    for each in _stages(result):
        table.add_row(
            each["stage"], counts_in_words(each["read"]), counts_in_words(each["wrote"]),
            f"{each['cpu_seconds']:.1f}", f"{each['wall_seconds']:.1f}",
        )  # fmt: skip
    console.print(table)


def _print_outcome(summary: Summary, is_new: bool, result: LoadResult, landing: Path, withdrawn: str | None) -> None:
    problems, not_fetched = result.problems, result.not_fetched
    release = summary.release
    for problem in not_fetched:
        errors.print(problem, style="yellow", markup=False)
    for problem in problems:
        errors.print(problem, style="red", markup=False)
    if problems and release and is_new:
        errors.print(f"Release {release.release_id} was published before that, and is whole.", style="yellow")
    elif problems and release:
        errors.print(f"Nothing was published. Release {release.release_id} remains.", style="red")
    elif problems:
        errors.print("Nothing was published, and there is no earlier release.", style="red")
    elif release is None and not summary.submissions:
        errors.print(
            f"Nothing was published: there is no file in {landing}. Put files there and load again.", style="red"
        )
    elif release is None:
        errors.print("Nothing was published: no file was accepted. The steward's report shows why.", style="red")
    elif is_new:
        console.print(f"Published release {release.release_id}.", style="green")
    elif withdrawn:
        console.print(
            f"Nothing new. Release {release.release_id} stays current: {withdrawn}, published after it, is withdrawn, "
            "and nothing has changed since.",
            style="yellow",
        )
    else:
        console.print(f"Nothing new: release {release.release_id} reflects everything received.", style="green")
