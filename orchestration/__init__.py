"""The national ICM warehouse: from received files to a published release.

One package per room, in the order of `tests/unit/test_layering.py`: a room imports only those before it. Only
`dagster_hub` and `definitions.py` know Dagster.
"""

__version__ = "0.12.0"  # the only place: pyproject.toml reads it, and a test compares it with CHANGELOG.md
