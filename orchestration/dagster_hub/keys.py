"""Keys of the assets that are no tables: what Dagster calls the landing folder, the ledger, the release, reports."""

import dagster as dg

from orchestration.warehouse.plan import LEDGER

LANDING = dg.AssetKey(["landing", "files"])
SUBMISSIONS = dg.AssetKey([LEDGER, "submissions"])
MATCHING = dg.AssetKey([LEDGER, "agreement_reports"])
FINDINGS = dg.AssetKey([LEDGER, "findings"])
RELEASE = dg.AssetKey(["release", "current"])
SERVED = dg.AssetKey(["release", "served"])
SENT_BACK = dg.AssetKey(["reports", "feedback"])
EVIDENCE = dg.AssetKey(["reports", "data_docs"])
STEWARD = dg.AssetKey(["reports", "steward"])


def received_key(return_id: str) -> dg.AssetKey:
    """Key of what is marked each time that a load receives something of a return."""
    return dg.AssetKey(["received", return_id])
