"""Joining reports into national agreements.

In scope: which pairs are compared, which are joined, which are asked about, and the national id. Out of scope:
the score of a pair (`matching.score`), or reading and writing (`matching.match`).

The same Agreement id in two registers is the same agreement. Other reports are compared where they share a function and
two parties or the lead. Pairs are joined best first, and never so that one register would stand in an agreement twice:
within two registers each report has at most one counterpart. No score joins reports whose start dates, styles, legal
bases or titles differ, nor a report with one that is joined with such a report already: only an Agreement id or a
steward does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from orchestration.matching.reports import Report, Terms, tier
from orchestration.matching.score import MatchingSettings, differences, score, titles_differ

Method = Literal["stable_id", "matched", "decided", "alone"]
_FEWEST_SHARED_PARTIES = 2


@dataclass(frozen=True)
class Decided:
    """What a steward said of two Agreement ids; of several about one pair the last holds."""

    one: str
    other: str
    is_same: bool


@dataclass(frozen=True)
class Matched:
    """A report and the agreement it belongs to.

    Attributes:
        agreement_id: National id.
        method: How it is known.
        tier: 1 where its register is kept by the force that leads the agreement, 2 by one that hosts it, otherwise 3;
            whichever register names the lead or host.
        score: Score of the pair that joined it; None where it was not a score.
        counterpart: Report it was joined with.
    """

    report: Report
    agreement_id: str
    method: Method
    tier: int
    score: float | None = None
    counterpart: Report | None = None


@dataclass(frozen=True)
class Doubt:
    """Two reports that may be one agreement: the later register's and the other.

    Attributes:
        differences: Terms in which they, or reports joined with them, differ: name of the term to two values.
    """

    later: Report
    other: Report
    score: float
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Matching:
    """Outcome: every report once, and the pairs in doubt."""

    reports: tuple[Matched, ...]
    doubts: tuple[Doubt, ...]


@dataclass(slots=True)
class _Pair:
    one: str
    other: str
    score: float
    reports: tuple[Report, Report]

    @property
    def place(self) -> tuple[float, str, str]:
        """The best score first; of equal ones always the same pair of registers."""
        one, other = self.reports
        return (-self.score, one.submission_id, other.submission_id)


@dataclass
class _Groups:
    """Agreement ids joined into groups, each with the registers it stands in and the terms they report."""

    registers: dict[str, set[str]]
    terms: dict[str, set[Terms]]
    different: set[frozenset[str]]
    members: dict[str, set[str]] = field(default_factory=dict)
    group_of: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.members = {each: {each} for each in self.registers}
        self.group_of = {each: each for each in self.registers}

    def copy(self) -> _Groups:
        """The same groups, to try something out on."""
        copied = _Groups(
            {name: set(where) for name, where in self.registers.items()},
            {name: set(reported) for name, reported in self.terms.items()},
            self.different,
        )
        copied.members = {name: set(ids) for name, ids in self.members.items()}
        copied.group_of = dict(self.group_of)
        return copied

    def may_join(self, one: str, other: str) -> bool:
        """Whether no register would stand in the group twice and nobody said that they differ."""
        first, second = self.group_of[one], self.group_of[other]
        if first == second or not self.registers[first].isdisjoint(self.registers[second]):
            return False
        return not self.different or not any(
            frozenset((a, b)) in self.different for a in self.members[first] for b in self.members[second]
        )

    def differences(self, one: str, other: str, settings: MatchingSettings) -> dict[str, tuple[str, str]]:
        """Terms in which any report in the group of one id differs from any in the group of the other."""
        found: dict[str, tuple[str, str]] = {}
        for first in sorted(self.terms[self.group_of[one]], key=str):
            for second in sorted(self.terms[self.group_of[other]], key=str):
                found = {**differences(first, second, settings), **found}
        return found

    def join(self, one: str, other: str) -> None:
        """Join the groups of two ids."""
        first, second = sorted((self.group_of[one], self.group_of[other]))
        for each in self.members.pop(second):
            self.group_of[each] = first
            self.members[first].add(each)
        self.registers[first] |= self.registers.pop(second)
        self.terms[first] |= self.terms.pop(second)


def match(
    reports: Sequence[Report],
    settings: MatchingSettings,
    decisions: Sequence[Decided] = (),
    known: Mapping[str, str] | None = None,
) -> Matching:
    """Join reports into agreements; the order of reports and registers makes no difference.

    Args:
        reports: Every agreement of every register.
        settings: Thresholds and weights.
        decisions: What stewards said, the oldest first.
        known: National id that an Agreement id had before; it is kept.
    """
    by_id: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda each: (each.place, each.submission_id, each.agreement_id)):
        by_id[report.agreement_id].append(report)
    said = {frozenset((each.one, each.other)): each for each in decisions}
    groups = _Groups(
        {each: {report.submission_id for report in found} for each, found in by_id.items()},
        {each: {report.terms for report in found} for each, found in by_id.items()},
        {pair for pair, each in said.items() if not each.is_same},
    )
    links: dict[str, tuple[Method, float | None, str]] = {}
    for pair, each in said.items():
        if each.is_same and pair <= by_id.keys() and groups.may_join(each.one, each.other):
            groups.join(each.one, each.other)
            links.setdefault(each.one, ("decided", None, each.other))
            links.setdefault(each.other, ("decided", None, each.one))
    scored = sorted(_scored(by_id, settings), key=lambda each: (-each.score, each.one, each.other))
    for found in scored:
        if (
            found.score >= settings.certain_score
            and groups.may_join(found.one, found.other)
            and not titles_differ(found.reports[0].title, found.reports[1].title, settings)
            and not groups.differences(found.one, found.other, settings)
        ):
            groups.join(found.one, found.other)
            links.setdefault(found.one, ("matched", found.score, found.other))
            links.setdefault(found.other, ("matched", found.score, found.one))
    doubts = tuple(_doubts(scored, groups, settings))
    return Matching(tuple(_matched(by_id, groups, links, known or {})), doubts)


def _scored(by_id: Mapping[str, list[Report]], settings: MatchingSettings) -> Iterator[_Pair]:
    """Pairs of Agreement ids worth a look, each with the score of its best pair of reports."""
    best: dict[tuple[str, str], _Pair] = {}
    for one, other in _candidates([report for found in by_id.values() for report in found]):
        reached = score(one, other, settings)
        if reached < settings.doubtful_score:
            continue
        first, second = (one, other) if one.agreement_id < other.agreement_id else (other, one)
        key = (first.agreement_id, second.agreement_id)
        pair = _Pair(*key, reached, (first, second))
        if key not in best or pair.place < best[key].place:
            best[key] = pair
    yield from best.values()


def _candidates(reports: Iterable[Report]) -> Iterator[tuple[Report, Report]]:
    """Pairs of two registers with different ids that share a function and two parties or the lead."""
    by_function: dict[tuple[bool, str], list[Report]] = defaultdict(list)
    for report in reports:
        for function in report.functions:
            by_function[report.is_illustrative, function].append(report)
    for (_, function), together in by_function.items():
        with_party: dict[str, list[int]] = defaultdict(list)
        with_lead: dict[str, list[int]] = defaultdict(list)
        for place, report in enumerate(together):
            shared = Counter(other for party in report.parties for other in with_party[party])
            near = {other for other, count in shared.items() if count >= _FEWEST_SHARED_PARTIES}
            near |= set(with_lead[report.lead]) if report.lead else set()
            for other in near:
                if _comparable(report, together[other], function):
                    yield report, together[other]
            for party in report.parties:
                with_party[party].append(place)
            if report.lead:
                with_lead[report.lead].append(place)


def _comparable(one: Report, other: Report, function: str) -> bool:
    """Whether two reports are compared, and in this function: a pair that shares several is compared once."""
    return (
        one.submission_id != other.submission_id
        and one.agreement_id != other.agreement_id
        and (len(one.functions) == 1 or function == min(one.functions & other.functions))
    )


def _doubts(scored: Sequence[_Pair], groups: _Groups, settings: MatchingSettings) -> Iterator[Doubt]:
    """Pairs that could still be joined, best first and one counterpart each, as if they were."""
    tried = groups.copy()
    for pair in scored:
        if tried.may_join(pair.one, pair.other):
            later, other = sorted(pair.reports, key=lambda each: (each.order, each.submission_id))
            found = tried.differences(later.agreement_id, other.agreement_id, settings)
            tried.join(pair.one, pair.other)
            yield Doubt(later, other, pair.score, found)


def _matched(
    by_id: Mapping[str, list[Report]],
    groups: _Groups,
    links: Mapping[str, tuple[Method, float | None, str]],
    known: Mapping[str, str],
) -> Iterator[Matched]:
    national = _national_ids(by_id, groups, known)
    leads: dict[str, set[str]] = defaultdict(set)
    hosts: dict[str, set[str]] = defaultdict(set)
    for agreement_id, found in by_id.items():
        for report in found:
            leads[groups.group_of[agreement_id]] |= report.leads
            hosts[groups.group_of[agreement_id]] |= report.hosts
    for agreement_id, found in by_id.items():
        group = groups.group_of[agreement_id]
        named = national[group]
        for report in found:
            kept_by = tier(report.reporter, leads[group], hosts[group])
            others = [each for each in found if each is not report]
            if others:
                yield Matched(report, named, "stable_id", kept_by, counterpart=others[0])
            elif agreement_id in links:
                method, reached, other = links[agreement_id]
                yield Matched(report, named, method, kept_by, reached, by_id[other][0])
            else:
                yield Matched(report, named, "alone", kept_by)


def _national_ids(by_id: Mapping[str, list[Report]], groups: _Groups, known: Mapping[str, str]) -> dict[str, str]:
    """Group to its national id: the one it had, else the id of its first report by precedence.

    An id that a report bears now belongs to the group of that report, so that two groups never share one.
    """
    ids: dict[str, str] = {}
    taken: set[str] = set()
    ordered = {
        group: sorted(members, key=lambda each: (by_id[each][0].place, each))
        for group, members in groups.members.items()
    }
    for group in sorted(ordered, key=lambda each: (by_id[ordered[each][0]][0].place, each)):
        before = [known[each] for each in ordered[group] if each in known]
        free = [each for each in before if each in groups.members[group] or (each not in by_id and each not in taken)]
        ids[group] = free[0] if free else ordered[group][0]
        taken.add(ids[group])
    return ids
