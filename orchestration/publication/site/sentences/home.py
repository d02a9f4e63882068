"""The answers of the day: who works together, what changed, how complete the release is.

In scope: one function per sentence. Out of scope: what varies most (`sentences.headings`), and reading the facts.
"""

from __future__ import annotations

from typing import Any

from orchestration.publication.site import numbers

Facts = dict[str, Any]


def working_together(facts: Facts) -> str:
    """Return how many collaborations are live, with how many forces, and what they are reported to save."""
    live = facts["live"]
    if not live:
        return "No live collaboration is recorded. That does not mean that there is none."
    said = [
        f"{numbers.count(live)} {'collaboration is' if live == 1 else 'collaborations are'} recorded as live, with "
        f"{facts['forces']} of {facts['forces_expected']} forces."
    ]
    if facts["saving"] is None:
        said.append("None of their programmes reports a saving.")
    else:
        programmes = facts["programmes_reporting"]
        said.append(
            f"{programmes} of {facts['programmes']} programmes {'reports' if programmes == 1 else 'report'} recurrent "
            f"savings: {numbers.money_in_words(facts['saving'])} per year by {facts['saving_year']}."
        )
    return " ".join(said)


def changes(facts: Facts) -> str:
    """Return what changed since the release before, and the cause with the largest effect."""
    if not facts["causes"]:
        return "No published figure differs from an earlier release, or there is none to compare with."
    changed = facts["changes"]
    figures = "1 figure" if changed == 1 else f"{numbers.count(changed)} figures"
    verb = "differs" if changed == 1 else "differ"
    return f"{figures} {verb} from the previous release. The largest effect: {facts['causes'][0]}"


def completeness(facts: Facts) -> str:
    """Return how many forces have figures, and how many returns are outstanding."""
    said = [
        f"{each['reporting']} of {each['expected']} forces have {each['name']} for {each['year']}."
        for each in facts["measures"]
    ]
    late = facts["late"]
    if late:
        are = "1 return is" if late == 1 else f"{numbers.count(late)} returns are"
        said.append(f"{are} late; {numbers.count(facts['received'])} are in this release.")
    else:
        said.append("No return is late.")
    return " ".join(said)
