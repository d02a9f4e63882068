"""What changed, in sentences.

In scope: the words. Out of scope: which changes are shown (`site.revisions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestration.publication.site.codes import as_printed, title, words
from orchestration.publication.site.numbers import count, day, listed, money, money_in_words

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
    return {
        "what": title(row["column_name"].removesuffix("_gbp")),
        "where": ", ".join(_key_in_words(row["key"], names)),
        "table": row["table_name"],
        "before": _value(row["previous_value"], unit),
        "now": _value(row["new_value"], unit),
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


def _value(text: str | None, unit: str) -> str:
    if text is None:
        return "no value"
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return money(number) if unit.lower() == "gbp" else as_printed(number)
