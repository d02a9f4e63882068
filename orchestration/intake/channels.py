"""Whether a file may come by the channel that it came by: the source of a force is for the files of that force alone.

In scope: that one question, and what is left of a file that may not. Out of scope: channels themselves (`sources`), and
recognising whose a file is (`intake.identity`).
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.findings.finding import Finding
from orchestration.intake.landing import LandedFile
from orchestration.intake.mapped import MappedFile
from orchestration.intake.reading import Reading
from orchestration.intake.recognition import Recognised
from orchestration.intake.record import LedgerIndex
from orchestration.returns.reference_lists import ReferenceLists

_REGISTER = "collaboration_register"


def within_channel(reading: Reading, file: LandedFile, index: LedgerIndex, lists: ReferenceLists) -> Reading:
    """The reading of a file that may come by its channel; otherwise a rejection without the rows of the file.

    What is rejected counts as sent by the force whose channel it is: the force that the file names has sent nothing.
    """
    found, force_id = reading.recognised, file.channel_force_id
    if force_id is None or found is None or reading.status == "duplicate":
        return reading
    wrong = _wrong(found, reading.mapped, force_id, index, lists)
    if wrong is None:
        return reading
    if reading.listed:
        reading.listed.discard()
    value, detail = wrong
    name = lists.forces[force_id].name if force_id in lists.forces else force_id
    finding = Finding("R23", value=value, expected=name, detail=detail)
    identity = replace(found.identity, force_id=force_id if found.description.per_force else None)
    return Reading("rejected", replace(found, identity=identity, findings=()), findings=[finding])


def _wrong(
    found: Recognised, mapped: MappedFile, force_id: str, index: LedgerIndex, lists: ReferenceLists
) -> tuple[str, str] | None:
    """What a file is that may not come by the channel of a force, and what to know of it; None where it may."""
    named, title = found.identity.force_id, found.description.title
    if found.description.per_force:
        # A file that names no force is rejected for that.
        return None if named in {None, force_id} else (f"a return of {lists.forces[str(named)].name}", "")
    if found.description.return_id != _REGISTER:
        return f"'{title}'", "It is not a return of one force."
    if _reporter(mapped, lists) != force_id:
        return f"a register of another reporter ('{title}')", "The item Reporter on the sheet About names the force."
    if not index.is_of_channel(found, force_id):
        return f"the register '{found.identity.variant}'", "The current version of that register came another way."
    return None


def _reporter(mapped: MappedFile, lists: ReferenceLists) -> str | None:
    """The force that keeps a register, by its sheet About."""
    for table in mapped.tables:
        if table.table.name == "about":
            names = table.table.landed_columns
            item, value = names.index("item"), names.index("value")
            for _, _, row in table.rows:
                if (row[item] or "").strip().lower() == "reporter":
                    return lists.force_called(row[value] or "")
    return None
