"""Sending people what they have to know, once.

In scope: which alerts were sent already, which are over. Out of scope: what is worth an alert (`alerts.standing`),
sending (`alerts.channels`).
"""

from __future__ import annotations

import datetime
import json
import logging
from dataclasses import asdict, dataclass
from typing import Any

from filelock import FileLock

from orchestration.alerts.channels import Channels, Message
from orchestration.alerts.standing import Alert, standing_alerts
from orchestration.settings import Settings

NOTE = ".alerts.json"

log = logging.getLogger("icm.alerts")


@dataclass(frozen=True)
class Told:
    """What was due to be sent, and what could not be.

    Attributes:
        messages: Messages that were due.
        problems: Sentences of the addresses that did not take one; it is sent again next time if no other took it.
    """

    messages: list[Message]
    problems: list[str]


def tell(settings: Settings, channels: Channels, now: datetime.datetime, *, only_show: bool = False) -> Told:
    """Send what people have to know and has not been sent yet.

    Args:
        settings: The hub.
        channels: Where messages go.
        now: The present time in UTC, without a zone.
        only_show: Whether nothing is sent and nothing remembered.
    """
    settings.workspace.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.workspace / f"{NOTE}.lock"):
        known = _known(settings)
        alerts = {alert.key: alert for alert in standing_alerts(settings, now)}
        messages, problems = [], []
        for message, remembered in _due(alerts, known, now):
            messages.append(message)
            refused = [] if only_show else channels.send(message)
            problems.extend(refused)
            # One address that took it is enough: people stop reading what they get twice.
            if len(refused) < len(channels.webhooks) + bool(channels.mail_to):
                known[message.key] = remembered
        if not only_show:
            # What is over is kept until a message said so, if one is to; nothing else is kept once it is over.
            _remember(
                settings, {key: each for key, each in known.items() if each and (key in alerts or each["ends_well"])}
            )
    for problem in problems:
        log.warning("%s", problem)
    return Told(messages, problems)


def _due(
    alerts: dict[str, Alert], known: dict[str, dict[str, Any]], now: datetime.datetime
) -> list[tuple[Message, dict[str, Any]]]:
    """Messages that are due, each with what is remembered once it was sent; nothing where it is over."""
    found = []
    for key, alert in alerts.items():
        before = known.get(key)
        if before is None or before["kind"] != alert.kind or _is_due_again(alert, before, now):
            remembered = {"kind": alert.kind, "told_at": now.isoformat(), "ends_well": alert.ends_well}
            found.append((Message(key, alert.subject, alert.text), remembered))
    for key, before in known.items():
        if key not in alerts and before["ends_well"]:
            found.append((Message(key, before["ends_well"].rstrip("."), before["ends_well"]), {}))
    return found


def _is_due_again(alert: Alert, before: dict[str, Any], now: datetime.datetime) -> bool:
    if alert.repeat_days is None:
        return False
    return now - datetime.datetime.fromisoformat(before["told_at"]) >= datetime.timedelta(days=alert.repeat_days)


def _known(settings: Settings) -> dict[str, dict[str, Any]]:
    try:
        known: dict[str, dict[str, Any]] = json.loads((settings.workspace / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        log.warning("%s cannot be read; everything that lasts is sent again", NOTE)
        return {}
    return known


def _remember(settings: Settings, known: dict[str, dict[str, Any]]) -> None:
    partial = settings.workspace / f"{NOTE}.partial"
    partial.write_text(json.dumps(known, indent=1), encoding="utf-8")
    partial.replace(settings.workspace / NOTE)


def facts_of(told: Told) -> dict[str, Any]:
    """What was sent, for programs."""
    return {"messages": [asdict(each) for each in told.messages], "problems": told.problems}
