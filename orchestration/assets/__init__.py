"""Assets as Dagster sees them. Each is a thin wrapper: the work is done by packages that do not know Dagster."""
