"""Which force, financial year and series a file is of: by its own cells, checked against its name.

In scope: reading and checking those. Out of scope: recognising the return (`intake.recognition`).

The content decides. Where the name of the file says otherwise, that is a finding and never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from orchestration.findings.finding import Finding, nearest
from orchestration.findings.force_hints import force_sentence
from orchestration.intake.about import About, Item
from orchestration.intake.date_columns import past_period
from orchestration.intake.values import read_date, read_financial_year
from orchestration.returns.description import AboutItem, Form, ReturnDescription, Who
from orchestration.returns.plain_text import plain
from orchestration.returns.reference_lists import ReferenceLists, folded
from orchestration.warehouse.ledger import now

_YEARS_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_ /]?((?:19|20)?\d\d)(?!\d)")
# Items of the sheet About that name a series of files which supersede each other, for returns of no one force.
_SERIES_ITEMS = ("register", "board", "name of set")


@dataclass(frozen=True)
class Identity:
    """What a submission is of.

    Attributes:
        force_id: The force; None for national files and registers, and where it is not known.
        financial_year: As `2025/26`; None where the return covers many years.
        edition: The publisher's edition, or the date a register or return was completed at.
        variant: What tells one series of submissions from another within return, force and year.
        is_illustrative: Whether the file says that its figures are made up.
    """

    force_id: str | None = None
    financial_year: str | None = None
    edition: str | None = None
    variant: str = ""
    is_illustrative: bool = False


def identity_by_about(
    description: ReturnDescription,
    form: Form,
    file_name: str,
    about: About,
    lists: ReferenceLists,
    is_1904: bool = False,
) -> tuple[Identity, list[Finding]]:
    """What a workbook says of itself on its sheet About; published files, which have none, say it by their name."""
    findings: list[Finding] = []
    if not description.per_force:
        by_name = identity_by_name(description, form, file_name, lists)
        year = about.value("financial year") or by_name.financial_year
        edition = _date(description.about_item("As at"), about, findings, is_1904) or by_name.edition
        if edition is None and not about.value("as at") and _no_rule_asks(form):
            findings.append(_at("V05", about.item("As at"), about, column="As at"))
        named = (about.value(name) for name in _SERIES_ITEMS)
        series = next((name for name in named if name), series_of(description, form))
        _check_items(description, about, findings)
        return Identity(None, year, edition, series), findings
    year = _year(about, lists, findings)
    force_id = _force(about, year, lists, findings)
    variant = _variant(description, about, findings)
    _check_items(description, about, findings)
    completed_on = _date(description.about_item("Completed on"), about, findings, is_1904)
    is_illustrative = folded(about.value("illustrative")) == "yes"
    if about.sheet_name is None:  # the file is rejected for that, and its name says whose it is
        by_name = identity_by_name(description, form, file_name, lists)
        force_id, year = force_id or by_name.force_id, year or by_name.financial_year
    identity = Identity(force_id, year, completed_on, variant or series_of(description, form), is_illustrative)
    findings.extend(disagreements_with_name(identity, file_name, lists))
    return identity, findings


def identity_of_list(
    description: ReturnDescription,
    form: Form,
    file_name: str,
    named: Mapping[Who, Sequence[str]],
    lists: ReferenceLists,
) -> tuple[Identity, list[Finding]]:
    """What the lines of a long list say: its one force and year; the name where the lines have no such column.

    Args:
        description: The return; a list of a national return is of no one force.
        form: Its form.
        file_name: Name of the file.
        named: What the lines say of whose they are.
        lists: Reference lists.
    """
    if not description.per_force:
        return _identity_of_edition(description, form, file_name, named, lists)
    forces, years = named.get("force_name", ()), named.get("financial_year", ())
    is_illustrative = any(folded(mark) == "yes" for mark in named.get("illustrative", ()))
    findings: list[Finding] = []
    by_name = identity_by_name(description, form, file_name, lists)
    readable = {read_financial_year(year).value or year for year in years}
    year = by_name.financial_year
    if len(readable) > 1:
        findings.append(Finding("R17", value=" and ".join(sorted(readable))))
    elif readable:
        year = _known_year(Item(readable.pop(), "", 0, ""), lists, findings)
    force_id = by_name.force_id
    given = {lists.force_called(name, year) or folded(name): name for name in forces}
    if len(given) > 1:
        findings.append(Finding("R03", value=" and ".join(sorted(given.values()))))
        force_id = None
    elif given:
        force_id = _known_force(Item(next(iter(given.values())), "", 0, ""), year, lists, findings)
    elif force_id is None:
        findings.append(Finding("R16"))
    if year is None and not any(finding.rule_id == "R17" for finding in findings):
        findings.append(Finding("R17"))
    identity = Identity(force_id, year, None, series_of(description, form), is_illustrative)
    findings.extend(disagreements_with_name(identity, file_name, lists))
    return identity, findings


def _identity_of_edition(
    description: ReturnDescription,
    form: Form,
    file_name: str,
    named: Mapping[Who, Sequence[str]],
    lists: ReferenceLists,
) -> tuple[Identity, list[Finding]]:
    """What the lines of a national list say: one financial year, or the latest 31 March of those it counts at."""
    column = form.who.get("financial_year")
    is_31_march = any(each.name == column and each.is_number for each in form.tables[0].columns)
    years = {*named.get("financial_year", ())}
    if is_31_march:
        counted_at = [year for year in map(year_of_31_march, years) if year]
        years = {max(counted_at)} if counted_at else years
    series = named.get("series", ())
    identity = Identity(
        None, None, max(named.get("edition", ()), default=None),
        series[0] if len(series) == 1 else series_of(description, form),
    )  # fmt: skip
    return _with_year(identity, years, file_name, lists)


def identity_of_workbook(
    description: ReturnDescription, form: Form, file_name: str, years: Set[str], lists: ReferenceLists
) -> tuple[Identity, list[Finding]]:
    """What a publisher's workbook is of: the one year that it gives, otherwise the year in its name.

    Args:
        description: The return.
        form: A form with a layout.
        file_name: Name of the file.
        years: Financial years that the workbook gives.
        lists: Reference lists.
    """
    by_name = identity_by_name(description, form, file_name, lists)
    if not form.tables:  # nothing is landed that needs a year
        return by_name, []
    known = years or ({by_name.financial_year} if by_name.financial_year else set())
    identity, findings = _with_year(by_name, known, file_name, lists)
    edition = identity.edition or (identity.financial_year or "")[:4] or None
    return replace(identity, edition=None if form.layout and form.layout.year_column else edition), findings


def _with_year(
    identity: Identity, years: Set[str], file_name: str, lists: ReferenceLists
) -> tuple[Identity, list[Finding]]:
    """The identity with its year, which must be one that the hub knows; R17 where it is not."""
    findings: list[Finding] = []
    if len(years) == 1:
        year = _known_year(Item(next(iter(years)), "", 0, ""), lists, findings)
    else:
        year = None
        findings.append(Finding("R17", value=" and ".join(sorted(years)) or "nothing"))
    identity = replace(identity, financial_year=year)
    return identity, [*findings, *disagreements_with_name(identity, file_name, lists)]


def year_of_31_march(text: str) -> str | None:
    """The financial year that ends on the 31 March of a year, as 2015/16 of 2016; None where the text is no year."""
    return f"{int(text) - 1}/{text[2:]}" if re.fullmatch(r"(?:19|20)\d\d", text, re.ASCII) else None


def identity_by_name(description: ReturnDescription, form: Form, file_name: str, lists: ReferenceLists) -> Identity:
    """What a file name says."""
    name = PurePosixPath(file_name).name
    rules = description.recognise
    edition = re.search(rules.edition_from_file_name, name) if rules.edition_from_file_name else None
    if not description.per_force:
        years = re.search(rules.financial_year_from_file_name, name) if rules.financial_year_from_file_name else None
        year = "/".join(years.groups()) if years and years.lastindex == 2 else None
        if years and years.lastindex == 1:
            year = f"{years[1]}/{(int(years[1]) + 1) % 100:02d}"
        return Identity(None, year, edition.group(1) if edition else None, series_of(description, form))
    forces = lists.forces_in_file_name(PurePosixPath(name).stem)
    force_id = next(iter(forces)) if len(forces) == 1 else None
    item = description.about_item(description.variant_item or "")
    named = [variant for variant in (item.allowed or () if item else ()) if variant in name.lower()]
    variant = named[0] if len(named) == 1 else series_of(description, form)
    named_years = _years_in_name(name, lists)
    return Identity(force_id, named_years[0] if len(named_years) == 1 else None, None, variant)


def series_of(description: ReturnDescription, form: Form) -> str:
    """Series of a return that has no variants: the same for forms whose files supersede each other."""
    return description.return_id if description.per_force else form.series or form.form_id


def disagreements_with_name(identity: Identity, file_name: str, lists: ReferenceLists) -> list[Finding]:
    """Queries where the file is named for another force or year than its content."""
    name = PurePosixPath(file_name).name
    findings = []
    named = lists.forces_in_file_name(PurePosixPath(name).stem)
    if identity.force_id and named and identity.force_id not in named:
        expected = " and ".join(sorted(lists.forces[each].name for each in named))
        findings.append(Finding("R04", value=lists.forces[identity.force_id].name, expected=expected))
    years = _years_in_name(name, lists)
    if identity.financial_year and years and identity.financial_year not in years:
        findings.append(Finding("R05", value=identity.financial_year, expected=" and ".join(years)))
    return findings


def _years_in_name(name: str, lists: ReferenceLists) -> list[str]:
    found = [f"{first}/{second[-2:]}" for first, second in _YEARS_IN_NAME.findall(name)]
    return [year for year in dict.fromkeys(found) if year in lists.financial_years]


def _year(about: About, lists: ReferenceLists, findings: list[Finding]) -> str | None:
    item = about.item("financial year")
    if item is None or not item.value:
        findings.append(_at("R17", item, about))
        return None
    return _known_year(item, lists, findings)


def _known_year(item: Item, lists: ReferenceLists, findings: list[Finding]) -> str | None:
    reading = read_financial_year(item.value)
    if reading.value is None or reading.value not in lists.financial_years:
        findings.append(_at("R17", item))
        return None
    findings.extend(_at(rule_id, item, expected=reading.value) for rule_id in reading.rules)
    return reading.value


def _force(about: About, year: str | None, lists: ReferenceLists, findings: list[Finding]) -> str | None:
    items = [item for item in about.all("force") if item.value]
    if not items:
        findings.append(_at("R16", about.item("force"), about))
        return None
    named = {lists.force_called(item.value, year) or folded(item.value): item for item in items}
    if len(named) > 1:
        both = " and ".join(item.value for item in named.values())
        findings.append(_at("R03", items[-1], value=both))
        return None
    return _known_force(items[0], year, lists, findings)


def _known_force(item: Item, year: str | None, lists: ReferenceLists, findings: list[Finding]) -> str | None:
    together = _forces_written_together(item.value, lists)
    force_id = lists.force_called(item.value, year)
    if force_id is None and len(together) == 1:  # one force under two names, as in two languages
        force_id = lists.force_called(together[0], year)
    if force_id is None:
        if len(together) > 1:
            findings.append(_at("R03", item, value=" and ".join(together)))
        else:
            findings.append(_at("R02", item, detail=force_sentence(item.value, lists)))
        return None
    force = lists.forces[force_id]
    if folded(item.value) != folded(force.name):
        findings.append(_at("R01", item, value=f"'{item.value}'", expected=force.name))
    if year and not force.is_in_being(year):
        successors = " and ".join(lists.forces[each].name for each in lists.successors.get(force_id, ()))
        detail = f"Its successor is {successors}." if successors else ""
        findings.append(_at("R19", item, expected=year, detail=detail, value=force.name))
    return force_id


def _forces_written_together(text: str, lists: ReferenceLists) -> list[str]:
    """Names of the forces that one cell joins, as 'Norfolk and Suffolk'; one where it has two names of one force."""
    parts = [part.strip() for part in re.split(r"&|,|/|;|\band\b", plain(text)) if part.strip()]
    forces = [lists.force_called(part) for part in parts]
    if len(parts) < 2 or any(force is None for force in forces):
        return []
    return [lists.forces[force].name for force in dict.fromkeys(forces) if force]


def _variant(description: ReturnDescription, about: About, findings: list[Finding]) -> str | None:
    if description.variant_item is None:
        return None
    return _code(description.about_item(description.variant_item), about, findings)


def _check_items(description: ReturnDescription, about: About, findings: list[Finding]) -> None:
    """Other items that must be one of a list."""
    for item in description.about_items:
        if item.allowed and item.name != description.variant_item and (item.required or about.value(item.name)):
            _code(item, about, findings)


def _code(item: AboutItem | None, about: About, findings: list[Finding]) -> str | None:
    if item is None:
        return None
    given = about.value(item.name)
    code = next((code for code in item.allowed or () if folded(code) == folded(given)), None)
    if code is None:
        near = nearest(given, item.allowed or ()) if given else None
        findings.append(
            _at(
                "R18", about.item(item.name), about, value=f"'{given}'" if given else "nothing",
                expected=", ".join(item.allowed or ()), detail=f"The nearest is '{near}'." if near else "",
                column=item.name,
            )
        )  # fmt: skip
    return code


def _date(known: AboutItem | None, about: About, findings: list[Finding], is_1904: bool) -> str | None:
    """Date that orders the versions of a return, as 2026-03-31; V05 where it cannot be read."""
    item = about.item(known.name) if known else None
    if known is None or item is None or not item.value:
        return None
    reading = read_date(item.value, is_partial=known.type == "partial_date", is_1904=is_1904)
    past = past_period(now().date())
    if reading.value is None:
        findings.append(_at("V05", item, column=known.name))
    elif past.excludes(reading.value):
        # A date to come would keep every later version from taking the place of this one.
        findings.append(_at("C44", item, column=known.name, value=f"'{item.value}'", expected=past.in_words))
    findings.extend(_at(rule_id, item, expected=reading.value) for rule_id in reading.rules)
    return reading.value


def _no_rule_asks(form: Form) -> bool:
    """Whether no rule on the rows of the sheet About asks for an item that is blank or missing."""
    table = next((table for table in form.tables if table.name == "about"), None)
    return table is not None and not table.needs and not any(each.required for each in table.columns[1:])


def _at(
    rule_id: str, item: Item | None, about: About | None = None, value: str | None = None, expected: str | None = None,
    detail: str = "", column: str | None = None,
) -> Finding:  # fmt: skip
    """A finding at an item of the sheet About."""
    sheet = item.sheet if item else about.sheet_name if about else None
    given = value if value is not None else item.value if item and item.value else None
    return Finding(
        rule_id, sheet=sheet or None, row=(item.row or None) if item else None,
        column_letter=(item.letter or None) if item else None, column=column, value=given, expected=expected,
        detail=detail,
    )  # fmt: skip
