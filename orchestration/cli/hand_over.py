"""The command that writes what the models read for Spark: hand-over.

In scope: its arguments and what it prints. Out of scope: writing it (`spark.hand_over`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, errors, print_json, progress


def hand_over(
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="New, empty, or written by this command before.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Write what the models read as Parquet, so that dbt can build the same tables on Spark.

    Raw tables are partitioned by year, force and submission and hold current submissions only; the ledger and the
    reference data are whole. manifest.json lists all of it. A second time only new submissions are written, and those
    that are not current any more are taken away.

    Copy the folder to where Spark can read it. Then set ICM_HANDED_OVER to its address and run dbt build --target
    spark. Exit code 0: done. 1: nothing was handed over. 2: wrong usage.

    Example: icm hand-over --to /srv/icm/handed_over
    """
    from orchestration.spark.hand_over import HandOverRefused
    from orchestration.spark.hand_over import hand_over as write
    from orchestration.warehouse.holding import holding
    from orchestration.warehouse.lock import WarehouseBusy

    settings = existing_hub(workspace)
    try:
        if not settings.warehouse.is_file():
            raise HandOverRefused(f"There is no warehouse in {settings.workspace}. Run icm load first.")
        with progress(quiet=as_json), holding(settings) as connection:
            done = write(connection, settings, to.resolve())
    except (HandOverRefused, WarehouseBusy) as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        print_json(asdict(done))
        return
    console.print(
        f"Handed over to {done.folder}: {done.tables} tables, {done.rows:,} rows; of submissions in raw tables "
        f"{done.written:,} were new, {done.kept:,} were there, {done.removed:,} were taken away.",
        markup=False,
    )
