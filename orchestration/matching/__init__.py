"""Which agreements of different registers are one and the same.

In scope: reading what registers report, scoring pairs, joining them, and asking where it is in doubt. Out of scope:
which register's value stands, which the models decide (`dbt_project/models/intermediate`).
"""
