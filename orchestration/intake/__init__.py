"""From a received file to raw rows and a line in the ledger. Knows nothing of Dagster."""
