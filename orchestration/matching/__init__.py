"""Which agreements of different registers are one and the same.

Belongs here: reading what registers report, scoring pairs, joining them, and asking where it is in doubt. Does not
belong here: which register's value stands, which the models decide (`dbt_project/models/intermediate`).
"""
