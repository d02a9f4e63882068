"""The private DuckDB file: opening it, its raw and ledger tables, and running dbt on it. Knows nothing of Dagster."""
