"""What changed, in sentences.

In scope: the words. Out of scope: which changes are shown (`site.revisions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestration.country import currency_sign
from orchestration.publication.site.codes import as_printed, title, words
from orchestration.publication.site.numbers import count, day, fixed, listed, money, money_in_words

_MOST_DIGITS = 17  # of a DOUBLE
# In the order of a sentence: one of a kind, several of it.
_KINDS = {
    "submission": ("a file received", "files received"),
    "decision": ("a decision", "decisions"),
    "reference data": ("a change of the reference data", "changes of the reference data"),
    "method": ("a new version of the code", "new versions of the code"),
    "setting": ("a setting", "settings"),
    "day": ("the date", "the date"),
    "several": ("several causes together", "several causes together"),
}


@dataclass(frozen=True)
class Names:
    """What IDs and columns are called.

    Attributes:
        of_keys: Names by the key column, then by ID.
        units: Units by table and column.
    """

    of_keys: Mapping[str, Mapping[str, str]]
    units: Mapping[tuple[str, str], str]


def lead(before: Mapping[str, Any] | None, causes: Sequence[Mapping[str, Any]], names: Names, followed: int) -> str:
    """Say what changed since the release before."""
    if before is None:
        return "This is the first release, so there is nothing to compare it with."
    since = f"the release of {day(before['published_at'])}"
    changed = [cause for cause in causes if cause["changes"]]
    if not changed:
        return f"No published figure has changed since {since}."
    number = sum(cause["changes"] for cause in changed)
    figures = "fact or headline figure" if number == 1 else "facts and headline figures"
    said = f"This release changes {count(number)} {figures} since {since}, because of {_kinds(changed)}."
    largest = changed[0]
    if largest["largest_change_gbp"] is not None:
        said += (
            f" The largest change is of {money_in_words(largest['largest_change_gbp'])}: "
            f"{place_in_words(largest['largest_change'], names)}."
        )
    if followed:
        also = "value that follows from them" if followed == 1 else "values that follow from them"
        said += f" {count(followed)} other {also}, such as averages and ranks, changed too."
    return said


def since_final(final: Mapping[str, Any] | None, history: Sequence[Mapping[str, Any]]) -> str:
    """Say what changed since the last release that was declared final."""
    if final is None:
        return "No release before this one has been declared final."
    since = f"the final release of {day(final['published_at'])}"
    if not any(each["changes"] for each in history):
        return f"No published figure has changed since {since}."
    releases = len({each["release_id"] for each in history})
    number = sum(each["changes"] for each in history)
    said = f"{count(number)} changes were published since {since}, in {count(releases)} "
    said += "release." if releases == 1 else "releases. A figure that changed in several of them is counted each time."
    return said


def change(row: Mapping[str, Any], names: Names) -> dict[str, str]:
    """Say one changed value: where it is, the value before and the value now."""
    unit = names.units.get((row["table_name"], row["column_name"]), "none")
    before, now = _told_apart(row["previous_value"], row["new_value"], unit)
    return {
        "what": title(row["column_name"].removesuffix("_gbp")),
        "where": ", ".join(_key_in_words(row["key"], names)),
        "table": row["table_name"],
        "before": before,
        "now": now,
    }


def place_in_words(place: str, names: Names) -> str:
    """Say a place given as table, key and column: saving forecast of Learning and Development, Kent, 2012/13."""
    _, key, column = place.split(": ", 2) if place.count(": ") >= 2 else ("", place, "")
    key, _, column = f"{key}: {column}".rpartition(": ")
    return " of ".join(filter(None, [words(column.removesuffix("_gbp")), ", ".join(_key_in_words(key, names))]))


def _kinds(causes: Sequence[Mapping[str, Any]]) -> str:
    numbers = {kind: sum(cause["kind"] == kind for cause in causes) for kind in _KINDS}
    return listed(
        [
            _KINDS[kind][0] if number == 1 or _KINDS[kind][0] == _KINDS[kind][1] else f"{number} {_KINDS[kind][1]}"
            for kind, number in numbers.items()
            if number
        ]
    )


def _key_in_words(key: str, names: Names) -> list[str]:
    parts = [part.partition("=") for part in key.split("; ")]
    return [
        names.of_keys.get(name, {}).get(value, words(value) if "/" not in value else value) for name, _, value in parts
    ]


def _told_apart(before: str | None, now: str | None, unit: str) -> tuple[str, str]:
    """Both values as the pages print them; with as many digits as it takes where that would print them alike."""
    said = _value(before, unit), _value(now, unit)
    numbers = _number(before), _number(now)
    if said[0] != said[1] or numbers[0] is None or numbers[1] is None:
        return said
    sign = currency_sign() if _is_money(unit) else ""
    exact = ((fixed(numbers[0], digits, sign), fixed(numbers[1], digits, sign)) for digits in range(_MOST_DIGITS))
    return next((each for each in exact if each[0] != each[1]), said)


def _value(text: str | None, unit: str) -> str:
    if text is None:
        return "no value"
    number = _number(text)
    if number is None:
        return text
    return money(number) if _is_money(unit) else as_printed(number)


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_money(unit: str) -> bool:
    return unit.lower() == "gbp"
