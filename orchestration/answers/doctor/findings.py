"""What a look at one part of a hub found."""

from __future__ import annotations

from dataclasses import dataclass

GOOD, NOTE, PROBLEM = "good", "note", "problem"


@dataclass(frozen=True)
class Finding:
    """One line of the checkup.

    Attributes:
        part: The part of the hub, for example Disk.
        state: good; note, for something to know that stops no load; problem, for something that does or will.
        found: What was found, as a sentence.
        what_to_do: What the operator does about it; empty where there is nothing to do.
    """

    part: str
    state: str
    found: str
    what_to_do: str = ""


def good(part: str, found: str) -> Finding:
    """Return a line on a part that is as it should be."""
    return Finding(part, GOOD, found)


def note(part: str, found: str, what_to_do: str = "") -> Finding:
    """Return a line on something to know that stops no load."""
    return Finding(part, NOTE, found, what_to_do)


def problem(part: str, found: str, what_to_do: str) -> Finding:
    """Return a line on something that stops a load, or will."""
    return Finding(part, PROBLEM, found, what_to_do)
