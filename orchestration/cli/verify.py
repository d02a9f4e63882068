"""The command that looks whether a hub is what it was, and repairs what it can: verify."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, errors, print_json, progress


def verify(
    backup: Annotated[
        str, typer.Option("--from", metavar="ADDRESS", help="Backups to repair files from: a folder or an address.")
    ] = "",
    repair: Annotated[bool, typer.Option(help="Repair what can be repaired, or only list it.")] = True,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Compare the archive, its log, the ledger and all releases with their fingerprints, and repair what is damaged.

    A file of the archive is put back from the landing folder or a backup, a file of a release from a backup. The log
    and the files that describe the archive are written again from the ledger. Every damaged file is named.
    Exit code 0: everything is as it was, or was repaired. 1: something is still damaged.

    Example: icm verify --from /mnt/backup/icm
    """
    from orchestration.pipeline.backup import BackupRefused
    from orchestration.pipeline.verify import verify as verify_hub
    from orchestration.warehouse.lock import WarehouseBusy

    settings = existing_hub(workspace)
    try:
        with progress(quiet=as_json):
            found = verify_hub(settings, backup, repair)
    except (BackupRefused, WarehouseBusy) as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        print_json({**asdict(found), "is_whole": found.is_whole})
    else:
        for each in found.damage:
            console.print(each.sentence, style="yellow" if each.is_repaired else "red", markup=False)
        repaired = sum(each.is_repaired for each in found.damage)
        console.print(
            f"Compared {found.archived:,} files of the archive, {found.events:,} lines of its log and "
            f"{found.released:,} files of releases: {len(found.damage):,} damaged, {repaired:,} of them repaired.",
            style="green" if found.is_whole else "red",
        )
    if not found.is_whole:
        raise typer.Exit(1)
