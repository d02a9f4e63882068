"""Which counts of people are withheld so that a small one cannot be found out from what is published beside it.

A count below a threshold is withheld (primary). A count is published under headings, and headings add up, so at least
one heading beside it is withheld as well, with room enough that the small count can be anything from 0 to the
threshold (secondary); where the headings beside it have no such room, the heading above is withheld too.

In scope: the choice of headings, within one force, year and worker type. Out of scope: sums of worker types or forces
and everything else made of a withheld count, which is withheld whole (`consequences`), so that what stays published
does not depend on it. The method is complementary cell suppression on a hierarchy (Hundepool and others, Statistical
Disclosure Control, 2012, chapter 4), with a room rule instead of a linear programme; a test attacks the result by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

# Values of one heading: one for each basis (headcount, FTE), None where the basis is missing.
Values = tuple[float | None, ...]
ROOT_LEVEL = 0


@dataclass(frozen=True)
class Headings:
    """How headings add up.

    Attributes:
        parents: Heading to the one it is part of.
        levels: Heading to its level, 0 for the force as a whole.
        sums: Heading that is a sum of others beside the hierarchy, to its parts.
    """

    parents: Mapping[str, str]
    levels: Mapping[str, int]
    sums: Mapping[str, Collection[str]] = field(default_factory=dict)


def withheld_headings(
    values: Mapping[str, Values],
    headings: Headings,
    threshold: float,
    also: Collection[str] = (),
    before: Collection[str] = (),
) -> set[str]:
    """Headings whose count is withheld for one force, year and worker type, in every basis.

    Args:
        values: Count of each heading.
        headings: How they add up.
        threshold: A count above 0 and below it is small. A reported 0 is published: it says that nobody is there.
        also: Headings that are withheld for another reason.
        before: Headings that an earlier edition withheld. They come first when others are chosen, so that two
            editions cannot be subtracted from each other.

    Returns:
        The headings; none if nothing is small.
    """
    return _Table(values, headings, threshold, set(before)).withhold(set(also))


class _Table:
    def __init__(
        self, values: Mapping[str, Values], headings: Headings, threshold: float, before: Collection[str]
    ) -> None:
        self._values = values
        self._headings = headings
        self._threshold = threshold
        self._before = before
        self._withheld: set[str] = set()
        self._needs: dict[str, tuple[float, ...]] = {}
        self._children: dict[str, list[str]] = {}
        for name in values:
            parent = headings.parents.get(name)
            if parent and parent in values and name not in headings.sums:
                self._children.setdefault(parent, []).append(name)

    def withhold(self, also: Collection[str]) -> set[str]:
        small = {name for name, values in self._values.items() if any(0 < (v or 0) < self._threshold for v in values)}
        self._withheld = small | {name for name in also if name in self._values}
        if not self._withheld:
            return set()
        for name in list(self._withheld - small):
            self._open_below(name)
        # The deepest first: a heading that has to go joins those of the level above.
        for parent in sorted(self._children, key=lambda name: (-self._headings.levels[name], name)):
            self._protect_under(parent)
        for total, parts in self._headings.sums.items():
            if total in self._values and not self._withheld.isdisjoint(parts):
                self._withheld.add(total)
        return self._withheld

    def _protect_under(self, parent: str) -> None:
        """See that the withheld headings under a published one have room, or withhold that one too."""
        children = self._children[parent]
        if self._withheld.isdisjoint(children):
            return
        if parent not in self._withheld and any(self._amounts(parent)):
            for name in self._candidates(children):
                if not any(self._lacking(parent, children)):
                    return
                self._withheld.add(name)
                self._open_below(name)
            if not any(self._lacking(parent, children)):
                return
            self._withheld.add(parent)
        lacking = zip(self._need(parent), self._lacking(parent, children), strict=True)
        self._needs[parent] = tuple(max(pair) for pair in lacking)

    def _need(self, name: str) -> tuple[float, ...]:
        """By how much a withheld heading must be able to be more than it is, in each basis."""
        amounts = [value or 0.0 for value in self._values[name]]
        own = (self._threshold - value if 0 < value < self._threshold else 0.0 for value in amounts)
        return self._needs.get(name) or tuple(own)

    def _lacking(self, parent: str, children: Collection[str]) -> tuple[float, ...]:
        """What the withheld headings under one lack, in each basis, to be as large as they must be able to be.

        One can only be more if the others are less. What the heading above has and no heading under it shows is room
        as well: it is not published either.
        """
        lacking = []
        for basis, above in enumerate(self._values[parent]):
            amounts = {name: self._values[name][basis] or 0 for name in children}
            inside = [name for name in children if name in self._withheld]
            room = sum(amounts[name] for name in inside) + max(0.0, (above or 0) - sum(amounts.values()))
            found = [self._need(name)[basis] - (room - amounts[name]) for name in inside if amounts[name]]
            lacking.append(0.0 if above is None else max([0.0, *found]))
        return tuple(lacking)

    def _candidates(self, children: Collection[str]) -> Iterator[str]:
        """Headings that may be withheld to give room: those withheld before, then the smallest that are enough."""
        free = [name for name in children if name not in self._withheld and any(self._amounts(name))]
        first = sorted(name for name in free if name in self._before)
        rest = sorted(
            (name for name in free if name not in self._before),
            key=lambda name: (name in self._children, min(self._amounts(name)) < self._threshold, self._order(name)),
        )
        yield from [*first, *rest]

    def _order(self, name: str) -> tuple[float, str]:
        """The smallest of those that are enough by themselves first, the largest of those that are not."""
        least = min(self._amounts(name))
        return (least if least >= self._threshold else -least, name)

    def _amounts(self, name: str) -> list[float]:
        return [value for value in self._values[name] if value is not None] or [0]

    def _open_below(self, name: str) -> None:
        """Withhold parts of a heading, which would otherwise add up to it: as much as the threshold, if there is."""
        children = self._children.get(name, [])
        for child in self._candidates(children):
            inside = [each for each in children if each in self._withheld]
            if inside and all(
                sum(self._values[each][basis] or 0 for each in inside)
                >= min(self._threshold, self._values[name][basis] or 0)
                for basis in range(len(self._values[name]))
            ):
                return
            self._withheld.add(child)
            self._open_below(child)
