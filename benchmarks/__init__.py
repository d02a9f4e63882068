"""What the hub costs next to the least that the same work must cost, measured in one run: `python -m benchmarks`.

Belongs here: what is measured and what it is compared with. Does not belong here: anything that a load runs, or tests
of what is right.
"""
