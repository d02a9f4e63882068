"""Reference data that descriptions and rules name: forces and their names through time, headings, codes.

In scope: reading `seeds/reference` for intake and validation. Out of scope: what dbt does with the same
seeds, or any rule.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from orchestration.country import year_ends_on
from orchestration.returns.plain_text import CUT, plain
from orchestration.returns.poa_list import headings_of_year
from orchestration.returns.policing_bodies import area_of_policing_body

# Names shorter than this are not looked for in file names: they stand in too many words.
_BETWEEN_NAMES = re.compile(r"[/|()]| - ")
_NAMES_OF_ONE = 2
_NO_BRACKETS = str.maketrans("()", "  ")
_SHORTEST_NAME_IN_A_FILE_NAME = 4


@dataclass(frozen=True)
class Force:
    """A force and when it was in being.

    Attributes:
        force_id: Key.
        name: As in the list of forces.
        valid_from: First day in being, as ISO; empty where it is before all figures.
        valid_to: Last day in being, as ISO; empty while it lasts.
    """

    force_id: str
    name: str
    valid_from: str = ""
    valid_to: str = ""

    def is_in_being(self, financial_year: str) -> bool:
        """Whether a financial year is the force's: it was in being on its last day.

        Of a merger within the year the successor returns for all of it, as the models have it too.
        """
        last_day = year_ends_on(financial_year).isoformat()
        return self.valid_from <= last_day <= (self.valid_to or last_day)


@dataclass(frozen=True)
class Alias:
    """A name a force goes by, and from when to when it means that force."""

    force_id: str
    valid_from: str = ""
    valid_to: str = ""

    def holds_in(self, financial_year: str | None) -> bool:
        """Whether the name means the force at the end of a financial year; any time where no year is given."""
        if financial_year is None:
            return True
        last_day = year_ends_on(financial_year).isoformat()
        return self.valid_from <= last_day and last_day <= (self.valid_to or "9999")


@dataclass(frozen=True)
class ReferenceLists:
    """Lists that rules compare with.

    Attributes:
        force_ids: Every force by its id.
        force_by_name: Folded name or alias to force id.
        names: Names as printed, for offering the nearest one; codes apart, of which each is near many others.
        lists: Named lists of folded values.
        printed: The same lists as people write them, where they are offered to people.
        forces: Forces by id.
        aliases: Folded name to the forces it has meant.
        successors: Force that ended to the forces that took its place.
        heading_by_name: Folded name or id of a POA heading to its id.
        parent_headings: Id of a POA heading to that of the heading it belongs to.
        top_headings: Folded names and ids of level 1 headings, which hold the others.
        financial_years: Every financial year known.
        due: Return and financial year to the date it is due, as ISO.
        seeds: Folder they were read from; None for lists that were put together otherwise.
        edition_labels: National return to the first and last financial year and the key of each label in its tables.
    """

    force_ids: tuple[str, ...]
    force_by_name: dict[str, str]
    names: tuple[str, ...]
    lists: dict[str, tuple[str, ...]]
    printed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forces: dict[str, Force] = field(default_factory=dict)
    aliases: dict[str, tuple[Alias, ...]] = field(default_factory=dict)
    successors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    heading_by_name: dict[str, str] = field(default_factory=dict)
    parent_headings: dict[str, str] = field(default_factory=dict)
    top_headings: frozenset[str] = frozenset()
    financial_years: frozenset[str] = frozenset()
    due: dict[tuple[str, str], str] = field(default_factory=dict)
    edition_labels: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    seeds: Path | None = None

    def offered(self, list_name: str, financial_year: str | None) -> tuple[str, ...]:
        """Names of a list as the template of a year shows them, which alone are offered to people."""
        if list_name == "poa_heading_names" and self.seeds:
            return tuple(heading.name for heading in headings_of_year(self.seeds, financial_year))
        return self.printed.get(list_name, ())

    def labels_of_edition(self, return_id: str, financial_year: str | None) -> frozenset[str]:
        """Keys of the labels known of an edition; of a year after those listed, the labels of the last one."""
        listed = self.edition_labels.get(return_id, ())
        year = min(financial_year or "", max((last for _, last, _ in listed), default=""))
        return frozenset(key for first, last, key in listed if first <= year <= last)

    def force_named(self, name: str, financial_year: str | None = None) -> str | None:
        """Id of the force that goes by a name in a financial year, or None."""
        found = [alias.force_id for alias in self.aliases.get(folded(name), ()) if alias.holds_in(financial_year)]
        return found[0] if len(set(found)) == 1 else None

    def force_called(self, text: str, financial_year: str | None = None) -> str | None:
        """ID of the force that has an ID, or goes by a name in a financial year, itself or its policing body; or None.

        A commissioner, mayor or chief constable sends what the force sends, so their name says which force it is. Two
        names of one force, as in two languages or in brackets, are that force; of two forces they are none.
        """
        if found := self._force_of(text, financial_year):
            return found
        names = [each for each in _BETWEEN_NAMES.split(plain(text)) if each.strip()]
        named = {self._force_of(name, financial_year) for name in names} if len(names) == _NAMES_OF_ONE else set()
        if len(named) == 1:
            return named.pop()
        return self._force_of(text.translate(_NO_BRACKETS), financial_year) if "(" in text else None

    def _force_of(self, text: str, financial_year: str | None) -> str | None:
        force_id = re.sub(r"[ _]+", "-", folded(text))
        if force_id in self.forces:
            return force_id
        area = area_of_policing_body(folded(text))
        for name in (text, self._alias_like(text), area, self._alias_like(area or "")):
            if name and (named := self.force_named(name, financial_year)):
                return named
        return None

    def _alias_like(self, text: str) -> str | None:
        """A name that differs in no more than signs and the words 'and' and 'the'."""
        # What is left of a text that was cut is not what it was, and like no name.
        return None if plain(text).endswith(CUT) else self._aliases_without_joints.get(_without_joints(text))

    @cached_property
    def _aliases_without_joints(self) -> dict[str, str]:
        return {_without_joints(alias): alias for alias in self.aliases}

    def forces_in_file_name(self, stem: str) -> set[str]:
        """Ids of the forces that a file name names in whole words, the longest names first."""
        words = f" {folded(re.sub(r'[^0-9A-Za-z&]+', ' ', stem))} "
        found: set[str] = set()
        for name, force_id in self._names_by_length:
            if f" {name} " in words:
                found.add(force_id)
                words = words.replace(f" {name} ", "  ")
        return found

    @cached_property
    def _names_by_length(self) -> list[tuple[str, str]]:
        words = {re.sub(r"[^0-9a-z&]+", " ", name).strip(): force_id for name, force_id in self.force_by_name.items()}
        long = [(name, force_id) for name, force_id in words.items() if len(name) >= _SHORTEST_NAME_IN_A_FILE_NAME]
        return sorted(long, key=lambda each: (-len(each[0]), each))


def _without_joints(name: str) -> str:
    words = re.findall(r"[^\W_]+", folded(name))
    return " ".join(word for word in words if word not in {"and", "the"})


def folded(text: str) -> str:
    """Name with case and what `plain` folds folded, for comparison only; the macro `name_key` does the same in SQL."""
    return plain(text).casefold()


def read_reference_lists(seeds: Path) -> ReferenceLists:
    """The lists from the seeds folder."""
    reference = seeds / "reference"
    forces = _rows(reference / "forces.csv")
    aliases = _rows(reference / "force_aliases.csv")
    by_name = {folded(row["alias"]): row["force_id"] for row in aliases}
    outside = [folded(row["body_name"]) for row in _rows(reference / "bodies_outside_the_forces.csv")]
    codes = {row["pfa_code"] for row in forces}
    headings = [row for row in _rows(reference / "poa_headings.csv") if row["heading_system"] == "poa"]
    documents = tuple(row["document_id"] for row in _rows(reference / "source_documents.csv"))
    return ReferenceLists(
        force_ids=tuple(row["force_id"] for row in forces),
        force_by_name=by_name,
        names=tuple(row["alias"] for row in aliases if row["alias"] not in codes),
        lists={
            "force_names": (*by_name, *outside),
            "force_ids": tuple(row["force_id"] for row in forces),
            "police_force_area_codes": tuple(folded(row["pfa_code"]) for row in forces),
            "worker_type_names": tuple(
                folded(row["worker_type_name"]) for row in _rows(reference / "worker_types.csv")
            ),
            "poa_heading_names": _heading_names(headings, ("1", "2")),
            "measure_ids": tuple(folded(row["measure_id"]) for row in _rows(reference / "measures.csv")),
            "source_documents": tuple(folded(document) for document in documents),
        },
        printed={
            "poa_heading_names": tuple(row["heading_name"] for row in headings if row["level"] in {"1", "2"}),
            "worker_type_names": tuple(row["worker_type_name"] for row in _rows(reference / "worker_types.csv")),
            "measure_ids": tuple(row["measure_id"] for row in _rows(reference / "measures.csv")),
            "source_documents": documents,
        },
        forces={
            row["force_id"]: Force(row["force_id"], row["force_name"], row["valid_from"], row["valid_to"])
            for row in forces
        },
        aliases=_aliases(aliases),
        successors=_successors(_rows(reference / "force_successions.csv")),
        heading_by_name={
            folded(row[column]): row["heading_id"] for column in ("heading_name", "heading_id") for row in headings
        },
        parent_headings={row["heading_id"]: row["parent_heading_id"] for row in headings if row["level"] == "2"},
        top_headings=frozenset(_heading_names(headings, ("1",))),
        financial_years=frozenset(row["financial_year"] for row in _rows(reference / "financial_years.csv")),
        due={
            (row["return_id"], row["financial_year"]): row["due_on"]
            for row in _rows(reference / "collection_rounds.csv")
        },
        edition_labels=_edition_labels(reference / "national_table_labels.csv"),
        seeds=seeds,
    )


def _edition_labels(path: Path) -> dict[str, tuple[tuple[str, str, str], ...]]:
    found: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for row in _rows(path) if path.exists() else ():
        each = (row["from_financial_year"], row["to_financial_year"], row["label_key"])
        found[row["return_id"]] = (*found.get(row["return_id"], ()), each)
    return found


def _heading_names(headings: list[dict[str, str]], levels: tuple[str, ...]) -> tuple[str, ...]:
    chosen = [row for row in headings if row["level"] in levels]
    return tuple(dict.fromkeys(folded(row[column]) for column in ("heading_name", "heading_id") for row in chosen))


def _aliases(rows: list[dict[str, str]]) -> dict[str, tuple[Alias, ...]]:
    found: dict[str, tuple[Alias, ...]] = {}
    for row in rows:
        alias = Alias(row["force_id"], row.get("valid_from") or "", row.get("valid_to") or "")
        found[folded(row["alias"])] = (*found.get(folded(row["alias"]), ()), alias)
    return found


def _successors(rows: list[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        before = row["predecessor_force_id"]
        found[before] = (*found.get(before, ()), row["successor_force_id"])
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
