"""The dbt files that follow from the descriptions of the returns, written by `make generate` and checked in.

In scope: SQL and YAML that repeat what a description states. Out of scope: the descriptions (`returns`), and models
with a rule of their own (`dbt_project`).
"""
