"""The command that lists releases: releases."""

from __future__ import annotations

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, folding_table, print_json
from orchestration.cli.summary import release_facts


def releases(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """List the releases of a workspace, newest first, and mark the current one.

    Example: icm releases --workspace var
    """
    from orchestration.publication.state import all_releases

    settings = existing_hub(workspace)
    history = all_releases(settings)
    if as_json:
        print_json([release_facts(release) for release in history])
        return
    if not history:
        console.print(f"No release has been published yet in {settings.workspace}. Run icm load.", markup=False)
        return
    table = folding_table("Release", "Published (UTC)", "Code", "Tables", "Current", "Folder")
    for release in history:
        table.add_row(
            release.release_id, release.published_at, release.code_version, str(release.tables),
            "yes" if release.is_current else "", str(release.folder),
        )  # fmt: skip
    console.print(table)
