"""Registers of made-up ventures: as many as Getting Together (HMIC, 2009) mapped, in the styles it printed.

In scope: which register reports which venture, and under which id and title. Out of scope: facts of a
venture (`illustration.ventures`), its rows (`illustration.venture_rows`), or what should come out of it all
(`illustration.truth`).

Every region sends a register of all its ventures. Every third force sends one of its own as well, which repeats
ventures that it is party to: under the region's Agreement id, or under an id of its own with the title in other words.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.synthetic_data.filled import REGISTER, FilledReturn, year_in_name
from orchestration.synthetic_data.forces import ForceSize
from orchestration.synthetic_data.headings import Function
from orchestration.synthetic_data.sharing import draws, shared
from orchestration.synthetic_data.venture_life import with_life
from orchestration.synthetic_data.venture_rows import SHEETS, Rows, venture_rows
from orchestration.synthetic_data.ventures import WORDS, Venture, names, venture

NATIONAL_VENTURES = 720  # Getting Together, section 1: at least 720
# Section 2.2, per cent of collaborations; the printed shares add up to 98, the rest is not stated.
STYLE_SHARES = {
    "handshake": 14,
    "sla": 12,
    "joint_initiative": 27,
    "lead_authority": 15,
    "joint_venture": 30,
    "not_stated": 2,
}
_EVERY = 3
_REPEATED = 0.6
_OWN_ID = 0.5
_OWN_WORDS = 0.3


@dataclass(frozen=True)
class Reported:
    """A venture as one register reports it.

    Attributes:
        venture: The venture.
        reporter: Force whose register it is; None for the region's.
        stem: File of the register, without its suffix.
        agreement_id: Agreement id that the register gives.
        rows: Its rows by sheet.
        mark: Word that distinguishes the registers of one set from those of another.
    """

    venture: Venture
    reporter: ForceSize | None
    stem: str
    agreement_id: str
    rows: Rows
    mark: str = ""

    @property
    def as_at(self) -> datetime.date:
        """Date of the register; the region's is later and so goes before that of a force that does not lead."""
        end = self.venture.last_start + 1
        return datetime.date(end, 2, 28) if self.reporter else datetime.date(end, 3, 31)


def reported_ventures(
    sizes: Sequence[ForceSize],
    chosen: Sequence[ForceSize],
    functions: Sequence[Function],
    seed: int,
    last_year: str,
    count: int | None = None,
    mark: str = "",
    is_planted: bool = False,
) -> list[Reported]:
    """Every report of every venture: the region's registers first, then those of the forces.

    A venture may have any force of the region as a party, also one whose own returns are not in the set.

    Args:
        sizes: All forces.
        chosen: Forces of the set.
        functions: Headings.
        seed: Decides everything.
        last_year: Last financial year of the set.
        count: How many ventures; None for the chosen forces' share of the national number.
        mark: Word in keys, programmes and names of files, so that several sets can be received side by side.
        is_planted: Whether cases that differ from their rows, amounts after an end, and blanks are planted.
    """
    wanted = round(NATIONAL_VENTURES * len(chosen) / len(sizes)) if count is None else count
    ventures = _ventures(sizes, chosen, functions, seed, int(last_year[:4]), wanted, mark, is_planted)
    found = [_region_report(each, last_year, mark) for each in ventures]
    for reporter in chosen[_EVERY - 1 :: _EVERY]:
        source = draws(seed, "own register", reporter.force_id)
        own = [each for each in ventures if reporter in each.group and source.random() < _REPEATED]
        stem = _stem(f"force {reporter.name}", last_year, mark)
        found.extend(_own_report(each, reporter, mark, stem, source) for each in own)
    return found


def registers(reports: Sequence[Reported], last_year: str) -> list[FilledReturn]:
    """The registers as files, each with the reports that are in it; the 43 forces hold 720 ventures."""
    return [
        _register([each for each in reports if each.stem == stem], stem, last_year)
        for stem in dict.fromkeys(each.stem for each in reports)
    ]


def _ventures(
    sizes: Sequence[ForceSize], chosen: Sequence[ForceSize], functions: Sequence[Function], seed: int, last_start: int,
    count: int, mark: str, is_planted: bool,
) -> list[Venture]:  # fmt: skip
    regions = sorted({size.region for size in chosen})
    weights = [sum(size.region == region for size in chosen) for region in regions]
    styles, named = _styles(count, seed), names(count, draws(seed, "names"))
    turns = itertools.count(seed)
    headings = [part.heading.name for function in functions for part in function.parts]
    found: list[Venture] = []
    for region, number_of in zip(regions, shared(count, weights), strict=True):
        source = draws(seed, "register", region)
        forces = [size for size in sizes if size.region == region]
        programme = f"Illustrative: {_marked(region, mark)}"
        for number in range(1, number_of + 1):
            key = f"illustrative-{_key(_marked(region, mark))}-{number:03d}"
            style, name = styles[len(found)], named[len(found)]
            drawn = venture(key, number, name, style, source.choice(headings), forces, programme, source, last_start)
            turn = next(turns) if style == "joint_venture" else None
            found.append(with_life(drawn, turn, draws(seed, "life", key), is_planted))
    return found


def _styles(ventures: int, seed: int) -> list[str]:
    """The style of every venture: the printed shares in whole ventures, in an order that the seed decides."""
    counts = shared(ventures, list(STYLE_SHARES.values()))
    styles = [style for style, count in zip(STYLE_SHARES, counts, strict=True) for _ in range(count)]
    draws(seed, "styles").shuffle(styles)
    return styles


def _region_report(reported: Venture, last_year: str, mark: str) -> Reported:
    rows = venture_rows(reported, reported.key, reported.title, reported.function)
    return Reported(reported, None, _stem(reported.region, last_year, mark), reported.key, rows, mark)


def _own_report(reported: Venture, reporter: ForceSize, mark: str, stem: str, source: random.Random) -> Reported:
    """A force's own report: the same facts, the function in its own words or, under an id of its own, in capitals."""
    has_own_words = source.random() < _OWN_WORDS
    key, title, function = reported.key, reported.title, reported.function
    if source.random() < _OWN_ID:
        key = f"illustrative-{reporter.force_id}-{reported.key.removeprefix('illustrative-')}"
        title = f"{reported.name}: {reported.function}, {WORDS[reported.style].lower()}"
        function = reported.function.upper()
    if has_own_words:
        function = f"Shared work on {reported.function}"
    return Reported(reported, reporter, stem, key, venture_rows(reported, key, title, function), mark)


def _register(reports: Sequence[Reported], stem: str, last_year: str) -> FilledReturn:
    first = reports[0]
    of = f"force {first.reporter.name}" if first.reporter else first.venture.region
    about = {
        "Register": f"Illustrative register: {_marked(of, first.mark)}",
        "Programme": first.venture.programme,
        "Reporter": first.reporter.name if first.reporter else "Made up by the hub",
        "As at": first.as_at.isoformat(),
        "Source": "Made up; no venture in it is real",
    }
    rows = {sheet: [row for each in reports for row in each.rows[sheet]] for sheet in SHEETS}
    return FilledReturn(REGISTER, None, of, last_year, about, rows, stem)


def _stem(of: str, last_year: str, mark: str) -> str:
    return f"{REGISTER}_illustrative_{_key(_marked(of, mark))}_{year_in_name(last_year)}"


def _marked(words: str, mark: str) -> str:
    return f"{words} {mark}".rstrip()


def _key(region: str) -> str:
    return region.lower().replace(" ", "-")
