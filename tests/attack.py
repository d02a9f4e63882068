"""An attack on withheld counts: what everything published together leaves them free to be, by linear programming.

A relation is what anybody can see: a published sum of counts of which some are withheld. In scope: the bounds. Out of
scope: which relations there are, which each test reads from what is published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

import numpy
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

# Sum of factors times counts = value, or at most value.
Relation = tuple[Mapping[Hashable, float], str, float]
INFEASIBLE, WITHOUT_BOUND = 2, 3  # what the solver says of a programme
ROUNDING = 1e-6


def bounds_of(wanted: Sequence[Hashable], relations: Sequence[Relation]) -> dict[Hashable, tuple[float, float]]:
    """Smallest and largest value of each count that all relations together allow; no count is negative."""
    found: dict[Hashable, tuple[float, float]] = dict.fromkeys(wanted, (0.0, float("inf")))
    for names, inside in _connected(relations):
        found |= _bounds_within(sorted(names & set(wanted), key=repr), names, inside)
    return found


def _connected(relations: Sequence[Relation]) -> list[tuple[set[Hashable], list[Relation]]]:
    """Counts that have to do with each other, and the relations between them: each is a programme of its own."""
    leader: dict[Hashable, Hashable] = {}

    def find(name: Hashable) -> Hashable:
        leader.setdefault(name, name)
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for factors, _, _ in relations:
        first, *others = factors
        for other in others:
            leader[find(other)] = find(first)
    groups: dict[Hashable, tuple[set[Hashable], list[Relation]]] = defaultdict(lambda: (set(), []))
    for relation in relations:
        names, inside = groups[find(next(iter(relation[0])))]
        names |= set(relation[0])
        inside.append(relation)
    return list(groups.values())


def _bounds_within(
    wanted: Sequence[Hashable], known: set[Hashable], relations: Sequence[Relation]
) -> dict[Hashable, tuple[float, float]]:
    names = sorted(known, key=repr)
    place = {name: index for index, name in enumerate(names)}
    exact = _programme(relations, place)
    found = {}
    for name in wanted:
        ends = []
        for sign in (1, -1):
            aim = numpy.zeros(len(names))
            aim[place[name]] = sign
            done = linprog(aim, bounds=(0, None), method="highs", **exact)
            if done.status == INFEASIBLE:
                # Two figures of one count that differ in the last digit contradict each other: allow for rounding.
                done = linprog(aim, bounds=(0, None), method="highs", **_programme(_rounded(relations), place))
            assert done.status in {0, WITHOUT_BOUND}, f"{name}: {done.message}"
            ends.append(sign * done.fun if done.status == 0 else float("inf"))
        found[name] = (ends[0], ends[1])
    return found


def _programme(relations: Sequence[Relation], place: Mapping[Hashable, int]) -> dict[str, object]:
    """Matrices of the relations, as the solver takes them."""
    given: dict[str, object] = {}
    for sign, (left, right) in {"=": ("A_eq", "b_eq"), "<=": ("A_ub", "b_ub")}.items():
        of_sign = [each for each in relations if each[1] == sign]
        if of_sign:
            matrix = lil_matrix((len(of_sign), len(place)))
            for row, (factors, _, _) in enumerate(of_sign):
                for name, factor in factors.items():
                    matrix[row, place[name]] = factor
            given |= {left: matrix.tocsr(), right: numpy.array([value for _, _, value in of_sign])}
    return given


def _rounded(relations: Sequence[Relation]) -> list[Relation]:
    """The relations with each equation as two limits, as far apart as rounding may put its sides."""
    limits: list[Relation] = []
    for factors, sign, value in relations:
        room = ROUNDING * max(1.0, abs(value)) if sign == "=" else 0.0
        limits.append((factors, "<=", value + room))
        if sign == "=":
            limits.append(({name: -factor for name, factor in factors.items()}, "<=", room - value))
    return limits
