"""Sharing a total out in whole units, and draws that are the same whenever they are asked for.

In scope: arithmetic that every part of the set uses. Out of scope: any figure.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence


def draws(seed: int, *words: str) -> random.Random:
    """Random draws for one purpose, named in words: the same seed and words give the same draws."""
    return random.Random("/".join((str(seed), *words)))


def wobble(source: random.Random, spread: float) -> float:
    """A factor near 1, at most `spread` away from it."""
    return 1 + source.uniform(-spread, spread)


def shared(total: int, weights: Sequence[float]) -> list[int]:
    """Share a total out by weight, in whole units that add up to it exactly.

    Args:
        total: Units to share out, none or more.
        weights: Weight of each share; where all are nil, nobody gets anything.
    """
    whole = math.fsum(weights)
    if whole <= 0:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [math.floor(each) for each in exact]
    # Largest remainder first; the earlier one where two are equal, so that the outcome never depends on the machine.
    order = sorted(range(len(weights)), key=lambda index: (shares[index] - exact[index], index))
    for index in order[: total - sum(shares)]:
        shares[index] += 1
    return shares
