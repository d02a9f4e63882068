"""Sending a message: by e-mail and to webhooks, as the environment says.

In scope: one message to one address. Out of scope: what is worth a message. Passwords and addresses with tokens are
never part of an error or a log.
"""

from __future__ import annotations

import json
import os
import smtplib
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from orchestration.settings import (
    HUB_NAME_VARIABLE,
    MAIL_FROM_VARIABLE,
    MAIL_SERVER_VARIABLE,
    MAIL_TO_VARIABLE,
    WEBHOOKS_VARIABLE,
    SettingsError,
)

_SECONDS = 20
_PORTS = {"smtp": 587, "smtps": 465}
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class NotSent(Exception):
    """A message that an address did not take; the message says which and why, without secrets."""


@dataclass(frozen=True)
class Message:
    """A message of the hub.

    Attributes:
        key: What it is about.
        subject: A heading of a few words.
        text: Sentences.
    """

    key: str
    subject: str
    text: str


@dataclass(frozen=True)
class Channels:
    """Where messages go.

    Attributes:
        hub: Name of the hub, in front of every subject.
        mail_to: Addresses of people.
        mail_from: Address of the hub.
        mail_server: Address of the mail server, as `smtps://user:password@mail.example.org`.
        webhooks: Addresses that take a message as JSON.
    """

    hub: str
    mail_to: tuple[str, ...]
    mail_from: str
    mail_server: str
    webhooks: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether a message goes anywhere."""
        return bool(self.mail_to or self.webhooks)

    def send(self, message: Message) -> list[str]:
        """Send a message everywhere, and return the sentences of the addresses that did not take it."""
        problems = []
        if self.mail_to:
            try:
                self._mail(message)
            except NotSent as error:
                problems.append(str(error))
        for address in self.webhooks:
            try:
                self._post(address, message)
            except NotSent as error:
                problems.append(str(error))
        return problems

    def _mail(self, message: Message) -> None:
        server = urlsplit(self.mail_server)
        host = server.hostname or ""
        mail = EmailMessage()
        mail["Subject"] = f"[{self.hub}] {message.subject}"
        mail["From"], mail["To"] = self.mail_from, ", ".join(self.mail_to)
        mail.set_content(message.text + "\n")
        try:
            with _connected(server.scheme, host, server.port or _PORTS[server.scheme]) as smtp:
                if server.username:
                    if not isinstance(smtp.sock, ssl.SSLSocket) and host not in _THIS_MACHINE:
                        raise NotSent(
                            f"The mail server {host} offers no encryption, so the password was not sent to it and the "
                            f"message neither. Use smtps:// in {MAIL_SERVER_VARIABLE}, or a server that encrypts."
                        )
                    smtp.login(unquote(server.username), unquote(server.password or ""))
                smtp.send_message(mail)
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(
                f"The mail server {host} did not take the message ({_why(error)}). Check {MAIL_SERVER_VARIABLE}."
            ) from error

    def _post(self, address: str, message: Message) -> None:
        host = urlsplit(address).hostname
        facts = {"text": f"[{self.hub}] {message.subject}\n{message.text}", "hub": self.hub, "key": message.key,
                 "subject": message.subject}  # fmt: skip
        request = urllib.request.Request(
            address, json.dumps(facts).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with _OPENER.open(request, timeout=_SECONDS):
                pass
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise NotSent(
                f"The webhook at {host} did not take the message ({_why(error)}). Check {WEBHOOKS_VARIABLE}."
            ) from error


class _NoOtherAddress(urllib.request.HTTPRedirectHandler):
    """A webhook that sends us elsewhere is not followed."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoOtherAddress)


def channels_from_environment(environment: Mapping[str, str] = os.environ) -> Channels:
    """Where messages go, from the environment.

    Raises:
        SettingsError: If a variable cannot be used.
    """
    mail_to = _listed(environment.get(MAIL_TO_VARIABLE, ""))
    server = environment.get(MAIL_SERVER_VARIABLE, "")
    webhooks = _listed(environment.get(WEBHOOKS_VARIABLE, ""))
    if mail_to and (urlsplit(server).scheme not in _PORTS or not urlsplit(server).hostname):
        raise SettingsError(
            f"{MAIL_TO_VARIABLE} names people, and {MAIL_SERVER_VARIABLE} must name the mail server, as "
            "smtp://mail.example.org or smtps://user:password@mail.example.org."
        )
    if any(urlsplit(each).scheme not in {"http", "https"} or not urlsplit(each).hostname for each in webhooks):
        raise SettingsError(f"{WEBHOOKS_VARIABLE} holds an address that does not begin with https:// or http://.")
    sender = environment.get(MAIL_FROM_VARIABLE) or f"icm-hub@{socket.getfqdn()}"
    return Channels(environment.get(HUB_NAME_VARIABLE) or "ICM hub", mail_to, sender, server, webhooks)


def _connected(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    smtp = smtplib.SMTP(host, port, timeout=_SECONDS)
    smtp.ehlo()
    if smtp.has_extn("starttls"):
        smtp.starttls(context=ssl.create_default_context())
    return smtp


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _why(error: Exception) -> str:
    """Why it failed, without what was sent: an answer of a server may repeat an address or a password."""
    if isinstance(error, urllib.error.HTTPError):
        return f"status {error.code}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "it refused the user and password"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"code {error.smtp_code}"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    if isinstance(reason, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(reason, socket.gaierror):
        return "no such name"
    return type(reason).__name__
