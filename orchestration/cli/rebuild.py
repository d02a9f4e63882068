"""The command that makes the warehouse again from the archive and its log: rebuild."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import typer

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, errors, print_json, progress

_NAMED = 20  # files whose outcome is another


def rebuild(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Make the warehouse again from the archive and its log, with every file, version and decision.

    Use it when the warehouse is lost or damaged, or is an older copy. The old warehouse remains until the new one is
    complete. Releases are not changed. The rules of the installed version apply, so a file can have another outcome
    than before; the command lists such files. Exit code 0: done. 1: it could not be done, and nothing was changed.

    Example: icm rebuild --workspace var
    """
    from orchestration.intake.archive import ArchiveDamaged
    from orchestration.intake.receive_again import ReceivedOtherwise
    from orchestration.pipeline.load import StageFailed
    from orchestration.pipeline.rebuild import RebuildRefused
    from orchestration.pipeline.rebuild import rebuild as rebuild_warehouse
    from orchestration.warehouse.archive_log import DECISION, LOAD, RECEIVED, in_words
    from orchestration.warehouse.lock import WarehouseBusy

    settings = existing_hub(workspace)
    try:
        with progress(quiet=as_json):
            done = rebuild_warehouse(settings)
    except (ArchiveDamaged, ReceivedOtherwise, RebuildRefused, StageFailed, WarehouseBusy) as error:
        errors.print(f"{error} The warehouse was not changed.", style="red", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        print_json({**asdict(done), "kept": str(done.kept) if done.kept else None})
        return
    what = in_words(Counter({LOAD: done.loads, RECEIVED: done.files, DECISION: done.decisions}))
    console.print(f"The warehouse {settings.warehouse} was made again: {what}. Run icm load to go on.", markup=False)
    if done.kept:
        console.print(f"The old one could not be used and is kept as {done.kept}.", markup=False)
    for sentence in done.differences[:_NAMED]:
        console.print(sentence, style="yellow", markup=False)
    if len(done.differences) > _NAMED:
        console.print(f"{len(done.differences) - _NAMED:,} more; --json lists all of them.", style="yellow")
