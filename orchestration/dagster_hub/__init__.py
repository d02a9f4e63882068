"""The hub as Dagster sees it: its assets, checks, job, schedule and sensor. Nothing else imports Dagster."""
