"""The commands on releases: release list, show, diff, finalise, rollback, public, embargo."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.hub import existing_hub, held
from orchestration.cli.options import AsJson, By, Workspace
from orchestration.cli.output import console, folding_table, print_json, progress, refuse
from orchestration.cli.summary import release_sections
from orchestration.cli.values import moment_of

if TYPE_CHECKING:
    from orchestration.publication.state import Release
    from orchestration.settings import Settings

ReleaseId = Annotated[
    str, typer.Argument(metavar="RELEASE", help="ID of a release, for example 20261121T095303Z, or current.")
]
Reason = Annotated[str, typer.Option(help="Why, in a sentence.")]
_MOST_CHANGES = 20

release = typer.Typer(
    help="Releases: list them, show one, compare two, declare one final, go back, show one to the public.",
    no_args_is_help=True,
)


@release.command("list")
def list_releases(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the releases of a workspace, newest first, and mark the current one.

    Example: icm release list --workspace var
    """
    from orchestration.publication.state import all_releases

    settings = existing_hub(workspace)
    history = all_releases(settings)
    if as_json:
        print_json([release_sections(each) for each in history])
        return
    if not history:
        console.print(f"No release has been published yet in {settings.workspace}. Run icm load.", markup=False)
        return
    table = folding_table("Release", "Published (UTC)", "Status", "Code", "Tables", "Current", "Folder")
    for each in history:
        table.add_row(
            each.release_id, each.published_at, each.status, each.code_version, str(each.tables),
            "yes" if each.is_current else "", str(each.folder),
        )  # fmt: skip
    console.print(table)


