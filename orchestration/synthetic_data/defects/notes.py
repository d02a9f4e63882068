"""Defects of what lies beside a file: a source note that is not its own, or that nobody can read. F14 and F16.

In scope: a clean file with another note. Out of scope: the file itself.
"""

from __future__ import annotations

from orchestration.synthetic_data.defects.grid import grid_bytes
from orchestration.synthetic_data.defects.registers import small_register
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.defects.sent_along import content_of, sent_along
from orchestration.synthetic_data.filled import REGISTER, source_note


@on_file("F14", REGISTER, adds_a_file=True)
def note_of_another_file(original: Original) -> Outcome:
    """The note gives the fingerprint of other bytes."""
    filled = small_register(original.filled, "F14")
    note = source_note("Illustrative register", "2023-03-31", b"other bytes")
    return _with_note(filled.file_name, grid_bytes(original.grid(filled)), note)


@on_file("F16", "workforce", adds_a_file=True)
def note_that_is_no_note(original: Original) -> Outcome:
    """A note that is a list instead of names and values, beside a return that says itself that it is made up."""
    filled = sent_along(original, 27, "2012/13", "workforce")
    return _with_note(filled.file_name, content_of(filled, original), "- not a note\n")


def _with_note(name: str, content: bytes, note: str) -> Outcome:
    return Outcome(((name, content),), ((name, Mark("another source note")),), True, ((name, note),))
