"""The command that sends people what they have to know: alerts."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, errors, print_json
from orchestration.settings import settings_from_environment


def alerts(
    workspace: Workspace = None,
    only_show: Annotated[
        bool, typer.Option("--show", help="Show what would be sent; send and remember nothing.")
    ] = False,
    try_out: Annotated[
        bool, typer.Option("--try", help="Send one message that says that messages arrive, and nothing else.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Send e-mail and webhook messages about what people have to know.

    These are faults of the hub (a failed load, no success for too long, little space on the disk), returns that are
    late or due within 14 days, and a new release. Each is reported once, and while it lasts again after a day (faults)
    or a week (late returns). icm serve does this every ten minutes; without it, start this command from a timer.

    The environment says where messages go: ICM_ALERT_MAIL_TO (addresses with commas), ICM_ALERT_MAIL_SERVER
    (smtps://user:password@mail.example.org), ICM_ALERT_MAIL_FROM, ICM_ALERT_WEBHOOKS (addresses with commas that take
    JSON), ICM_HUB_NAME.

    Exit code 0: all was sent, or nothing was due. 1: an address did not take a message. What no address took is sent
    again next time.

    Example: icm alerts --show
    """
    from orchestration.alerts.channels import Message, channels_from_environment
    from orchestration.alerts.tell import Told, facts_of, tell
    from orchestration.warehouse.ledger import now

    settings, channels = settings_from_environment(workspace), channels_from_environment()
    if not channels and not only_show:
        errors.print(
            "No address is set: put people into ICM_ALERT_MAIL_TO or an address into ICM_ALERT_WEBHOOKS. "
            "icm alerts --help shows an example.",
            style="red",
        )
        raise typer.Exit(2)
    if try_out:
        message = Message("try", "Messages of the hub arrive", "This message was asked for with icm alerts --try.")
        told = Told([message], [] if only_show else channels.send(message))
    else:
        told = tell(settings, channels, now(), only_show=only_show)
    if as_json:
        print_json(facts_of(told))
    else:
        for each in told.messages:
            console.print(each.subject, style="bold", markup=False)
            console.print(each.text, markup=False)
        if not told.messages:
            console.print("There is nothing to report.")
        for problem in told.problems:
            errors.print(problem, style="red", markup=False)
    if told.problems:
        raise typer.Exit(1)
