"""What people read of a load whether or not a release follows: as assets, in one step.

Belongs here: wrapping the reports and their order. Does not belong here: what stands in them (`return_to_sender`,
`validation.data_docs`, `steward_report`). No `from __future__`: Dagster reads the annotations.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.resources import HubResource
from orchestration.return_to_sender.write import FOLDER as BACK_TO_SENDER
from orchestration.return_to_sender.write import write_back_to_sender
from orchestration.steward_report.write import write_steward_report
from orchestration.validation.data_docs import write_data_docs
from orchestration.warehouse.lock import one_writer

_SENT_BACK = dg.AssetKey(["reports", "back_to_sender"])
_EVIDENCE = dg.AssetKey(["reports", "data_docs"])
_STEWARD = dg.AssetKey(["reports", "steward"])
_FINDINGS = dg.AssetKey(["ledger", "findings"])
_RESULTS = dg.AssetKey(["ledger", "rule_results"])


def build_reports_asset() -> dg.AssetsDefinition:
    """The files that go back, the engineer's evidence, and the steward's report, which links to both."""

    @dg.multi_asset(
        name="reports",
        specs=[
            dg.AssetSpec(
                _SENT_BACK,
                deps=[_FINDINGS],
                group_name="reports",
                description="Each sender's own workbook with the cells marked, CSV and JSON.",
            ),
            dg.AssetSpec(
                _EVIDENCE,
                deps=[_RESULTS],
                group_name="reports",
                description="The engineer's evidence: what each suite said in this load, as pages without a network.",
            ),
            dg.AssetSpec(
                _STEWARD,
                deps=[_FINDINGS],
                group_name="reports",
                description="The steward's report, written whether or not a release follows.",
            ),
        ],
    )
    def reports(hub: HubResource) -> Iterator[dg.MaterializeResult[Any]]:
        settings = hub.settings()
        with one_writer(settings):
            # A fault in one of the files that go back must not keep the steward from seeing the load.
            try:
                files = write_back_to_sender(settings)
                evidence = write_data_docs(settings)
            finally:
                page = write_steward_report(settings)
        folder = dg.MetadataValue.path(str(settings.reports / BACK_TO_SENDER))
        yield dg.MaterializeResult(asset_key=_SENT_BACK, metadata={"path": folder, "files": len(files)})
        shown = {"path": dg.MetadataValue.path(str(evidence))} if evidence else {}
        yield dg.MaterializeResult(asset_key=_EVIDENCE, metadata=shown)
        yield dg.MaterializeResult(asset_key=_STEWARD, metadata={"path": dg.MetadataValue.path(str(page))})

    return reports
