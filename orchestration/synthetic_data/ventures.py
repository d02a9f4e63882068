"""Made-up ventures of a region: who takes part, since when, what it costs, yields and employs.

In scope: the facts of a venture, drawn once. Out of scope: its life and money over time (`illustration.venture_life`),
the rows that a register prints of it (`illustration.venture_rows`), who reports it (`illustration.registers`).
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestration.synthetic_data.forces import ForceSize
from orchestration.synthetic_data.stays import ALWAYS, Stay, is_party_of_year

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
_LARGEST_GROUP = 4


@dataclass(frozen=True)
class Case:
    """A business case.

    Attributes:
        number: Place among the cases of its venture.
        party: Force it is stated for; None for all parties together.
        year_zero: Year in which year 0 of its appraisal begins.
        is_approved: Whether it was approved in year 0; otherwise its budget year is year 0.
        years: Years of the appraisal.
        saving: Saving it states per year, pounds; None if it states none.
        true_saving: Saving per year that the venture's forecasts have, pounds; differs if a wrong one is planted.
        cost_alone: Cost per year without the venture, pounds; None if not stated.
        capital: Capital cost, pounds; None if not stated.
        bias_pct: Optimism bias, per cent; None if not stated.
    """

    number: int
    party: str | None
    year_zero: int
    is_approved: bool
    years: int
    saving: int | None
    true_saving: int | None
    cost_alone: int | None
    capital: int | None
    bias_pct: int | None


@dataclass(frozen=True)
class Cost:
    """A cost of a venture in a year, pounds, by kind and status of the register; party None for all together."""

    party: str | None
    year: int
    kind: str
    amount: int
    status: str


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
        exit_rule: Who bears the cost of leaving, as registers code it.
        end: Day it ended; None while it runs.
        left: Party that left before the last year; None where none did.
        stays: Party to its spans as a party; a party that is not listed is one from the start.
        amount_is: What the register calls its savings: new_from_year, in_year, or None for a blank.
        shares: Year to each party's share, hundredths of a per cent; empty without money.
        cost: Cost of a year, pounds; 0 without money.
        silent: Years and parties whose contribution no register reports.
        forecasts: Party, then the year from which a level holds, to the recurrent saving forecast per year, pounds.
        delivered: The same for what is delivered per year.
        one_offs: Party, then year, to one-off savings, forecast and delivered, pounds.
        too_late: Party and year to amounts that the register names after the end; they count nowhere.
        costs: Costs other than running ones that were paid.
        cases: Business cases.
        people: Party to officers and staff in the unit; empty where it has none.
        usage: Party to deployments in the last year.

    A year is that in which the financial year begins.
    """

    key: str
    number: int
    name: str
    region: str
    programme: str
    style: str
    legal_basis: str
    scale: str
    function: str
    group: tuple[ForceSize, ...]
    stage: str
    last_start: int
    start: int
    notice_months: int | None
    exit_rule: str = "shared"
    end: datetime.date | None = None
    left: ForceSize | None = None
    stays: Mapping[str, tuple[Stay, ...]] = field(default_factory=dict)
    amount_is: str | None = None
    shares: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    cost: int = 0
    silent: frozenset[tuple[int, str]] = frozenset()
    forecasts: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    delivered: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    one_offs: Mapping[str, Mapping[int, tuple[int, int]]] = field(default_factory=dict)
    too_late: Mapping[tuple[str, int], int] = field(default_factory=dict)
    costs: tuple[Cost, ...] = ()
    cases: tuple[Case, ...] = ()
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
    def years(self) -> tuple[int, int]:
        """The two years for which it has costs and contributions: the last of the set, or the last before its end."""
        last = self.last_start if self.end is None else self.end.year - 1
        return last - 1, last

    def stays_of(self, force_id: str) -> tuple[Stay, ...]:
        """Spans in which a force is a party."""
        return self.stays.get(force_id, ALWAYS)

    def parties_in(self, year: int) -> list[ForceSize]:
        """Parties of a financial year."""
        return [force for force in self.group if is_party_of_year(self.stays_of(force.force_id), year)]


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
    programme: str,
    source: random.Random,
    last_start: int,
) -> Venture:
    """Draw a venture among the forces of a region, without money and with the same parties throughout."""
    group = tuple(source.sample(list(forces), source.randint(2, min(_LARGEST_GROUP, len(forces)))))
    is_bilateral, is_regional = len(group) == 2, len(group) == len(forces)
    return Venture(
        key, number, name, group[0].region, programme, style, source.choice(_LEGAL_BASES[style]),
        "bilateral" if is_bilateral else "regional" if is_regional else "sub_regional", function, group,
        source.choices(_STAGES, _STAGE_WEIGHTS)[0], last_start, last_start - source.randint(2, 12),
        source.choice((6, 12, 18)),
    )  # fmt: skip
