"""The force that somebody probably meant by a name that no force goes by; none where two could be meant.

In scope: a hint that is right or absent. Out of scope: names that are known (`returns.reference_lists`), other hints
(`findings.finding`).
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from orchestration.returns.plain_text import plain
from orchestration.returns.policing_bodies import area_of_policing_body
from orchestration.returns.reference_lists import ReferenceLists

LONGEST_NAME = 100  # characters; a longer text is no name with a slip in it
_SHORTEST_WORD = 4  # a slip of one letter in a shorter word makes another word
_SAY_NOTHING = frozenset(
    {"police", "constabulary", "force", "service", "heddlu", "the", "of", "for", "and", "a", "area", "county"}
)

# Counties with a name of their own that is one or two letters from that of another force.
_OTHER_COUNTIES = frozenset({"herefordshire", "huntingdonshire", "northumberland", "worcestershire"})


def nearest_force(name: str, lists: ReferenceLists) -> str | None:
    """Name of the one force whose name is part of a text, or is the text but for a slip of the pen; otherwise None.

    A slip never changes the first letter of a word: East Midlands is not a misspelt West Midlands.
    """
    if len(name) > LONGEST_NAME:
        return None
    given = _words(plain(name).casefold())
    known = [(alias, force_id) for alias, force_id in lists.force_by_name.items() if len(alias) >= _SHORTEST_WORD]
    named = [(_words(alias), force_id) for alias, force_id in known]
    return _the_one(_contained(given, named), lists) or _the_one(_misspelt(given, named), lists)


def force_sentence(name: str, lists: ReferenceLists) -> str:
    """A sentence that offers the force that was probably meant, or nothing."""
    found = nearest_force(name, lists)
    return f"The nearest known name is '{found}'." if found else ""


def force_question(name: str, lists: ReferenceLists) -> str:
    """A question that offers the force that was probably meant to who types, or nothing."""
    found = nearest_force(name, lists)
    return f"Did you mean '{found}'?" if found else ""


def _words(name: str) -> tuple[str, ...]:
    own = area_of_policing_body(name) or name
    return tuple(word for word in re.findall(r"[^\W_]+", own) if word not in _SAY_NOTHING)


def _contained(given: tuple[str, ...], named: list[tuple[tuple[str, ...], str]]) -> set[str]:
    """Forces whose name stands in the words; of two such names the longer one where it holds the other."""
    found = {
        (words, force_id)
        for words, force_id in named
        if words and any(given[start : start + len(words)] == words for start in range(len(given)))
    }
    longest = max((len(words) for words, _ in found), default=0)
    within = {words for words, _ in found if len(words) == longest}
    return {
        force_id
        for words, force_id in found
        if words in within or not any(" ".join(words) in " ".join(longer) for longer in within)
    }


def _misspelt(given: tuple[str, ...], named: list[tuple[tuple[str, ...], str]]) -> set[str]:
    """Forces of whose name every word is a word given, or that but for slips; those with the fewest slips."""
    slips: dict[str, int] = {}
    for words, force_id in named:
        numbers = [_slips(one, word) for one, word in zip(given, words, strict=False)]
        each = [number for number in numbers if number is not None]
        if len(each) == len(words) == len(given) > 0:
            total = sum(each)
            slips[force_id] = min(total, slips.get(force_id, total))
    fewest = min(slips.values(), default=0)
    return {force_id for force_id, number in slips.items() if number == fewest}


def _slips(given: str, word: str) -> int | None:
    """Letters too many, too few, wrong or swapped; None where there are too many of them for a slip."""
    if given == word:
        return 0
    if min(len(given), len(word)) < _SHORTEST_WORD or given[0] != word[0] or given in _OTHER_COUNTIES:
        return None
    allowed = max(1, len(word) // 3)
    number = OSA.distance(given, word, score_cutoff=allowed)
    return number if number <= allowed else None


def _the_one(found: set[str], lists: ReferenceLists) -> str | None:
    return lists.forces[next(iter(found))].name if len(found) == 1 else None
