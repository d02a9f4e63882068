"""The command that shows who has returned what: status."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, folding_table, print_json, progress
from orchestration.cli.summary import print_summary, summary_facts
from orchestration.cli.values import financial_year_of, return_id_of

if TYPE_CHECKING:
    from orchestration.answers.returns_status import ReturnState
    from orchestration.answers.summary import Summary


def status(
    workspace: Workspace = None,
    return_id: Annotated[
        str,
        typer.Option(
            "--return",
            metavar="RETURN",
            parser=return_id_of,
            help="Show every force of this return, for example workforce, instead of counts.",
        ),
    ] = "",
    year: Annotated[
        str,
        typer.Option(metavar="YEAR", parser=financial_year_of, help="Only this financial year, for example 2025/26."),
    ] = "",
    files: Annotated[bool, typer.Option("--files", help="List every file received and its outcome.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show which forces have returned what, the outcome of every file, findings, and the current release.

    A return is missing until its due date and late after it; then received, rejected, accepted with queries, accepted
    or superseded.

    Example: icm status --return workforce --year 2025/26
    """
    from orchestration.answers.returns_status import read_returns_status
    from orchestration.answers.summary import read_summary

    settings = existing_hub(workspace)
    with progress(quiet=as_json):
        summary = read_summary(settings)
        states = [
            each
            for each in read_returns_status(settings)
            if return_id in ("", each.return_id) and year in ("", each.financial_year)
        ]
    if as_json:
        print_json({**summary_facts(summary), "returns": [asdict(each) for each in states]})
        return
    if not summary.submissions and not summary.at_work:
        console.print(
            f"Nothing has been loaded in {settings.workspace} yet. Put received files into {settings.landing} and run "
            "icm load, or give another hub with --workspace.",
            markup=False,
        )
        return
    if not states:
        asked = " ".join(part for part in (return_id or "return", f"for {year}" if year else "") if part)
        console.print(f"No {asked} is due from a force or has been received.", markup=False)
    elif return_id:
        _print_forces(states)
    else:
        _print_matrix(states)
    if files:
        _print_submissions(summary)
    print_summary(summary)


def _print_matrix(states: list[ReturnState]) -> None:
    """Counts of forces by state, one line per return and financial year."""
    from orchestration.answers.returns_status import STATES

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
    """One line per force and series."""
    table = folding_table("Force", "Year", "Series", "State", "Version", "Due", "File")
    for each in states:
        table.add_row(
            each.force_name, each.financial_year, each.variant.replace("_", " "), each.state.replace("_", " "),
            str(each.version or ""), each.due_on, each.file_name,
        )  # fmt: skip
    console.print(table)


def _print_submissions(summary: Summary) -> None:
    table = folding_table("File", "Return", "Year or edition", "Version", "Status", "Reason")
    for each in summary.submissions:
        table.add_row(
            each["file_name"], (each["return_id"] or "").replace("_", " "),
            each["financial_year"] or each["edition"] or "", str(each["version"] or ""),
            each["status"].replace("_", " "), each["status_reason"],
        )  # fmt: skip
    console.print(table)
