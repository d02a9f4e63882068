"""What people have to know now: faults of the hub, late returns, returns soon due, a new release, a final one due.

In scope: deciding what is worth a message, and its words. Out of scope: what was sent already (`alerts.tell`), how a
message is sent (`alerts.channels`).
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass

from orchestration.answers.health import read_health
from orchestration.answers.returns_status import ReturnState, read_returns_status
from orchestration.days import day_in_words
from orchestration.publication.state import FINAL, all_releases, current_release
from orchestration.returns.description import description_of
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import Settings
from orchestration.sources.fetched import last_problems
from orchestration.validation.thresholds import read_thresholds

DAYS_BEFORE_DUE = 14
# A return of a year long past is no news.
LATE_FOR_DAYS = 400
_FORCES_NAMED = 5


@dataclass(frozen=True)
class Alert:
    """One thing that people have to know.

    Attributes:
        key: What it is about; the same while it lasts.
        kind: What must change for it to be sent anew while it lasts.
        subject: A heading of a few words.
        text: Sentences: what it is, where, and what to do.
        repeat_days: Days after which it is sent again while it lasts; None to send it once.
        ends_well: What is sent when it is over; empty to send nothing.
    """

    key: str
    kind: str
    subject: str
    text: str
    repeat_days: int | None = None
    ends_well: str = ""


def standing_alerts(settings: Settings, now: datetime.datetime) -> list[Alert]:
    """Everything that people have to know of a hub now.

    Args:
        settings: The hub.
        now: The present time in UTC, without a zone.
    """
    return [
        *_health(settings, now), *_sources(settings), *_returns(settings, now.date()), *_release(settings),
        *_final(settings, now.date()),
    ]  # fmt: skip


def _health(settings: Settings, now: datetime.datetime) -> list[Alert]:
    health = read_health(settings, now)
    if health.is_healthy:
        return []
    text = "\n".join(health.reasons)
    # Hours and gigabytes pass; it is sent anew when there is another reason.
    kind = re.sub(r"[\d.,]+", "#", text)
    return [Alert("health", kind, "The hub needs attention", text, 1, "The hub works as it should again.")]


def _sources(settings: Settings) -> list[Alert]:
    """What the last fetch could not do."""
    problems = last_problems(settings)
    if not problems:
        return []
    text = "\n".join([*problems, "The last load went on without these files. icm doctor looks at each source."])
    return [Alert("sources", text, "Files could not be fetched", text, 1, "Every source can be read again.")]


def _returns(settings: Settings, today: datetime.date) -> list[Alert]:
    missing: dict[tuple[str, str, str], list[ReturnState]] = defaultdict(list)
    for each in read_returns_status(settings, today):
        if each.due_on and each.state in {"missing", "late"}:
            missing[each.due_on, each.return_id, each.financial_year].append(each)
    late: list[tuple[str, str]] = []
    due: list[tuple[str, str]] = []
    for (due_on, return_id, year), states in sorted(missing.items()):
        days = (datetime.date.fromisoformat(due_on) - today).days
        if -LATE_FOR_DAYS <= days <= DAYS_BEFORE_DUE:
            (late if days < 0 else due).append((f"{return_id} {year}", _of_return(return_id, year, due_on, states)))
    return [
        *_listed("late", "Returns are late", "Ask the forces for them.", late, 7),
        *_listed("due", "Returns are due soon", f"They are due within {DAYS_BEFORE_DUE} days.", due, None),
    ]


def _listed(key: str, subject: str, lead: str, found: list[tuple[str, str]], repeat_days: int | None) -> list[Alert]:
    if not found:
        return []
    kind = "; ".join(sorted(each for each, _ in found))
    lines = "\n".join(line for _, line in found)
    text = f"{lead} icm status --return RETURN --year YEAR lists every force.\n{lines}"
    return [Alert(key, kind, subject, text, repeat_days)]


def _of_return(return_id: str, year: str, due_on: str, states: list[ReturnState]) -> str:
    due = datetime.date.fromisoformat(due_on)
    names = sorted({each.force_name for each in states})
    others = len(names) - _FORCES_NAMED
    shown = ", ".join(names if others <= 1 else names[:_FORCES_NAMED])
    more = f" and {others} others" if others > 1 else ""
    return (
        f"- {description_of(return_id).title}, {year}, due on {day_in_words(due)}: not received from "
        f"{len(names)} {'force' if len(names) == 1 else 'forces'} ({shown}{more})."
    )


def _release(settings: Settings) -> list[Alert]:
    release = current_release(settings)
    if release is None:
        return []
    text = (
        f"Release {release.release_id} is the current one. Its page revisions.html shows what has changed; icm release "
        "diff compares it with any earlier release."
    )
    return [Alert(f"release {release.release_id}", "", "A release is published", text)]


def _final(settings: Settings, today: datetime.date) -> list[Alert]:
    """Years of which every return is due and no release since then is final: a person looks, and declares one."""
    types = read_thresholds(settings.seeds).release_types
    ended: dict[str, str] = {}
    for (return_id, year), due_on in read_reference_lists(settings.seeds).due.items():
        if types.get((return_id, year)) == FINAL:
            ended[year] = max(due_on, ended.get(year, ""))
    finals = [each.published_at for each in all_releases(settings) if each.is_final]
    found = []
    for year, due_on in sorted(ended.items()):
        days = (today - datetime.date.fromisoformat(due_on)).days
        if 0 < days <= LATE_FOR_DAYS and not any(published[:10] > due_on for published in finals):
            due = datetime.date.fromisoformat(due_on)
            text = (
                f"The last return of {year} was due on {day_in_words(due)}, and no release published since then is "
                "final. Look at the pages completeness.html and issues.html of the current release; then declare it "
                "final: icm release finalise RELEASE."
            )
            found.append(Alert(f"final {year}", "", f"The final release of {year} is due", text, 30))
    return found
