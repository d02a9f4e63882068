"""The stages of a load as Dagster assets: each step runs one stage and says what it wrote.

In scope: keys, groups and lineage of assets, and turning what a stage said into events. Out of scope: the
stages (`pipeline`). No `from __future__`: Dagster reads the annotations.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.dagster_hub.checks.rules import rule_check_results, rule_check_specs
from orchestration.dagster_hub.checks.tables import table_check_results, table_check_specs
from orchestration.dagster_hub.columns import column_schema, lineage_of_columns
from orchestration.dagster_hub.freshness import freshness_of_returns
from orchestration.dagster_hub.home import prune_runs
from orchestration.dagster_hub.keys import (
    EVIDENCE,
    FINDINGS,
    LANDING,
    MATCHING,
    RELEASE,
    SENT_BACK,
    SERVED,
    STEWARD,
    SUBMISSIONS,
    received_key,
)
from orchestration.dagster_hub.resources import HubResource
from orchestration.log_lines import run_of_log, write_log_lines
from orchestration.pipeline.load import STAGES, StageFailed, StageReport, run_stage
from orchestration.publication.postgresql.current import serve_current
from orchestration.publication.postgresql.server import NotServed
from orchestration.publication.state import release_is_current
from orchestration.returns.description import ReturnDescription, Table, all_descriptions, description_of
from orchestration.settings import Settings
from orchestration.sources.fetch import fetch_from_sources
from orchestration.warehouse.column_lineage import kept_column_lineage
from orchestration.warehouse.holding import holding
from orchestration.warehouse.plan import LEDGER, Plan, Step, read_plan

_IN_DUCKDB = {"python", "duckdb"}
OWNERS = ["team:hub"]
_STAGES = {stage.name: stage for stage in STAGES}
Events = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]


def build_stage_assets(settings: Settings) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The landing folder, and the assets of every stage in the order of the load."""
    plan = read_plan(settings)
    landing = dg.AssetSpec(
        LANDING,
        group_name="landing",
        owners=OWNERS,
        kinds={"file"},
        description="Files as received: the only way into the warehouse.",
    )
    stages = [_receive(), _validate(settings), _match(), _compare(), _build(plan), _publish(plan), _report()]
    return [landing, *stages, *([serve_asset()] if settings.publish_to else [])]


def _run(name: str, hub: HubResource) -> StageReport:
    """Run a stage on the hub; what it could not do is the failure that Dagster shows."""
    settings = hub.settings()
    write_log_lines()
    context = dg.AssetExecutionContext.get()
    try:
        with run_of_log(context.run.run_id), holding(settings) as connection:
            done = run_stage(_STAGES[name], settings, connection)
    except StageFailed as error:
        raise dg.Failure("\n".join(error.problems)) from error
    context.log.info("Stage %s of load %s: %s", name, done.load_id, _metadata(done))
    return done


def _metadata(done: StageReport) -> dict[str, Any]:
    """Counts of a stage, what it took, and the load that it is of."""
    counts = {name.replace(" ", "_"): count for name, count in {**done.said.read, **done.said.wrote}.items()}
    return {**counts, **_taken(done)}


def _taken(done: StageReport) -> dict[str, Any]:
    """What a stage took, for the tables of which one of several is written in it."""
    seconds = {"stage_seconds": round(done.wall_seconds, 2), "stage_cpu_seconds": round(done.cpu_seconds, 2)}
    return {**seconds, **({"load_id": done.load_id} if done.load_id else {})}


def _receive() -> dg.AssetsDefinition:
    @dg.asset(
        key=SUBMISSIONS,
        deps=[LANDING],
        group_name=LEDGER,
        owners=OWNERS,
        kinds=_IN_DUCKDB,
        description="One row per received file: what it is, which version, and what happened to it.",
    )
    def receive(hub: HubResource) -> dg.MaterializeResult[Any]:
        fetched = fetch_from_sources(hub.settings())
        context = dg.AssetExecutionContext.get()
        for problem in fetched.problems:
            context.log.warning(problem)
        done = _metadata(_run("receive", hub))
        return dg.MaterializeResult(metadata={**done, "fetched": len(fetched.fetched)})

    return receive


