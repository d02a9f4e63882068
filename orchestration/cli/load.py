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
    as_json: AsJson = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print what each stage read and wrote, and its time and memory.")
    ] = False,
) -> None:
    """Receive the files in the landing folder, validate them, build the warehouse and publish a release.

    Exit code 0: a release reflects everything received. Some files may have been rejected: the summary lists them with
    the reason. 1: nothing could be published, and the last release remains. 2: wrong usage.

    Example: icm load --landing examples/published
    """
    from orchestration.answers.summary import read_summary
    from orchestration.dagster_hub.home import tell_dagster
    from orchestration.pipeline.load import run_load
    from orchestration.publication.state import current_release, withdrawn_since

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
    summary = read_summary(settings)
    is_new = summary.release is not None and (before is None or before.release_id != summary.release.release_id)
    if as_json:
        print_json(
            {**summary_facts(summary), "published": is_new, "problems": result.problems, "stages": _stages(result)}
        )
    else:
        if verbose:
            _print_stages(result)
        print_summary(summary)
        _print_outcome(summary, is_new, result.problems, settings.landing, withdrawn_since(settings))
    if not result.succeeded or summary.release is None:
        raise typer.Exit(1)


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


def _print_stages(result: LoadResult) -> None:
    table = folding_table("Stage", "Read", "Wrote", "CPU seconds", "Seconds")
    for each in _stages(result):
        table.add_row(
            each["stage"], counts_in_words(each["read"]), counts_in_words(each["wrote"]),
            f"{each['cpu_seconds']:.1f}", f"{each['wall_seconds']:.1f}",
        )  # fmt: skip
    console.print(table)


def _print_outcome(summary: Summary, is_new: bool, problems: list[str], landing: Path, withdrawn: str | None) -> None:
    release = summary.release
    for problem in problems:
        errors.print(problem, style="red", markup=False)
    if problems and release:
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
