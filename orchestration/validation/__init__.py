"""What makes a submission acceptable: the rule catalogue, the suites that check it, findings as rows, and the outcome.

Knows nothing of Dagster.
"""