def _validate(settings: Settings) -> dg.AssetsDefinition:
    due_by = freshness_of_returns(settings)
    specs = [
        dg.AssetSpec(
            ["raw", name],
            deps=[SUBMISSIONS],
            group_name=description.return_id,
            owners=OWNERS,
            kinds=_IN_DUCKDB,
            description=f"{description.title}: {table.grain}, as text exactly as supplied.",
            metadata=column_schema((column.name, "text", column.description) for column in table.columns),
        )
        for description in all_descriptions()
        for name, table in _raw_tables(description).items()
    ]
    received = [
        dg.AssetSpec(
            received_key(description.return_id),
            deps=[["raw", name] for name in _raw_tables(description)],
            group_name=description.return_id,
            owners=OWNERS,
            description=f"{description.title}: when a load last received one.",
            metadata={"contact": description.contact},
            freshness_policy=due_by.get(description.return_id),
            skippable=True,
        )
        for description in all_descriptions()
    ]

    @dg.multi_asset(name="validate", specs=[*specs, *received])
    def validate(hub: HubResource) -> Iterator[dg.MaterializeResult[Any]]:
        done = _run("validate", hub)
        decided = done.said.facts["outcomes"]
        with holding(hub.settings()) as connection:
            for spec in specs:
                ((rows,),) = connection.execute(f"SELECT count(*) FROM {'.'.join(spec.key.path)}").fetchall()
                yield dg.MaterializeResult(asset_key=spec.key, metadata={"dagster/row_count": rows, **_taken(done)})
            for return_id, files in connection.execute(
                "SELECT return_id, count(*) FROM ledger.submissions WHERE list_contains(?, submission_id) GROUP BY 1",
                [list(decided)],
            ).fetchall():
                yield dg.MaterializeResult(asset_key=received_key(return_id), metadata={"files": files, **_taken(done)})

    return validate


def _match() -> dg.AssetsDefinition:
    @dg.asset(
        key=MATCHING,
        deps=[dg.AssetKey(["raw", name]) for name in _raw_tables(description_of("collaboration_register"))],
        group_name=LEDGER,
        owners=OWNERS,
        kinds=_IN_DUCKDB,
        description="Which report of which register belongs to which agreement.",
    )
    def match(hub: HubResource) -> dg.MaterializeResult[Any]:
        return dg.MaterializeResult(metadata=_metadata(_run("match", hub)))

    return match


def _compare() -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="compare",
        specs=[
            dg.AssetSpec(
                FINDINGS,
                # Both write to the ledger, and registers say of one another what matching has settled.
                deps=[*_raw_keys(), MATCHING],
                group_name=LEDGER,
                owners=OWNERS,
                kinds={"great_expectations", "dbt", "duckdb"},
                description="What was found in returns, and what they say of one another.",
            )
        ],
        check_specs=rule_check_specs(FINDINGS),
    )
    def compare(hub: HubResource) -> Events:
        said = _run("compare", hub)
        yield dg.MaterializeResult(asset_key=FINDINGS, metadata=_metadata(said))
        with holding(hub.settings()) as connection:
            yield from rule_check_results(connection, FINDINGS)

    return compare


def _build(plan: Plan) -> dg.AssetsDefinition:
    specs = [
        dg.AssetSpec(
            step.relation.split("."),
            deps=sorted(_behind(plan, step)),
            group_name=_domain(step),
            owners=OWNERS,
            kinds={"dbt", "duckdb"},
            description=step.comment,
            metadata=column_schema((each.name, each.type, step.comments.get(each.name)) for each in step.columns),
            skippable=True,
        )
        for step in plan.published
    ]

    known = {spec.key for spec in specs} | set(_raw_keys()) | {SUBMISSIONS, MATCHING, FINDINGS}

    @dg.multi_asset(name="build", specs=specs, check_specs=table_check_specs(plan))
    def build(hub: HubResource) -> Events:
        stage = _run("build", hub)
        done = stage.said.facts.get("build")
        if done is None:
            return
        with holding(hub.settings()) as connection:
            if release_is_current(connection, hub.settings()):
                return
            behind = kept_column_lineage(plan, connection, hub.settings().dagster_home / "column_lineage.json")
            for spec in specs:
                relation = ".".join(spec.key.path)
                ((rows,),) = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
                facts = {"dagster/row_count": rows, "changed": relation in done.changed, **_taken(stage)}
                yield dg.MaterializeResult(
                    asset_key=spec.key, metadata={**facts, **lineage_of_columns(behind[relation], known)}
                )
        yield from table_check_results(plan, done)

    return build


