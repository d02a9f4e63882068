"""What the hub costs next to the least that the same work must cost, measured in one run: `python -m benchmarks`.

In scope: what is measured and what it is compared with. Out of scope: anything that a load runs, or tests
of what is right.
"""
