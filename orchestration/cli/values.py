"""What people type for a return, a force, a financial year or a day: read, or refused with what was probably meant."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from orchestration.cli.output import refuse
from orchestration.settings import settings_from_environment

if TYPE_CHECKING:
    from orchestration.returns.reference_lists import ReferenceLists

_YEARS = re.compile(r"(\d{4}|\d{2})(?:\s*[/_\u2013-]\s*(\d{4}|\d{2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def return_id_of(text: str) -> str:
    """ID of the return that is called so; empty where none was given."""
    from orchestration.findings.finding import did_you_mean
    from orchestration.returns.description import all_descriptions

    known = [description.return_id for description in all_descriptions()]
    found = re.sub(r"[\s-]+", "_", text.strip()).lower()
    if found and found not in known:
        refuse(f"No return is called '{text}'. {did_you_mean(found, known)} The returns are {', '.join(known)}.")
    return found


def financial_year_of(text: str) -> str:
    """A financial year that the hub knows; empty where none was given."""
    found = text.strip()
    known = reference_lists().financial_years
    if found and found not in known:
        meant = _year_meant(found)
        if meant in known:
            refuse(f"'{text}' is not a financial year. Did you mean {meant}?")
        refuse(
            f"'{text}' is not a financial year that the hub knows. Give one from {min(known)} to {max(known)}, "
            "for example 2025/26."
        )
    return found


def _year_meant(text: str) -> str:
    """The year that 2025, 2025-26, 25/26 or 2025/2026 means."""
    found = _YEARS.fullmatch(text)
    if not found:
        return ""
    start = int(found[1]) + (2000 if len(found[1]) == 2 else 0)
    return f"{start}/{(start + 1) % 100:02d}"


def day_of(text: str) -> str:
    """A day as 2015-03-31; empty where none was given."""
    found = text.strip()
    if not found or _is_day(found):
        return found
    day_first = _DAY_FIRST.fullmatch(found)
    meant = f"{day_first[3]}-{int(day_first[2]):02d}-{int(day_first[1]):02d}" if day_first else ""
    if _is_day(meant):
        refuse(f"'{text}' is not a date that the hub reads. Did you mean {meant}?")
    refuse(f"'{text}' is not a date. Give the year, month and day, for example 2015-03-31.")


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def force_id_of(text: str, financial_year: str = "") -> str:
    """ID of the force that goes by a name, alias or ID, in a financial year where one is given."""
    from orchestration.findings.force_hints import force_question

    lists = reference_lists()
    found = lists.force_called(text, financial_year or None)
    if found is None:
        refuse(f"No force is called '{text}'. {force_question(text, lists)}".strip())
    return found


def reference_lists() -> ReferenceLists:
    """The lists of forces, headings and years that come with the project."""
    from orchestration.returns.reference_lists import read_reference_lists

    return read_reference_lists(settings_from_environment().seeds)


def moment_of(text: str) -> str:
    """A time in UTC as 2026-12-01T09:30:00+00:00, from `2026-12-01 09:30`, a day or `now`."""
    found = " ".join(text.strip().replace("T", " ").removesuffix("Z").split())
    if found.lower() == "now":
        return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    day, _, clock = found.partition(" ")
    try:
        moment = datetime.datetime.fromisoformat(f"{day_of(day)} {clock or '00:00'}")
    except ValueError:
        refuse(f"'{text}' is not a time. Give a day and a time in UTC, for example '2026-12-01 09:30', or now.")
    return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).astimezone(datetime.UTC).isoformat(timespec="seconds")