def _publish(plan: Plan) -> dg.AssetsDefinition:
    @dg.asset(
        key=RELEASE,
        deps=[step.relation.split(".") for step in plan.published],
        group_name="release",
        owners=OWNERS,
        kinds={"duckdb", "parquet", "csv", "excel", "html"},
        description="One immutable folder: the DuckDB file, Parquet, CSV and pages; then `current` points to it.",
    )
    def publish(hub: HubResource) -> dg.MaterializeResult[Any]:
        done = _run("publish", hub)
        release = done.said.facts.get("release")
        if release is None:
            return dg.MaterializeResult(metadata={"published": False, **_metadata(done)})
        return dg.MaterializeResult(
            metadata={
                **_metadata(done),
                "release_id": release.release_id,
                "path": dg.MetadataValue.path(str(release.folder)),
                "page": dg.MetadataValue.path(str(release.folder / "index.html")),
            }
        )

    return publish


def serve_asset() -> dg.AssetsDefinition:
    """The current release in the database that the settings name, also where this run published none."""

    @dg.asset(
        key=SERVED,
        deps=[RELEASE],
        group_name="release",
        owners=OWNERS,
        kinds={"postgresql"},
        description="The current release, and the public edition, in PostgreSQL.",
    )
    def serve(hub: HubResource) -> dg.MaterializeResult[Any]:
        try:
            served = serve_current(hub.settings())
        except NotServed as error:
            raise dg.Failure(f"The release could not be served. {error}") from error
        if served is None:
            return dg.MaterializeResult(metadata={"new": False})
        facts: dict[str, Any] = {"release_id": served.release_id, "where": served.where, "new": served.is_new}
        return dg.MaterializeResult(metadata=facts)

    return serve


def _report() -> dg.AssetsDefinition:
    about = {
        SENT_BACK: "Each sender's own workbook with the cells marked, CSV and JSON.",
        EVIDENCE: "The engineer's evidence: what each suite said in this load, as pages without a network.",
        STEWARD: "The steward's report, written whether or not a release follows.",
    }

    @dg.multi_asset(
        name="report",
        specs=[
            dg.AssetSpec(key, deps=[FINDINGS], group_name="reports", owners=OWNERS, kinds={"html"}, description=text)
            for key, text in about.items()
        ],
    )
    def report(context: dg.AssetExecutionContext, hub: HubResource) -> Iterator[dg.MaterializeResult[Any]]:
        done = _run("report", hub)
        facts = done.said.facts
        prune_runs(context.instance, hub.keep_releases)
        yield dg.MaterializeResult(asset_key=SENT_BACK, metadata={"files": len(facts["files"]), **_taken(done)})
        shown = {"path": dg.MetadataValue.path(str(facts["evidence"]))} if facts["evidence"] else {}
        yield dg.MaterializeResult(asset_key=EVIDENCE, metadata=shown)
        yield dg.MaterializeResult(asset_key=STEWARD, metadata={"path": dg.MetadataValue.path(str(facts["page"]))})

    return report


def _behind(plan: Plan, step: Step) -> set[dg.AssetKey]:
    """Published tables that a table reads, directly or through others, and the raw tables and the ledger behind it."""
    published = {each.relation for each in plan.published}
    found: set[dg.AssetKey] = set()
    waiting, seen = list(step.reads), {step.relation}
    raw, ledger = set(step.doors), bool(step.ledger)
    while waiting:
        relation = waiting.pop()
        if relation in seen:
            continue
        seen.add(relation)
        if relation in published:
            found.add(dg.AssetKey(relation.split(".")))
            continue
        other = plan.steps[relation]
        raw, ledger = raw | other.doors, ledger or bool(other.ledger)
        waiting.extend(other.reads)
    keys = {dg.AssetKey(["raw", name]) for return_id in raw for name in _raw_tables(description_of(return_id))}
    return found | keys | ({FINDINGS} if ledger else set())


def _domain(step: Step) -> str:
    """Subject of a table: the folder of its model, or the one above what only that subject needs."""
    return next(name for name in reversed(step.folder.split("/")) if name != "workings")


def _raw_tables(description: ReturnDescription) -> dict[str, Table]:
    """Raw tables of a return by name; two forms may hold the same one."""
    return {description.raw_table(table): table for form in description.forms for table in form.tables}


def _raw_keys() -> list[dg.AssetKey]:
    return [dg.AssetKey(["raw", name]) for description in all_descriptions() for name in _raw_tables(description)]
