"""Names of policing bodies: the area in the name of a commissioner, a police authority or a chief constable.

In scope: taking the name apart. Out of scope: which force polices the area (`returns.reference_lists`).
"""

from __future__ import annotations

import re

_COMMISSIONER = (
    r"(?:police(?:,? fire(?: (?:&|and) rescue)?,?)?(?: (?:&|and) rescue)?,? (?:&|and) crime commissioner"
    r"|police,? crime (?:&|and) victims'? commissioner"
    r"|commissioner for police, fire (?:&|and) rescue (?:&|and) crime|o?pf?cc)"
)
_CHIEF = r"(?:chief constable|police authority)"
_WELSH = r"(?:swyddfa )?comisiynydd (?:yr )?heddlu a(?:c)? throsedd(?:u|au)?(?: (?:ar gyfer|dros))?"
# The area is last, or first: PCC for Kent, Kent PCC. Each alternative begins with a word of its own.
_AREA_LAST = re.compile(
    rf"(?:the )?(?:office of (?:the )?)?(?:{_COMMISSIONER}|{_CHIEF}|{_WELSH})(?: for| of)?(?: the)? (?P<area>.+)"
)
_AREA_FIRST = re.compile(rf"(?P<area>.+?)(?:'s)? (?:office of (?:the )?)?(?:{_COMMISSIONER}|{_CHIEF})(?:'s office)?")
_IN_BRACKETS = re.compile(r" ?\([^()]*\)")
# Mayors and corporations that are the policing body of an area, and the names of their offices.
_MAYORS = {
    "mayor's office for policing and crime": "metropolitan police",
    "mayor's office for policing and crime (mopac)": "metropolitan police",
    "mopac": "metropolitan police",
    "city of london corporation": "city of london",
    "greater manchester combined authority": "greater manchester",
    "west yorkshire combined authority": "west yorkshire",
    "south yorkshire mayoral combined authority": "south yorkshire",
    "york and north yorkshire combined authority": "north yorkshire",
}


def area_of_policing_body(name: str) -> str | None:
    """The area, or the force, in the name of a policing body; None where the name is of none.

    Args:
        name: A name as `folded` gives it.
    """
    if mayor := _MAYORS.get(name):
        return mayor
    bare = _IN_BRACKETS.sub("", name)
    found = _AREA_LAST.fullmatch(bare) or _AREA_FIRST.fullmatch(bare)
    return found["area"] if found else None
