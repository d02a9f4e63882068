"""Sentences on one agreement: what it is, what it saved, its life, and what leaving it would cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from orchestration.publication.site.numbers import count, fixed, listed, money_in_words, percent
from orchestration.publication.site.sentences.collaborations import in_sentence

NOT_REPORTED = "Not reported"
# Parties named in a sentence; of more, their number is given.
_NAMED = 4

_BY_STAGE = {
    "live": "{who} {share} {what}{terms}.",
    "in_review": "{who} {share} {what}{terms}. The agreement is in review.",
    "notice_given": "{who} {share} {what}{terms}. Notice has been given.",
    "ended": "{who} shared {what}{terms}. The agreement has ended.",
    "superseded": "{who} shared {what}{terms}. Another agreement has replaced it.",
    "approved": "{who} {have} approved an agreement to share {what}{terms}. No start is recorded.",
    "approved_not_implemented": "{who} approved an agreement to share {what}{terms}, which was not implemented.",
    "considered_not_progressed": "{who} considered sharing {what}{terms} and did not progress it.",
}
_PREPARING = "{who} {have} an agreement to share {what}{terms} at the stage: {stage}."


def what_it_is(stage: str | None, parties: Sequence[str], functions: Sequence[str], lead: str | None) -> str:
    """Say who shares what, and whether it is live.

    Args:
        stage: Stage today; None where it is withheld from the edition.
        parties: Names of the parties.
        functions: Names of the functions.
        lead: Name of the lead or host.
    """
    if stage is None:
        return "Only the title and objective of this agreement are published."
    if not parties:
        who, one = "Parties that the register does not list", False
    elif len(parties) <= _NAMED:
        who, one = listed(list(parties)), len(parties) == 1
    else:
        who, one = f"The {count(len(parties))} parties", False
    what = (
        listed([in_sentence(name) for name in functions]) if len(functions) <= _NAMED else f"{len(functions)} functions"
    )
    terms = f", led by {lead}" if lead and len(parties) > 1 else ""
    return _BY_STAGE.get(stage, _PREPARING).format(
        who=who,
        what=what or "functions that the register does not state",
        terms=terms,
        stage=stage.replace("_", " "),
        share="shares" if one else "share",
        have="has" if one else "have",
    )


def saving_reached(
    year: str | None,
    parties: Sequence[str],
    delivered: Decimal | None,
    forecast: Decimal | None,
    pct: float | None,
    *,
    is_approved: bool,
) -> str:
    """Say what was delivered of the saving in the business case, or that it is not reported.

    Args:
        year: Last year for which delivery is reported.
        parties: Names of the parties with a forecast and a delivered amount.
        delivered: Recurrent saving reached, per year, of the parties with a forecast and a delivered amount.
        forecast: Saving in their cases, per year; without a delivered amount, that of every case.
        pct: Delivered as a share of the forecast.
        is_approved: Whether every case is approved.
    """
    case = "approved case" if is_approved else "business case"
    if delivered is not None:
        who = (
            listed(list(parties))
            if 0 < len(parties) <= _NAMED
            else f"{len(parties)} parties"
            if parties
            else "the parties"
        )
        by = f"By {year} {who}" if year else who[:1].upper() + who[1:]
        share = (
            f", {percent(pct)} of the {money_in_words(forecast)} in the {case}" if forecast and pct is not None else ""
        )
        return f"{by} had a recurrent saving of {money_in_words(delivered)} per year{share}."
    if forecast is not None:
        return f"The {case} forecasts a saving of {money_in_words(forecast)}. What was delivered is not reported."
    return "Neither a forecast nor a delivered saving is reported."


def savings_by_year(years: Sequence[str], reached: Sequence[Decimal | None]) -> str:
    """Say what the columns of saving by year show."""
    known = [(year, value) for year, value in zip(years, reached, strict=True) if value is not None]
    if not known:
        return "No delivered saving is reported."
    (first, start), (last, end) = known[0], known[-1]
    if first == last:
        return f"The saving in {first} was {money_in_words(start)}."
    return f"The saving per year went from {money_in_words(start)} in {first} to {money_in_words(end)} in {last}."


def silent_parties(names: Sequence[str], what: str) -> str:
    """Say which parties reported nothing."""
    if not names:
        return ""
    who = listed(list(names)) if len(names) <= _NAMED else f"{len(names)} of the parties"
    return f"{who}: {what} not reported."


def leaving(outcome: str, years: float | None, reason: str | None) -> str:
    """Say when leaving an agreement would pay for itself."""
    if outcome == "never":
        return "Never: staying has a net benefit."
    if outcome == "after_years" and years is not None:
        return f"After {fixed(years, 1)} years."
    return f"Not known. {reason}" if reason else "Not known."


def life(started: str | None, ended: str | None, events: int) -> str:
    """Say what the life line shows."""
    start = f"It started {started}." if started else "No start date is published."
    end = f" It ended {ended}." if ended else ""
    return f"{start}{end} {count(events)} dated event{'' if events == 1 else 's'} or stages are shown.".replace(
        "event or stages are", "event or stage is"
    )
