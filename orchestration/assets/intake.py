"""Assets from the landing folder to raw tables, with the rules of each return as asset checks.

Belongs here: wrapping `intake` and `validation`. Does not belong here: what they do. Annotations are evaluated in this
file (no `from __future__`): Dagster reads the type of `context`.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.checks.rules import rule_check_results, rule_check_specs
from orchestration.checks.rules_across import across_check_results, across_check_specs
from orchestration.intake.receive import receive_landed
from orchestration.matching.match import match_registers
from orchestration.resources import HubResource
from orchestration.returns.description import ReturnDescription, Table, all_descriptions, description_of
from orchestration.validation.across import compare_returns
from orchestration.validation.validate import validate_return
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.lock import one_writer

LANDING = dg.AssetKey(["landing", "files"])
SUBMISSIONS = dg.AssetKey(["ledger", "submissions"])
COMPARISON = dg.AssetKey(["ledger", "comparison"])
MATCHING = dg.AssetKey(["ledger", "agreement_reports"])
LEDGER_TABLES = (
    "findings", "finding_history", "decisions", "row_fates", "rule_results", "column_places", "repairs",
    "value_changes",
)  # fmt: skip


def build_intake_assets() -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The landing folder, the ledger, and one asset for each raw table."""
    landing = dg.AssetSpec(
        LANDING, group_name="landing", description="Files as received: the only way into the warehouse."
    )
    returns = [_return_asset(description) for description in all_descriptions()]
    return [landing, _submissions_asset(), *returns, _matching_asset(), _comparison_asset(), _ledger_asset()]


def _submissions_asset() -> dg.AssetsDefinition:
    @dg.asset(
        key=SUBMISSIONS,
        deps=[LANDING],
        group_name="ledger",
        description="One line a received file: what it is, which version, and what became of it.",
    )
    def submissions(context: dg.AssetExecutionContext, hub: HubResource) -> dg.MaterializeResult[Any]:
        settings = hub.settings()
        with one_writer(settings):
            receipt = receive_landed(settings)
        context.log.info(f"{len(receipt.new)} new files, {len(receipt.already_received)} already received")
        return dg.MaterializeResult(
            metadata={"new": len(receipt.new), "already_received": len(receipt.already_received)}
        )

    return submissions


def _return_asset(description: ReturnDescription) -> dg.AssetsDefinition:
    tables = _raw_tables(description)
    specs = [
        dg.AssetSpec(
            ["raw", name],
            deps=[SUBMISSIONS],
            group_name="raw",
            description=f"{description.title}: {table.grain}, as text exactly as given.",
        )
        for name, table in tables.items()
    ]

    @dg.multi_asset(
        name=f"validate_{description.return_id}", specs=specs, check_specs=rule_check_specs(description.return_id)
    )
    def validated_return(
        context: dg.AssetExecutionContext, hub: HubResource
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        settings = hub.settings()
        with one_writer(settings):
            outcomes = validate_return(settings, description.return_id)
            counts = _row_counts(hub, description)
            results = rule_check_results(settings, description.return_id)
        for submission, status in outcomes.items():
            context.log.info(f"{submission}: {status}")
        for name in tables:
            yield dg.MaterializeResult(asset_key=["raw", name], metadata={"dagster/row_count": counts[name]})
        yield from results

    return validated_return


def _matching_asset() -> dg.AssetsDefinition:
    registers = [dg.AssetKey(["raw", name]) for name in _raw_tables(description_of("collaboration_register"))]

    @dg.asset(
        key=MATCHING,
        deps=registers,
        group_name="ledger",
        description="Which report of which register belongs to which agreement.",
    )
    def agreement_reports(hub: HubResource) -> dg.MaterializeResult[Any]:
        settings = hub.settings()
        with one_writer(settings):
            found = match_registers(settings)
        agreements = {each.agreement_id for each in found.reports}
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(found.reports), "agreements": len(agreements), "in_doubt": len(found.doubts)
            }
        )  # fmt: skip

    return agreement_reports


def _comparison_asset() -> dg.AssetsDefinition:
    @dg.asset(
        key=COMPARISON,
        # Both write to the ledger, and registers say of one another what matching has settled.
        deps=[*_raw_keys(), MATCHING],
        group_name="ledger",
        description="What returns say of one another, of the year before and of other bodies.",
        check_specs=across_check_specs(COMPARISON),
    )
    def comparison(
        context: dg.AssetExecutionContext, hub: HubResource
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        settings = hub.settings()
        with one_writer(settings):
            outcomes = compare_returns(settings)
            results = across_check_results(settings, COMPARISON)
        for submission, status in outcomes.items():
            context.log.info(f"{submission}: {status}")
        yield dg.MaterializeResult(asset_key=COMPARISON, metadata={"submissions_with_changes": len(outcomes)})
        yield from results

    return comparison


def _ledger_asset() -> dg.AssetsDefinition:
    before = [*_raw_keys(), COMPARISON]
    specs = [
        dg.AssetSpec(
            ["ledger", name], deps=before, group_name="ledger", description=f"Ledger: {name.replace('_', ' ')}."
        )
        for name in LEDGER_TABLES
    ]

    @dg.multi_asset(name="ledger_tables", specs=specs)
    def ledger_tables(hub: HubResource) -> Iterator[dg.MaterializeResult[Any]]:
        with one_writer(hub.settings()), open_warehouse(hub.settings()) as connection:
            counts = {name: _count(connection, f"ledger.{name}") for name in LEDGER_TABLES}
        for name, rows in counts.items():
            yield dg.MaterializeResult(asset_key=["ledger", name], metadata={"dagster/row_count": rows})

    return ledger_tables


def _raw_tables(description: ReturnDescription) -> dict[str, Table]:
    """Raw tables of a return by name; two forms may hold the same one."""
    return {description.raw_table(table): table for form in description.forms for table in form.tables}


def _raw_keys() -> list[dg.AssetKey]:
    return [dg.AssetKey(["raw", name]) for description in all_descriptions() for name in _raw_tables(description)]


def _row_counts(hub: HubResource, description: ReturnDescription) -> dict[str, int]:
    with open_warehouse(hub.settings()) as connection:
        return {name: _count(connection, f"raw.{name}") for name in _raw_tables(description)}


def _count(connection: Any, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
