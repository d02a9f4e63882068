"""The commands that copy a hub and put a copy back: backup, restore."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, errors, print_json, progress
from orchestration.settings import settings_from_environment

_MEGABYTE = 1_000_000


def backup(
    to: Annotated[str, typer.Argument(metavar="ADDRESS", help="A folder, or an address such as s3://bucket/icm.")],
    keep: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Keep the newest N backups at that place, and remove the others. Default: all."
        ),
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Copy a hub to a folder or an address: archive, log, warehouse, releases, public editions and reports.

    Every backup is complete, and only what is new is copied: each content is kept once, under its sha256. A backup
    that is interrupted leaves the earlier ones as they were. Give each hub a place of its own. Exit code 0: done. 1: no
    backup was made, or earlier ones could not be removed.

    Example: icm backup /mnt/backup/icm --keep 60
    """
    from orchestration.pipeline.backup import BackupRefused, back_up
    from orchestration.warehouse.lock import WarehouseBusy

    settings = existing_hub(workspace)
    try:
        with progress(quiet=as_json):
            done = back_up(settings, to, keep)
    except (BackupRefused, WarehouseBusy) as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        print_json(asdict(done))
        return
    console.print(
        f"Backup {done.backup_id} at {done.address}: {done.files:,} files, {done.bytes / _MEGABYTE:,.0f} MB; "
        f"{done.new_files:,} contents were new.",
        markup=False,
    )
    if done.removed:
        console.print(f"Removed {len(done.removed):,} earlier backups; the newest {keep} are kept.", markup=False)
    for path in done.damaged:
        console.print(
            f"{path} was changed after it was received. Run icm verify --from {to}.", style="red", markup=False
        )


def restore(
    source: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where icm backup put the copies.")],
    backup_id: Annotated[
        str,
        typer.Option("--backup", metavar="ID", help="Which backup, for example 20261121T095303Z. Default: the last."),
    ] = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup into a new or empty workspace, each file compared with its sha256.

    The workspace appears when it is complete. Nothing is overwritten: a workspace with files in it is refused.
    Exit code 0: done. 1: nothing was restored.

    Example: icm restore /mnt/backup/icm --workspace /srv/icm
    """
    from orchestration.pipeline.backup import BackupRefused
    from orchestration.pipeline.backup import restore as restore_hub

    settings = settings_from_environment(workspace)
    try:
        with progress(quiet=as_json):
            restored = restore_hub(settings, source, backup_id)
    except BackupRefused as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        print_json({"backup_id": restored, "workspace": str(settings.workspace)})
        return
    console.print(f"Restored backup {restored} to {settings.workspace}. Run icm verify, then icm load.", markup=False)
