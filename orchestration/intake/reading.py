"""What becomes of one file between pre-flight and the ledger: refused, unrecognised, or mapped.

In scope: putting recognition and mapping together for one file. Out of scope: the order of files
(`intake.receive`), or writing anything down (`intake.record`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from orchestration.findings.finding import Finding
from orchestration.intake.corrections import with_corrections
from orchestration.intake.identity import identity_of_list
from orchestration.intake.large_file_profile import ListFacts, first_row_with
from orchestration.intake.mapped import MappedFile
from orchestration.intake.mapping import HALF_A_UNIT, keep_all, map_file
from orchestration.intake.preflight import Preflight
from orchestration.intake.recognition import NotRecognised, Recognised, recognise, recognise_by_name, recognise_list
from orchestration.readers.encodings import foreign_lines
from orchestration.readers.sheets import ReadFile, UnreadableFile
from orchestration.returns.description import Who
from orchestration.returns.reference_lists import ReferenceLists
from orchestration.returns.total_formulas import with_totals

# What two values of a list are told by, and which column of the list has them.
_SAYS: dict[str, Who] = {"R03": "force_name", "R17": "financial_year"}


@dataclass
class Reading:
    """What was learnt of one file before it is written down.

    Attributes:
        status: received, rejected, unrecognised or duplicate.
        listed: What is known of a long list that DuckDB is to land; None for every other file.
    """

    status: str
    recognised: Recognised | None = None
    mapped: MappedFile = field(default_factory=MappedFile)
    findings: list[Finding] = field(default_factory=list)
    listed: ListFacts | None = None

    @property
    def is_illustrative(self) -> bool:
        """Whether the file itself says that its figures are made up."""
        return self.recognised is not None and self.recognised.identity.is_illustrative


def classify_file(
    content: ReadFile | UnreadableFile,
    facts: Preflight,
    name: str,
    lists: ReferenceLists,
    rounding: Decimal = HALF_A_UNIT,
) -> Reading:
    """Recognise and map what a reader gave; `rounding` is what each part of a total may be off."""
    if isinstance(content, UnreadableFile):
        return unreadable(name, content, lists)
    content, corrected = with_corrections(content)
    content = with_totals(content)
    noted = [*facts.findings, *_encoding_findings(content.encoding), *corrected]
    found = recognise(content, name, lists)
    if isinstance(found, NotRecognised):
        kept = keep_all(content, "The file does not match any return.")
        return Reading("unrecognised", None, kept, [Finding("F15", detail=found.sentence), *noted])
    who = found.identity
    form = found.form.model_copy(update={"tables": (found.table,)}) if found.table else found.form
    mapped = map_file(found.description, form, content, lists, who.financial_year, rounding, who.edition)
    return Reading("received", found, mapped, [*noted, *found.findings])


def refused(name: str, findings: list[Finding], lists: ReferenceLists) -> Reading:
    """A file that nothing may read: its name alone says what it may be."""
    return Reading("rejected", recognise_by_name(name, lists), findings=findings)


def unopened(name: str, lists: ReferenceLists) -> Reading:
    """A file that lies there and cannot be opened."""
    return refused(name, [Finding("F17")], lists)


def internal_error(name: str, error: Exception, lists: ReferenceLists) -> Reading:
    """A file that brought a fault of the hub's own to light."""
    return refused(name, [Finding("H02", detail=f"{type(error).__name__}: {error}")], lists)


def _encoding_findings(encoding: str | None) -> list[Finding]:
    foreign = foreign_lines(encoding or "")
    if foreign:
        line, count = foreign
        told = "It was" if count == 1 else f"It and {count - 1:,} more {'line' if count == 2 else 'lines'} were"
        return [Finding("F31", sheet="", row=line, value=told)]
    return [Finding("F08")] if encoding == "cp1252" else []


def reading_of_list(facts: ListFacts, noted: tuple[Finding, ...], name: str, lists: ReferenceLists) -> Reading:
    """A long list whose headings and lines were examined; DuckDB lands it when its line is written."""
    identity, doubts = identity_of_list(facts.description, facts.form, name, facts.named, lists)
    facts.financial_year = identity.financial_year
    told = tuple(_with_first_row(each, facts, lists) for each in doubts)
    recognised = recognise_list(facts.description, facts.form, identity, told, name)
    findings = [*noted, *_encoding_findings(facts.encoding), *recognised.findings, *facts.findings]
    return Reading("received", recognised, findings=findings, listed=facts)


def _with_first_row(doubt: Finding, facts: ListFacts, lists: ReferenceLists) -> Finding:
    """A finding about two forces or years with the first row that is not of the one that most lines have."""
    who = _SAYS.get(doubt.rule_id)
    most, *others = (facts.named.get(who, ()) if who else ()) or ("",)
    if who == "force_name":
        others = [each for each in others if lists.force_called(each) != lists.force_called(most)]
    row = first_row_with(facts, who, others) if who else None
    return replace(doubt, detail=f"Most lines give {most}. The first that does not is row {row:,}.") if row else doubt


def unreadable(name: str, error: UnreadableFile, lists: ReferenceLists) -> Reading:
    """A file that its reader gave up."""
    finding = Finding(error.rule_id, value=error.detail, expected="a file of text", detail=error.detail)
    return refused(name, [finding], lists)
