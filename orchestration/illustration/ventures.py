"""Made-up ventures of a region: who takes part, since when, what it costs, yields and employs.

Belongs here: the facts of a venture, drawn once. Does not belong here: the rows that a register prints of it
(`illustration.venture_rows`), or who reports it (`illustration.registers`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.illustration.forces import ForceSize
from orchestration.illustration.sharing import shared

_LEGAL_BASES = {
    "handshake": ("none",),
    "sla": ("contract", "mou", "s22A"),
    "joint_initiative": ("mou", "s22A"),
    "lead_authority": ("s22A", "s22A_s23AA"),
    "joint_venture": ("s22A", "s22A_s23AA"),
    "not_stated": ("not_stated",),
}
WORDS = {
    "handshake": "Informal help with",
    "sla": "Service agreement for",
    "joint_initiative": "Joint initiative on",
    "lead_authority": "Lead force for",
    "joint_venture": "Joint unit for",
    "not_stated": "Joint work on",
}
# Each venture has a name of its own, as real ones do: two reports of it can be told from those of its neighbour.
_TREES = (
    "Alder", "Ash", "Aspen", "Beech", "Birch", "Cedar", "Cherry", "Elder", "Elm", "Hawthorn", "Hazel", "Holly",
    "Hornbeam", "Juniper", "Larch", "Lime", "Maple", "Oak", "Pine", "Poplar", "Rowan", "Spruce", "Sycamore", "Willow",
    "Yew",
)  # fmt: skip
_BIRDS = (
    "Avocet", "Bittern", "Bunting", "Curlew", "Dipper", "Dunlin", "Egret", "Falcon", "Finch", "Gannet", "Godwit",
    "Goshawk", "Grebe", "Harrier", "Heron", "Kestrel", "Lapwing", "Linnet", "Merlin", "Nightjar", "Osprey", "Petrel",
    "Pipit", "Plover", "Redwing", "Siskin", "Snipe", "Swift", "Teal", "Wren",
)  # fmt: skip
_STAGES, _STAGE_WEIGHTS = ("live", "in_review", "approved", "ended"), (85, 8, 4, 3)
_WITH_MONEY = {"sla", "lead_authority", "joint_venture"}
_LARGEST_GROUP = 4
_SHARE_OF_GROUPS_THAT_A_PARTY_LEFT = 0.08


@dataclass(frozen=True)
class Venture:
    """One venture.

    Attributes:
        key: Agreement id in the region's register.
        number: Place in its region.
        name: Name of its own.
        function: Name of the level 2 heading.
        group: Parties; the first leads or hosts where one does.
        last_start: Year in which the last financial year of the set begins.
        start: Year it began; of one that is only approved, the year it was approved in.
        left: Party that left before the last year; None where none did.
        shares: Financial year to each party's share, hundredths of a per cent; empty without money.
        cost: Cost of a year, pounds; 0 without money.
        forecasts: Party to the saving forecast for a year, pounds; empty where none is.
        delivered: Financial year and party to what was delivered, pounds.
        people: Party to officers and staff in the unit; empty where it has none.
        usage: Party to deployments in the last year.
    """

    key: str
    number: int
    name: str
    region: str
    style: str
    legal_basis: str
    scale: str
    function: str
    group: tuple[ForceSize, ...]
    stage: str
    last_start: int
    start: int
    notice_months: int
    left: ForceSize | None = None
    shares: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    cost: int = 0
    forecasts: Mapping[str, int] = field(default_factory=dict)
    delivered: Mapping[tuple[str, str], int] = field(default_factory=dict)
    people: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    usage: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Title in the region's register."""
        return f"{WORDS[self.style]} {self.function}: {self.name}"

    @property
    def lead(self) -> ForceSize | None:
        """Force that leads it; only a lead authority has one."""
        return self.group[0] if self.style == "lead_authority" else None

    @property
    def years(self) -> tuple[str, str]:
        """The last two financial years of the set."""
        return financial_year(self.last_start - 1), financial_year(self.last_start)

    def parties_in(self, year: str) -> list[ForceSize]:
        """Parties in one of the two years."""
        return [force for force in self.group if force != self.left or year == self.years[0]]


def financial_year(start: int) -> str:
    """A financial year by the year it begins in: 2022 is 2022/23."""
    return f"{start}/{(start + 1) % 100:02d}"


def names(count: int, source: random.Random) -> list[str]:
    """That many different names for ventures."""
    every = [f"{tree} {bird}" for tree in _TREES for bird in _BIRDS]
    source.shuffle(every)
    return every[:count]


def venture(
    key: str,
    number: int,
    name: str,
    style: str,
    function: str,
    forces: Sequence[ForceSize],
    source: random.Random,
    last_start: int,
) -> Venture:
    """Draw a venture among the forces of a region."""
    group = tuple(source.sample(list(forces), source.randint(2, min(_LARGEST_GROUP, len(forces)))))
    is_bilateral, is_regional = len(group) == 2, len(group) == len(forces)
    stage = source.choices(_STAGES, _STAGE_WEIGHTS)[0]
    may_be_left = len(group) > 2 and style != "handshake" and stage in {"live", "in_review"}
    left = group[-1] if may_be_left and source.random() < _SHARE_OF_GROUPS_THAT_A_PARTY_LEFT else None
    drawn = Venture(
        key, number, name, group[0].region, style, source.choice(_LEGAL_BASES[style]),
        "bilateral" if is_bilateral else "regional" if is_regional else "sub_regional", function, group, stage,
        last_start, last_start - source.randint(2, 12), source.choice((6, 12, 18)), left,
    )  # fmt: skip
    return _with_money(drawn, source) if style in _WITH_MONEY and stage in {"live", "in_review"} else drawn


def _with_money(drawn: Venture, source: random.Random) -> Venture:
    """Shares, cost, people and usage; savings where it is a joint venture."""
    weights = {force.force_id: source.randint(10, 40) for force in drawn.group}
    shares = {}
    for year in drawn.years:
        parties = [force.force_id for force in drawn.parties_in(year)]
        parts = shared(10_000, [weights[each] for each in parties])
        shares[year] = dict(zip(parties, parts, strict=True))
    has_unit = drawn.style == "joint_venture"
    ids = [force.force_id for force in drawn.parties_in(drawn.years[-1])]
    forecasts = {each: source.randint(5, 120) * 1000 for each in ids} if has_unit else {}
    delivered = {
        (year, each): round(forecast * source.uniform(0.6, 1.05) / 1000) * 1000
        for year in drawn.years
        for each, forecast in forecasts.items()
    }
    people = {each: (source.randint(1, 12), source.randint(1, 20)) for each in ids} if has_unit else {}
    return Venture(
        **{
            **vars(drawn), "shares": shares, "cost": source.randint(100, 3000) * 1000, "forecasts": forecasts,
            "delivered": delivered, "people": people, "usage": {each: source.randint(5, 400) for each in ids},
        }
    )  # fmt: skip
