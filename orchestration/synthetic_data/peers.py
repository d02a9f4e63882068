"""Two made-up sets of peer groups: one like an official list, for all forces, and the choice of one force.

In scope: who is made a peer of whom, and the two files. Out of scope: how large forces are
(`illustration.forces`), or how a workbook is written (`illustration.filled`).

No real list is copied: peers are the forces nearest in residents, with draws that the seed decides.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from orchestration.returns.template import Value
from orchestration.synthetic_data.filled import FilledReturn, year_in_name
from orchestration.synthetic_data.forces import ForceSize
from orchestration.synthetic_data.sharing import draws

OFFICIAL = "Illustrative most similar forces"
_PEERS_OFFICIAL, _PEERS_OWN = 7, 6
# Two forces of which one has twice the residents are 0.7 apart; draws may put them this much nearer or further.
_DRAWN_APART = 0.2
_MADE_UP = "Made up by the hub"
_Row = dict[str, Value]


def peer_files(
    every: Sequence[ForceSize], chooser: ForceSize, seed: int, first_year: str, last_year: str
) -> list[FilledReturn]:
    """The two sets, which hold from the first year of the set and have no last one.

    Args:
        every: All forces.
        chooser: Force that has a choice of its own.
        seed: Decides what is drawn.
        first_year: As 2021/22.
        last_year: The files stand at its end.
    """
    official = [row for force in every for row in _rows(force, _nearest(force, every, seed), first_year)]
    own = _rows(chooser, _own_choice(chooser, every, seed), first_year)
    return [
        _file(OFFICIAL, "official", "Made up: forces with a like number of residents", official, last_year),
        _file(
            f"Illustrative choice of {chooser.name}", "own", "Made up: forces of the same region, then others", own,
            last_year,
        ),
    ]  # fmt: skip


def _nearest(force: ForceSize, every: Sequence[ForceSize], seed: int) -> list[ForceSize]:
    source = draws(seed, "peers", force.force_id)
    size = math.log(force.population)
    apart = {
        other.force_id: abs(math.log(other.population) - size) + source.uniform(0, _DRAWN_APART) for other in every
    }
    others = [other for other in every if other.force_id != force.force_id]
    return sorted(others, key=lambda other: (apart[other.force_id], other.force_id))[:_PEERS_OFFICIAL]


def _own_choice(force: ForceSize, every: Sequence[ForceSize], seed: int) -> list[ForceSize]:
    source = draws(seed, "peers", "own")
    others = [other for other in every if other.force_id != force.force_id]
    drawn = source.sample(others, len(others))
    return sorted(drawn, key=lambda other: other.region != force.region)[:_PEERS_OWN]


def _rows(force: ForceSize, peers: Sequence[ForceSize], first_year: str) -> list[_Row]:
    return [
        {"force_name": force.name, "peer_force_name": peer.name, "financial_year_from": first_year}
        for peer in sorted(peers, key=lambda peer: peer.name)
    ]


def _file(name: str, kind: str, source: str, rows: list[_Row], last_year: str) -> FilledReturn:
    end = datetime.date(int(last_year[:4]) + 1, 3, 31)
    about = {
        "Name of set": name, "Kind": kind, "Published by": _MADE_UP, "As at": end.isoformat(), "Source": source,
    }  # fmt: skip
    stem = f"peer_groups_illustrative_{kind}_{year_in_name(last_year)}"
    return FilledReturn("peer_groups", None, name, last_year, about, {"peers": rows}, stem)
