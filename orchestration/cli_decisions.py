"""Commands that write decisions into the register: waive, explain, sign-off, match.

Belongs here: their arguments and what they print. Does not belong here: what may be decided (`validation.decisions`),
or what a waiver does (`validation.outcome`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli_output import console, errors, print_json
from orchestration.settings import Settings, settings_from_environment

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from orchestration.validation.catalogue import Catalogue
    from orchestration.validation.decisions import Decision, Scope

RuleCode = Annotated[str, typer.Argument(metavar="RULE", help="Code of the rule, as V01; the steward's report has it.")]
Return = Annotated[str, typer.Option("--return", help="Return, as workforce.")]
Force = Annotated[str, typer.Option(help="Force, as kent or 'Kent Police'; none for a return no force sends.")]
Year = Annotated[str, typer.Option(help="Financial year, as 2025/26.")]
Basis = Annotated[str, typer.Option(help="For expenditure: estimate or outturn; both where left out.")]
Key = Annotated[
    str,
    typer.Option(help="Row it is about, as 'heading_name=Local policing' or 'Local policing'; all where left out."),
]
By = Annotated[str, typer.Option(help="Who decides, by name.")]
Workspace = Annotated[
    Path | None, typer.Option(help="Folder of the hub. Default: ICM_WORKSPACE, else var/.", file_okay=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the decision as JSON for programs.")]


def waive(
    rule_id: RuleCode,
    return_id: Return = "",
    force: Force = "",
    year: Year = "",
    basis: Basis = "",
    key: Key = "",
    reason: Annotated[str, typer.Option(help="Why the finding may stand.")] = "",
    by: By = "",
    until: Annotated[str, typer.Option(help="Last day the waiver holds, as 2026-12-31; every waiver has one.")] = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Let a finding pass until a day: it is not counted, and comes back when the waiver ends.

    A query that is waived is settled by the next load. A file that was rejected for a waived finding is taken in by
    icm load --retry. The register keeps every waiver for good. Exit code 2: refused, and why.

    Example: icm waive V01 --return workforce --force kent --year 2025/26 --key "Local policing"
    --reason "The figure follows in June" --by "A Steward" --until 2026-06-30
    """
    from orchestration.validation.decisions import record_waiver

    with _deciding(workspace, return_id, force, year, basis) as (connection, catalogue, scope):
        decision = record_waiver(connection, catalogue, rule_id, scope, key, reason, by, until)
    _tell(decision, f"{rule_id} is waived for {_whose(decision)} until {decision.valid_until}.", as_json)


def explain(
    rule_id: RuleCode,
    return_id: Return = "",
    force: Force = "",
    year: Year = "",
    basis: Basis = "",
    key: Key = "",
    reason: Annotated[str, typer.Option(help="Why the figure is as it is.")] = "",
    by: By = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Write down why a finding is as it is. It stays a finding; the explanation is published beside it.

    Exit code 2: refused, and why.

    Example: icm explain R11 --return expenditure --force kent --year 2025/26 --basis outturn
    --reason "Regional units moved to the lead force" --by "Finance, Kent"
    """
    from orchestration.validation.decisions import record_explanation

    with _deciding(workspace, return_id, force, year, basis) as (connection, catalogue, scope):
        decision = record_explanation(connection, catalogue, rule_id, scope, key, reason, by)
    _tell(decision, f"{rule_id} is explained for {_whose(decision)}.", as_json)


def sign_off(
    return_id: Return = "",
    force: Force = "",
    year: Year = "",
    basis: Basis = "",
    by: By = "",
    role: Annotated[str, typer.Option(help="In what role, as 'Chief finance officer'.")] = "",
    remark: Annotated[str, typer.Option(help="What they wish to say.")] = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Write down that a force stands by the version of a return that is in force.

    A later version is not signed off with it. Exit code 2: refused, and why.

    Example: icm sign-off --return expenditure --force kent --year 2025/26 --basis outturn
    --by "C. Officer" --role "Chief finance officer"
    """
    from orchestration.validation.decisions import record_sign_off

    with _deciding(workspace, return_id, force, year, basis, needs_basis=True) as (connection, _, scope):
        decision = record_sign_off(connection, scope, by, role, remark)
    _tell(decision, f"{_whose(decision)} is signed off, submission {decision.submission_id}.", as_json)


def match(
    same: Annotated[
        tuple[str, str] | None, typer.Option(metavar="ID ID", help="Two Agreement ids that mean one agreement.")
    ] = None,
    different: Annotated[
        tuple[str, str] | None, typer.Option(metavar="ID ID", help="Two Agreement ids that mean two agreements.")
    ] = None,
    reason: Annotated[str, typer.Option(help="How you know.")] = "",
    by: By = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Say whether two registers report one agreement or two; the next load goes by it.

    What is said last of two ids holds, and the register of decisions keeps all. Exit code 2: refused, and why.

    Example: icm match --same em-forensics kent-forensic-unit --reason "One unit, both leads say" --by "A Steward"
    """
    from orchestration.validation.decisions import DecisionRefused, record_pair

    with _opened(workspace) as (_, connection):
        if bool(same) == bool(different):
            raise DecisionRefused("Say either --same or --different, each with two Agreement ids.")
        one, other = same or different or ("", "")
        decision = record_pair(connection, one, other, bool(same), reason, by)
    told = "mean one agreement" if decision.kind == "same_agreement" else "mean two agreements"
    _tell(decision, f"{' and '.join((decision.natural_key or '').split(' | '))} {told} from the next load on.", as_json)


@contextmanager
def _deciding(
    workspace: Path | None, return_id: str, force: str, year: str, basis: str, *, needs_basis: bool = False
) -> Iterator[tuple[DuckDBPyConnection, Catalogue, Scope]]:
    """A hub that has loaded something, held while a decision on a return is taken."""
    from orchestration.returns.reference_lists import read_reference_lists
    from orchestration.validation.catalogue import read_catalogue
    from orchestration.validation.decisions import scope_of

    with _opened(workspace) as (settings, connection):
        lists = read_reference_lists(settings.seeds)
        scope = scope_of(lists, return_id, force, year, basis, needs_basis=needs_basis)
        yield connection, read_catalogue(settings.seeds), scope


@contextmanager
def _opened(workspace: Path | None) -> Iterator[tuple[Settings, DuckDBPyConnection]]:
    """A hub that has loaded something; a refusal ends the command with exit code 2."""
    from orchestration.validation.decisions import DecisionRefused
    from orchestration.warehouse.database import WarehouseHeld
    from orchestration.warehouse.holding import holding
    from orchestration.warehouse.lock import WarehouseBusy

    settings = settings_from_environment(workspace)
    try:
        if not settings.warehouse.exists():
            raise DecisionRefused(f"Nothing has been loaded in {settings.workspace}; name the hub with --workspace.")
        with holding(settings) as connection:
            yield settings, connection
    except (DecisionRefused, WarehouseBusy, WarehouseHeld) as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error


def _whose(decision: Decision) -> str:
    whose = (decision.return_id, decision.force_id, decision.financial_year, decision.variant, decision.natural_key)
    return ", ".join(each for each in whose if each)


def _tell(decision: Decision, sentence: str, as_json: bool) -> None:
    if as_json:
        print_json(asdict(decision))
    else:
        console.print(f"{decision.decision_id}: {sentence}", markup=False)
