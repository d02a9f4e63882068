"""The steward's report: a static site of what arrived, what is wrong, what needs a person. Knows no Dagster."""
