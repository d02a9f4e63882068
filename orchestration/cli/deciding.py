"""What the commands that write decisions share: waive, explain, sign-off, withdraw, match.

In scope: opening the hub, refusing, printing the decision. Out of scope: what may be decided (`findings.decisions`), or
what a waiver does (`validation.outcome`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from orchestration.cli.output import console, errors, print_json, refuse
from orchestration.settings import Settings, settings_from_environment

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from orchestration.findings.catalogue import Catalogue
    from orchestration.findings.decisions import Decision, Scope


@contextmanager
def deciding(
    workspace: Path | None, return_id: str, force: str, year: str, basis: str, *, needs_basis: bool = False
) -> Iterator[tuple[DuckDBPyConnection, Catalogue, Scope]]:
    """A hub that has loaded something, held while a decision on a return is taken."""
    from orchestration.findings.catalogue import read_catalogue
    from orchestration.findings.decisions import scope_of
    from orchestration.returns.reference_lists import read_reference_lists

    with opened(workspace) as (settings, connection):
        lists = read_reference_lists(settings.seeds)
        scope = scope_of(lists, return_id, force, year, basis, needs_basis=needs_basis)
        yield connection, read_catalogue(settings.seeds), scope


@contextmanager
def opened(workspace: Path | None) -> Iterator[tuple[Settings, DuckDBPyConnection]]:
    """A hub that has loaded something; a refusal ends the command with exit code 2, a hub at work with 1."""
    from orchestration.findings.decisions import DecisionRefused
    from orchestration.warehouse.damage import WarehouseUnusable
    from orchestration.warehouse.database import WarehouseHeld
    from orchestration.warehouse.holding import holding
    from orchestration.warehouse.lock import WarehouseBusy

    settings = settings_from_environment(workspace)
    try:
        if not settings.warehouse.exists() and not settings.archive_log.exists():
            raise DecisionRefused(f"Nothing has been loaded in {settings.workspace}; name the hub with --workspace.")
        with holding(settings) as connection:
            yield settings, connection
    except DecisionRefused as error:
        refuse(str(error))
    except (WarehouseBusy, WarehouseHeld, WarehouseUnusable) as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


def whose(decision: Decision) -> str:
    """What a decision is about: return, force, year, series, row."""
    whose = (decision.return_id, decision.force_id, decision.financial_year, decision.variant, decision.natural_key)
    return ", ".join(each for each in whose if each)


def print_decision(decision: Decision, sentence: str, as_json: bool) -> None:
    """A decision that was recorded, as a sentence or for programs."""
    if as_json:
        print_json(asdict(decision))
    else:
        console.print(f"{decision.decision_id}: {sentence}", markup=False)
