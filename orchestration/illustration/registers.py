"""Registers of made-up ventures: as many as Getting Together (HMIC, 2009) mapped, in the styles it printed.

Belongs here: which register reports which venture, and under which id and title. Does not belong here: facts of a
venture (`illustration.ventures`), its rows (`illustration.venture_rows`), or what should come out of it all
(`illustration.truth`).

Every region sends a register of all its ventures. Every third force sends one of its own as well, which repeats
ventures that it is party to: under the region's Agreement id, or under an id of its own with the title in other words.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.illustration.filled import REGISTER, FilledReturn, year_in_name
from orchestration.illustration.forces import ForceSize
from orchestration.illustration.headings import Function
from orchestration.illustration.sharing import draws, shared
from orchestration.illustration.venture_rows import SHEETS, Rows, venture_rows
from orchestration.illustration.ventures import WORDS, Venture, names, venture

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


@dataclass(frozen=True)
class Reported:
    """A venture as one register reports it.

    Attributes:
        venture: The venture.
        reporter: Force whose register it is; None for the region's.
        stem: File of the register, without its suffix.
        agreement_id: Agreement id that the register gives.
        rows: Its rows by sheet.
    """

    venture: Venture
    reporter: ForceSize | None
    stem: str
    agreement_id: str
    rows: Rows


def reported_ventures(
    sizes: Sequence[ForceSize], chosen: Sequence[ForceSize], functions: Sequence[Function], seed: int, last_year: str
) -> list[Reported]:
    """Every report of every venture: the region's registers first, then those of the forces.

    A venture may have any force of the region as a party, also one whose own returns are not in the set.
    """
    ventures = _ventures(sizes, chosen, functions, seed, int(last_year[:4]))
    found = [_region_report(each, last_year) for each in ventures]
    for reporter in chosen[_EVERY - 1 :: _EVERY]:
        source = draws(seed, "own register", reporter.force_id)
        own = [each for each in ventures if reporter in each.group and source.random() < _REPEATED]
        found.extend(_own_report(each, reporter, _stem(f"force {reporter.name}", last_year), source) for each in own)
    return found


def registers(reports: Sequence[Reported], last_year: str) -> list[FilledReturn]:
    """The registers as files, each with the reports that are in it; the 43 forces hold 720 ventures."""
    return [
        _register([each for each in reports if each.stem == stem], stem, last_year)
        for stem in dict.fromkeys(each.stem for each in reports)
    ]


def _ventures(
    sizes: Sequence[ForceSize], chosen: Sequence[ForceSize], functions: Sequence[Function], seed: int, last_start: int
) -> list[Venture]:
    regions = sorted({size.region for size in chosen})
    weights = [sum(size.region == region for size in chosen) for region in regions]
    count = round(NATIONAL_VENTURES * len(chosen) / len(sizes))
    styles, named = _styles(count, seed), names(count, draws(seed, "names"))
    headings = [part.heading.name for function in functions for part in function.parts]
    found: list[Venture] = []
    for region, number_of in zip(regions, shared(count, weights), strict=True):
        source = draws(seed, "register", region)
        forces = [size for size in sizes if size.region == region]
        for number in range(1, number_of + 1):
            key = f"illustrative-{_key(region)}-{number:03d}"
            style, name = styles[len(found)], named[len(found)]
            found.append(venture(key, number, name, style, source.choice(headings), forces, source, last_start))
    return found


def _styles(ventures: int, seed: int) -> list[str]:
    """The style of every venture: the printed shares in whole ventures, in an order that the seed decides."""
    counts = shared(ventures, list(STYLE_SHARES.values()))
    styles = [style for style, count in zip(STYLE_SHARES, counts, strict=True) for _ in range(count)]
    draws(seed, "styles").shuffle(styles)
    return styles


def _region_report(reported: Venture, last_year: str) -> Reported:
    rows = venture_rows(reported, reported.key, reported.title, reported.function)
    return Reported(reported, None, _stem(reported.region, last_year), reported.key, rows)


def _own_report(reported: Venture, reporter: ForceSize, stem: str, source: random.Random) -> Reported:
    """A force's own report: the same facts, with a function name spelt its own way under an id of its own."""
    if source.random() >= _OWN_ID:
        rows = venture_rows(reported, reported.key, reported.title, reported.function)
        return Reported(reported, reporter, stem, reported.key, rows)
    key = f"illustrative-{reporter.force_id}-{reported.key.removeprefix('illustrative-')}"
    title = f"{reported.name}: {reported.function}, {WORDS[reported.style].lower()}"
    return Reported(reported, reporter, stem, key, venture_rows(reported, key, title, reported.function.upper()))


def _register(reports: Sequence[Reported], stem: str, last_year: str) -> FilledReturn:
    first = reports[0]
    of = f"force {first.reporter.name}" if first.reporter else first.venture.region
    end = int(last_year[:4]) + 1
    about = {
        "Register": f"Illustrative register: {of}",
        "Programme": f"Illustrative: {first.venture.region}",
        "Reporter": first.reporter.name if first.reporter else "Made up by the hub",
        # A region's register has the later facts: it stands before that of a force that does not lead.
        "As at": f"{end}-02-28" if first.reporter else f"{end}-03-31",
        "Source": "Made up; no venture in it is real",
    }
    rows = {sheet: [row for each in reports for row in each.rows[sheet]] for sheet in SHEETS}
    return FilledReturn(REGISTER, None, of, last_year, about, rows, stem)


def _stem(of: str, last_year: str) -> str:
    return f"{REGISTER}_illustrative_{_key(of)}_{year_in_name(last_year)}"


def _key(region: str) -> str:
    return region.lower().replace(" ", "-")