@release.command()
def show(release_id: ReleaseId = "current", workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Show what a release was made of: files received, versions, checks, and what was decided about it since.

    With --json, the whole manifest: every file received and every file of the release, with its sha256.

    Example: icm release show 20261121T095303Z
    """
    from orchestration.days import time_in_words
    from orchestration.publication.state import read_manifest_of

    found = _called(existing_hub(workspace), release_id)
    manifest = read_manifest_of(found)
    if as_json:
        print_json({**manifest, **release_sections(found)})
        return
    table = folding_table("", "", show_header=False)
    table.add_row("Release", found.release_id)
    table.add_row("Status", found.status + (", current" if found.is_current else ""))
    for each in found.decisions:
        told = f"{each['decided_at']}, by {each['by']}" + (f": {each['reason']}" if each["reason"] else "")
        told = (
            f"until {time_in_words(datetime.datetime.fromisoformat(each['until']))}. {told}"
            if "until" in each
            else told
        )
        table.add_row(each["decision"].capitalize(), told)
    table.add_row("Published", f"{found.published_at} by version {found.code_version}")
    for label, text in _made_of(manifest):
        table.add_row(label, text)
    table.add_row("Tables", f"{len(manifest['tables']):,} with {sum(manifest['tables'].values()):,} rows")
    table.add_row("Files", f"{len(manifest['files']):,} in {found.folder}")
    console.print(table)


@release.command()
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="ID of the earlier release.")],
    other: Annotated[str, typer.Argument(metavar="B", help="ID of the later release, or current.")] = "current",
    table: Annotated[str, typer.Option(metavar="TABLE", help="Only this table, for example marts.savings.")] = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Compare two releases: values that changed, and rows that came or went, by table and column.

    Of each table, the changes in which most is different come first. With --json, all of them.

    Example: icm release diff 20261121T095303Z current --table marts.force_funding
    """
    from orchestration.publication.revisions import changes_between
    from orchestration.publication.state import DATABASE

    settings = existing_hub(workspace)
    before, after = _called(settings, one), _called(settings, other)
    with progress(quiet=as_json):
        try:
            changes = changes_between(before.folder / DATABASE, after.folder / DATABASE, table)
        except LookupError as error:
            refuse(str(error))
    if as_json:
        print_json({"before": before.release_id, "after": after.release_id, "changes": changes})
        return
    if not changes:
        about = f"in {table} " if table else ""
        console.print(f"No value differs {about}between {before.release_id} and {after.release_id}.", markup=False)
        return
    counts = Counter((each["table_name"], each["column_name"]) for each in changes)
    counted = folding_table("Table", "Column", "Changes")
    for (name, column), number in counts.most_common():
        counted.add_row(name, "rows added or removed" if column == "*" else column, f"{number:,}")
    console.print(counted)
    shown = folding_table("Table", "Row", "Column", before.release_id, after.release_id)
    for each in changes[:_MOST_CHANGES]:
        shown.add_row(
            each["table_name"], each["key"], each["column_name"], each["previous_value"] or "", each["new_value"] or ""
        )
    console.print(shown)
    if len(changes) > _MOST_CHANGES:
        console.print(f"{len(changes) - _MOST_CHANGES:,} more; --json lists all of them.", markup=False)


@release.command()
def finalise(
    release_id: ReleaseId = "current",
    by: By = "",
    reason: Reason = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Declare a release final: it may be cited, and is never removed. Others are provisional.

    Exit code 2: refused, and why.

    Example: icm release finalise 20261121T095303Z --by "Hub board" --reason "Approved on 30 November"
    """
    from orchestration.publication.release_decisions import ReleaseRefused
    from orchestration.publication.release_decisions import finalise as finalise_release

    settings = existing_hub(workspace)
    with held(settings):
        try:
            done = finalise_release(settings, release_id, by, reason)
        except ReleaseRefused as error:
            refuse(str(error))
    if as_json:
        print_json(release_sections(done))
        return
    console.print(f"{done.release_id} is final. It is never removed.", markup=False)


@release.command()
def rollback(
    release_id: Annotated[
        str, typer.Argument(metavar="[RELEASE]", help="Release to go to. Default: the one before the current one.")
    ] = "",
    by: By = "",
    reason: Reason = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Make another release the current one, and withdraw the one that is.

    The next load does not publish the same again, but publishes as soon as something has changed. A withdrawn
    release is put back in the same way. Exit code 2: refused, and why.

    Example: icm release rollback --by "A. Steward" --reason "Kent's expenditure is in thousands"
    """
    from orchestration.publication.release_decisions import ReleaseRefused, go_back

    settings = existing_hub(workspace)
    with held(settings):
        try:
            current, left = go_back(settings, release_id, by, reason)
        except ReleaseRefused as error:
            refuse(str(error))
    if as_json:
        print_json({"current": release_sections(current), "withdrawn": release_sections(left)})
        return
    console.print(
        f"{current.release_id} is the current release; {left.release_id} is withdrawn. The next load publishes as soon "
        "as something has changed.",
        markup=False,
    )


@release.command()
def public(release_id: ReleaseId = "current", workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Make the public edition of a release in public/RELEASE, and point public/current to it.

    It has no contacts, no texts of withheld agreements, nothing on organised crime below the region, and no small
    number of people, nor what one could be worked out from; release.withheld in it lists what is missing and why.
    Exit code 2: refused, for example because of an embargo.

    Example: icm release public current
    """
    from orchestration.publication.public_edition.state import current_public_release
    from orchestration.publication.release_decisions import ReleaseRefused, publish_to_everybody

    settings = existing_hub(workspace)
    with held(settings), progress(quiet=as_json):
        try:
            made = publish_to_everybody(settings, release_id)
        except ReleaseRefused as error:
            refuse(str(error))
    if as_json:
        print_json(
            {
                "release_id": made.release_id, "folder": made.folder, "is_new": made.is_new,
                "is_current": made.is_current,
            }
        )  # fmt: skip
        return
    said = "is in" if made.is_new else "was made before and is in"
    shown = (
        "The public reads it."
        if made.is_current
        else f"The public reads {current_public_release(settings)}, which is newer."
    )
    console.print(f"The public edition of {made.release_id} {said} {made.folder}. {shown}", markup=False)


@release.command()
def embargo(
    until: Annotated[
        str, typer.Option(metavar="TIME", parser=moment_of, help="Time in UTC, for example '2026-12-01 09:30', or now.")
    ],
    release_id: ReleaseId = "current",
    by: By = "",
    reason: Reason = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Keep a release from the public until a time. A later embargo replaces it; --until now lifts it.

    Until then no public edition of it is made; one that is shown already gives way to the one before.
    Exit code 2: refused, and why.

    Example: icm release embargo current --until "2026-12-01 09:30" --by "Hub board" --reason "Board meets on the day"
    """
    from orchestration.days import time_in_words
    from orchestration.publication.public_edition.state import current_public_release
    from orchestration.publication.release_decisions import ReleaseRefused, set_embargo

    settings = existing_hub(workspace)
    with held(settings):
        try:
            done = set_embargo(settings, release_id, datetime.datetime.fromisoformat(until), by, reason)
        except ReleaseRefused as error:
            refuse(str(error))
    if as_json:
        print_json(release_sections(done))
        return
    moment = datetime.datetime.fromisoformat(until)
    if moment <= datetime.datetime.now(datetime.UTC):
        console.print(f"{done.release_id} is under no embargo now. Show it: icm release public.", markup=False)
        return
    shown = current_public_release(settings)
    reads = f"The public reads {shown}." if shown else "The public reads no release."
    console.print(f"{done.release_id} is under embargo until {time_in_words(moment)}. {reads}", markup=False)


def _called(settings: Settings, release_id: str) -> Release:
    from orchestration.publication.release_decisions import ReleaseRefused, release_called

    try:
        return release_called(settings, release_id)
    except ReleaseRefused as error:
        refuse(str(error))


def _made_of(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """What a manifest says of inputs and checks, in words; releases before version 0.9.0 do not say it."""
    if "inputs" not in manifest:
        return []
    used = Counter(each["return_id"] for each in manifest["inputs"] if each["is_in_release"])
    checks = manifest["checks"]
    return [
        ("Files received", f"{len(manifest['inputs']):,}, of which {used.total():,} are in the release"),
        ("In the release", ", ".join(f"{number:,} {name}" for name, number in sorted(used.items()))),
        ("Findings", ", ".join(f"{number:,} {name}" for name, number in checks["findings"].items()) or "none"),
        ("Figures in print", ", ".join(f"{n:,} {name}" for name, n in checks["figures_compared_with_print"].items())),
        ("Settings", ", ".join(f"{name}: {value}" for name, value in manifest["settings"].items())),
    ]
