"""How a hub is summed up on the terminal, after a load and in its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestration.cli.output import console, counts_in_words, folding_table
from orchestration.publication.figures import count_by_status, describe_figures

if TYPE_CHECKING:
    from orchestration.answers.summary import Summary
    from orchestration.publication.state import Release


def print_summary(summary: Summary, time_taken: str = "") -> None:
    """Counts, the time a load took if one is given, the steward's report, the release, and rejected files."""
    table = folding_table("", "", show_header=False)
    if time_taken:
        table.add_row("Time", time_taken)
    table.add_row("Submissions", counts_in_words(summary.by_status))
    table.add_row("Findings", counts_in_words(summary.findings) or "none")
    table.add_row("Published figures", describe_figures(summary.figures) or "none yet")
    table.add_row("Steward's report", str(summary.steward_report))
    if summary.held_back:
        what = "submission" if summary.held_back == 1 else "submissions"
        table.add_row("Withheld", f"{summary.held_back:,} illustrative {what}; --with-illustrative publishes them")
    if summary.release:
        table.add_row("Release", str(summary.release.folder))
        table.add_row("Page", str(summary.release.folder / "index.html"))
    console.print(table)
    if summary.at_work:
        console.print(f"{summary.at_work} is at work: this is the hub as it was left before.", markup=False)
    if summary.not_accepted:
        console.print("Not accepted:", style="bold")
        for submission in summary.not_accepted:
            console.print(f"  {_named(submission)}", markup=False)


def summary_facts(summary: Summary) -> dict[str, Any]:
    """The same for programs."""
    return {
        "submissions": summary.submissions,
        "submissions_by_status": summary.by_status,
        "findings_by_severity": summary.findings,
        "figures_by_status": count_by_status(summary.figures),
        "figures_by_basis": summary.figures,
        "submissions_held_back": summary.held_back,
        "release": release_sections(summary.release) if summary.release else None,
        "steward_report": summary.steward_report,
    }


def release_sections(release: Release) -> dict[str, Any]:
    """One release for programs."""
    return {
        "release_id": release.release_id,
        "published_at": release.published_at,
        "status": release.status,
        "code_version": release.code_version,
        "tables": release.tables,
        "is_current": release.is_current,
        "decisions": list(release.decisions),
        "folder": release.folder,
        "page": release.folder / "index.html",
    }


def _named(submission: dict[str, Any]) -> str:
    """The reason, with the file's name before it where it does not begin with it."""
    name, reason = submission["file_name"], submission["status_reason"]
    return reason if reason.startswith(name) else f"{name}: {reason}"
