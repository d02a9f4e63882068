"""How often Python looks for objects that only refer to one another.

In scope: one setting, for every process that may run a load. Out of scope: freeing anything itself.
"""

from __future__ import annotations

import gc

# Objects made since the last look, and how many looks at the young ones come before one at older ones. That of
# Python 3.11 (700, 10, 10) suits programs that run for years; the libraries of a load alone make a million objects that
# stay.
_RARELY = (50_000, 20, 50)


def collect_rarely() -> None:
    """Look for such objects every 50,000 new ones: a load reads many small rows, and few of them make circles."""
    gc.set_threshold(*_RARELY)
