"""A load and its stages, without Dagster."""
