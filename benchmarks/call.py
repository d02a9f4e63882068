"""Calling one function of the benchmarks in a process of its own: `python -m benchmarks.call floors:load ...`.

In scope: finding and calling it. Out of scope: measuring it (`measure`).
"""

from __future__ import annotations

import importlib
import sys

from orchestration.garbage import collect_rarely


def main() -> None:
    """Call the function that the first argument names with the others, as text, in a process set up as a hub's is."""
    collect_rarely()
    module, function = sys.argv[1].split(":")
    getattr(importlib.import_module(f"benchmarks.{module}"), function)(*sys.argv[2:])


if __name__ == "__main__":
    main()
