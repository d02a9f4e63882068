"""Sentences on who works with whom. `assets/collaborations.js` writes the same when a reader chooses."""

from __future__ import annotations

from orchestration.publication.site.numbers import count

NONE_RECORDED = "That does not mean that there is none: a register may not have it."


def in_sentence(name: str) -> str:
    """Return a heading or function as it is written inside a sentence: Procurement, but ICT stays.

    >>> in_sentence("Human resources"), in_sentence("ICT"), in_sentence("G4S contract")
    ('human resources', 'ICT', 'G4S contract')
    """
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def agreements_counted(number: int, kind: str = "live agreement") -> str:
    """Return a number of agreements: 1 live agreement, 43 live agreements."""
    return f"{count(number)} {kind}{'' if number == 1 else 's'}"


def who_works_together(forces: int, all_forces: int, agreements: int, function: str = "", force: str = "") -> str:
    """Say how many forces work together in live agreements.

    Args:
        forces: Forces that are party to one of the agreements; with `force`, the others among them.
        all_forces: Forces of the release.
        agreements: Live agreements chosen.
        function: Name of the function chosen; empty for all.
        force: Name of the force chosen; empty for all.
    """
    on = f" on {in_sentence(function)}" if function else ""
    if not agreements:
        return f"No live agreement{on}{f' with {force} as a party' if force else ''} is recorded. {NONE_RECORDED}"
    inside = agreements_counted(agreements)
    if force:
        shared = f"shares work{on}" if function else "shares functions"
        others = f"{count(forces)} other force{'' if forces == 1 else 's'}" if forces else "bodies that are not forces"
        return f"{force} {shared} with {others} in {inside}."
    shared = f"work{on}" if function else "functions"
    return f"{count(forces)} of {count(all_forces)} forces share {shared} in {inside}."
