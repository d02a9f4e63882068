"""Registers of made-up ventures: as many as Getting Together (HMIC, 2009) mapped, in the styles it printed.

Belongs here: ventures, their parties, functions and savings, one register a region. Does not belong here: how a
workbook is written (`illustration.filled`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from orchestration.illustration.filled import REGISTER, FilledReturn, year_in_name
from orchestration.illustration.forces import ForceSize
from orchestration.illustration.headings import Function
from orchestration.illustration.sharing import draws, shared
from orchestration.returns.template import Value

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
_LEGAL_BASES = {
    "handshake": ("none",),
    "sla": ("contract", "mou", "s22A"),
    "joint_initiative": ("mou", "s22A"),
    "lead_authority": ("s22A", "s22A_s23AA"),
    "joint_venture": ("s22A", "s22A_s23AA"),
    "not_stated": ("not_stated",),
}
_WORDS = {
    "handshake": "Informal help with",
    "sla": "Service agreement for",
    "joint_initiative": "Joint initiative on",
    "lead_authority": "Lead force for",
    "joint_venture": "Joint unit for",
    "not_stated": "Joint work on",
}
_STAGES, _STAGE_WEIGHTS = ("live", "in_review", "approved"), (88, 8, 4)
_LARGEST_GROUP = 4
_CITED: Mapping[str, Value] = {"source_document": "illustrative-national-set"}
_Rows = dict[str, list[dict[str, Value]]]


def registers(
    sizes: Sequence[ForceSize], chosen: Sequence[ForceSize], functions: Sequence[Function], seed: int, last_year: str
) -> list[FilledReturn]:
    """One register for each region of the chosen forces, at the end of the last year; the 43 hold 720 ventures.

    A venture may have any force of the region as a party, also one whose own returns are not in the set.
    """
    regions = sorted({size.region for size in chosen})
    weights = [sum(size.region == region for size in chosen) for region in regions]
    ventures = round(NATIONAL_VENTURES * len(chosen) / len(sizes))
    styles = _styles(ventures, seed)
    found = []
    for region, count in zip(regions, shared(ventures, weights), strict=True):
        of_region = [size for size in sizes if size.region == region]
        rows = _region_rows(region, of_region, styles[:count], functions, seed, last_year)
        styles = styles[count:]
        found.append(_register(region, rows, last_year))
    return found


def _styles(ventures: int, seed: int) -> list[str]:
    """The style of every venture: the printed shares in whole ventures, in an order that the seed decides."""
    counts = shared(ventures, list(STYLE_SHARES.values()))
    styles = [style for style, count in zip(STYLE_SHARES, counts, strict=True) for _ in range(count)]
    draws(seed, "styles").shuffle(styles)
    return styles


def _register(region: str, rows: _Rows, last_year: str) -> FilledReturn:
    about = {
        "Register": f"Illustrative register: {region}",
        "Programme": f"Illustrative: {region}",
        "Reporter": "Made up by the hub",
        "As at": f"{int(last_year[:4]) + 1}-03-31",
        "Source": "Made up; no venture in it is real",
    }
    stem = f"{REGISTER}_illustrative_{_key(region)}_{year_in_name(last_year)}"
    return FilledReturn(REGISTER, None, region, last_year, about, rows, stem)


def _region_rows(
    region: str,
    forces: Sequence[ForceSize],
    styles: Sequence[str],
    functions: Sequence[Function],
    seed: int,
    last_year: str,
) -> _Rows:
    source = draws(seed, "register", region)
    parts = [part.heading.name for function in functions for part in function.parts]
    rows: _Rows = {"agreements": [], "parties": [], "functions": [], "benefits": []}
    for number, style in enumerate(styles, start=1):
        key = f"illustrative-{_key(region)}-{number:03d}"
        function = source.choice(parts)
        group = source.sample(list(forces), source.randint(2, min(_LARGEST_GROUP, len(forces))))
        cited = {**_CITED, "source_place": f"venture {number} of {region}"}
        rows["agreements"].append({**_agreement(key, style, function, group, forces, source, last_year), **cited})
        rows["parties"].extend({**each, **cited} for each in _parties(key, style, group))
        rows["functions"].append({"agreement_id": key, "function_name": function, "heading_name": function, **cited})
        if style == "joint_venture":
            rows["benefits"].append({**_benefit(key, function, source, last_year), **cited})
    return rows


def _agreement(
    key: str,
    style: str,
    function: str,
    group: Sequence[ForceSize],
    forces: Sequence[ForceSize],
    source: random.Random,
    last_year: str,
) -> dict[str, Value]:
    is_bilateral, is_regional = len(group) == 2, len(group) == len(forces)
    start = int(last_year[:4]) - source.randint(0, 12)
    return {
        "agreement_id": key,
        "title": f"{_WORDS[style]} {function} {key.rsplit('-', 1)[-1]}",
        "objective": f"Made up: {_WORDS[style].lower()} {function} between {len(group)} forces",
        "programme": f"Illustrative: {group[0].region}",
        "style": style,
        "legal_basis": source.choice(_LEGAL_BASES[style]),
        "scale": "bilateral" if is_bilateral else "regional" if is_regional else "sub_regional",
        "region": group[0].region,
        "lead_force": group[0].name if style == "lead_authority" else None,
        "stage": source.choices(_STAGES, _STAGE_WEIGHTS)[0],
        "start_date": str(start),
        "note": "Made up",
    }


def _parties(key: str, style: str, group: Sequence[ForceSize]) -> list[dict[str, Value]]:
    lead = "lead" if style == "lead_authority" else "partner"
    return [
        {
            "agreement_id": key,
            "party_name": force.name,
            "party_type": "force",
            "role": lead if index == 0 else "partner",
        }
        for index, force in enumerate(group)
    ]


def _benefit(key: str, function: str, source: random.Random, last_year: str) -> dict[str, Value]:
    forecast = source.randint(5, 400) * 1000
    return {
        "agreement_id": key,
        "financial_year": last_year,
        "function_name": function,
        "kind": "cashable",
        "recurrence": "recurrent",
        "forecast_gbp": forecast,
        "delivered_gbp": round(forecast * source.uniform(0.6, 1.05) / 1000) * 1000,
    }


def _key(region: str) -> str:
    return region.lower().replace(" ", "-")
