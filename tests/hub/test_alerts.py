"""Messages of the hub, as a mail server and a webhook of this machine receive them."""

import datetime
import json
import socketserver
import threading
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from orchestration.alerts.channels import channels_from_environment
from orchestration.alerts.tell import NOTE, tell
from orchestration.publication.state import DECISIONS, MANIFEST
from orchestration.settings import SettingsError
from tests.conftest import run_icm

NOON = datetime.datetime(2026, 11, 30, 12, 0)
PASSWORD = "s3cret-of-the-hub"


class _Mail(socketserver.StreamRequestHandler):
    """As much of a mail server as takes one message without a password."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"EHLO":
                self.wfile.write(b"250-here\r\n250 AUTH PLAIN\r\n")
            elif word == b"AUTH":
                self.wfile.write(b"235 yes\r\n" if self.server.takes else b"535 no " + PASSWORD.encode() + b"\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.received.append(message_from_bytes(b"".join(lines)))
                self.wfile.write(b"250 taken\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 yes\r\n")


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.takes:
            self.server.received.append(json.loads(content))
        self.send_response(200 if self.server.takes else 503)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def servers():
    """A mail server and a webhook, and the environment that names them."""
    mail = socketserver.ThreadingTCPServer(("", 0), _Mail)
    hook = ThreadingHTTPServer(("127.0.0.1", 0), _Hook)
    for each in (mail, hook):
        each.daemon_threads, each.received, each.takes = True, [], True
        threading.Thread(target=each.serve_forever, daemon=True).start()
    environment = {
        "ICM_ALERT_MAIL_TO": "steward@example.org, operator@example.org",
        "ICM_ALERT_MAIL_SERVER": f"smtp://hub:{PASSWORD}@127.0.0.1:{mail.server_address[1]}",
        "ICM_ALERT_MAIL_FROM": "hub@example.org",
        "ICM_ALERT_WEBHOOKS": f"http://127.0.0.1:{hook.server_address[1]}/hooks/{PASSWORD}",
        "ICM_HUB_NAME": "Hub of the test",
    }
    yield SimpleNamespace(
        mail=mail, hook=hook, environment=environment, channels=channels_from_environment(environment)
    )
    for each in (mail, hook):
        each.shutdown()
        each.server_close()


def subjects(servers):
    return [each["subject"] for each in servers.hook.received]


def test_a_message_arrives_by_mail_and_webhook_once(hub, servers):
    told = tell(hub.settings, servers.channels, NOON)
    assert told.problems == []
    assert subjects(servers) == [each.subject for each in told.messages]
    assert "The hub needs attention" in subjects(servers)
    mail = servers.mail.received[0]
    assert mail["Subject"] == "[Hub of the test] The hub needs attention"
    assert mail["To"] == "steward@example.org, operator@example.org"
    assert "No load has succeeded yet. Run icm load" in mail.get_payload(decode=True).decode()
    assert servers.hook.received[0]["hub"] == "Hub of the test"
    assert "No load has succeeded yet" in servers.hook.received[0]["text"]
    count = len(servers.hook.received)
    assert tell(hub.settings, servers.channels, NOON + datetime.timedelta(hours=23)).messages == []
    assert len(servers.hook.received) == len(servers.mail.received) == count
    again = tell(hub.settings, servers.channels, NOON + datetime.timedelta(hours=24))
    assert [each.subject for each in again.messages] == ["The hub needs attention"]


def test_it_is_told_when_a_fault_is_over_and_only_then(hub, servers, monkeypatch):
    from orchestration.alerts import standing

    tell(hub.settings, servers.channels, NOON)
    monkeypatch.setattr(standing, "_health", lambda *_: [])
    servers.hook.received.clear()
    tell(hub.settings, servers.channels, NOON)
    assert subjects(servers) == ["The hub works as it should again"]
    assert tell(hub.settings, servers.channels, NOON).messages == []


def test_what_nobody_took_is_sent_again_and_says_no_secret(hub, servers, caplog):
    servers.mail.takes = servers.hook.takes = False
    told = tell(hub.settings, servers.channels, NOON)
    assert any("The mail server 127.0.0.1 did not take the message (it refused" in each for each in told.problems)
    assert any("The webhook at 127.0.0.1 did not take the message (status 503)" in each for each in told.problems)
    servers.mail.takes = servers.hook.takes = True
    again = tell(hub.settings, servers.channels, NOON)
    assert again.messages == told.messages and again.problems == []
    assert PASSWORD not in caplog.text + " ".join(told.problems) + (hub.settings.workspace / NOTE).read_text()


def test_a_password_is_sent_over_no_open_line(hub, servers):
    port = servers.mail.server_address[1]
    settings = {
        "ICM_ALERT_MAIL_TO": "a@example.org",
        "ICM_ALERT_MAIL_SERVER": f"smtp://hub:{PASSWORD}@127.0.0.2:{port}",
    }
    told = tell(hub.settings, channels_from_environment(settings), NOON)
    assert any("127.0.0.2 offers no encryption, so the password was not sent" in each for each in told.problems)
    without = {**settings, "ICM_ALERT_MAIL_SERVER": f"smtp://127.0.0.2:{port}"}
    assert servers.mail.received == []
    assert tell(hub.settings, channels_from_environment(without), NOON).problems == []
    assert servers.mail.received


def test_what_one_address_took_is_told(hub, servers):
    servers.mail.takes = False
    assert tell(hub.settings, servers.channels, NOON).problems
    assert tell(hub.settings, servers.channels, NOON).messages == []


def test_late_returns_are_one_message_with_the_forces_that_owe_them(hub, servers):
    # workforce 2025/26 was due on 31 July 2026
    messages = {each.key: each for each in tell(hub.settings, servers.channels, NOON).messages}
    late = messages["late"].text
    assert "2025/26, due on 31 July 2026: not received from 43 forces (Avon and Somerset, Bedfordshire," in late
    assert " and 38 others" in late and "icm status --return" in late
    before = datetime.datetime(2026, 7, 20, 12, 0)
    soon = {each.key: each for each in tell(hub.settings, servers.channels, before, only_show=True).messages}
    assert "due on 31 July 2026" in soon["due"].text
    assert "late" not in soon or "31 July 2026" not in soon["late"].text
    early = tell(hub.settings, servers.channels, datetime.datetime(2026, 7, 16, 12, 0), only_show=True).messages
    assert not any("31 July 2026" in each.text for each in early)


def _release(settings, release_id, published_at, *decisions):
    """A release as far as its list tells it."""
    folder = settings.releases / release_id
    folder.mkdir(parents=True)
    facts = {
        "release_id": release_id, "published_at": published_at, "inputs_fingerprint": "", "code_version": "0",
        "tables": {},
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(facts), encoding="utf-8")
    taken = [{"decision": each, "by": "A", "reason": "", "decided_at": published_at} for each in decisions]
    (folder / DECISIONS).write_text(json.dumps(taken), encoding="utf-8")


def test_a_final_release_is_asked_for_once_the_last_return_of_the_year_is_due(hub, servers):
    """The last return of 2025/26 is due on 30 September 2026."""

    def asked(day):
        moment = datetime.datetime.combine(day, datetime.time(12))
        found = {each.key: each for each in tell(hub.settings, servers.channels, moment, only_show=True).messages}
        return found.get("final 2025/26")

    _release(hub.settings, "20260930T120000Z", "2026-09-30T12:00:00+00:00", "final")
    _release(hub.settings, "20261001T120000Z", "2026-10-01T12:00:00+00:00")
    assert asked(datetime.date(2026, 9, 30)) is None
    message = asked(datetime.date(2026, 10, 2))
    assert message.subject == "The final release of 2025/26 is due"
    assert "due on 30 September 2026" in message.text and "icm release finalise" in message.text
    _release(hub.settings, "20261002T120000Z", "2026-10-02T12:00:00+00:00", "final")
    assert asked(datetime.date(2026, 10, 3)) is None


def test_showing_sends_and_remembers_nothing(hub, servers):
    assert tell(hub.settings, servers.channels, NOON, only_show=True).messages
    assert servers.hook.received == servers.mail.received == []
    assert not (hub.settings.workspace / NOTE).exists()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"ICM_ALERT_MAIL_TO": "a@example.org"}, "must name the mail server"),
        ({"ICM_ALERT_MAIL_TO": "a@example.org", "ICM_ALERT_MAIL_SERVER": "mail.example.org"}, "must name the mail"),
        ({"ICM_ALERT_WEBHOOKS": "file:///etc/passwd"}, "does not begin with https:// or http://"),
        ({"ICM_ALERT_WEBHOOKS": "https://"}, "does not begin with https:// or http://"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_words(environment, words):
    with pytest.raises(SettingsError, match=words):
        channels_from_environment(environment)


def test_the_command_says_where_messages_would_go(tmp_path, servers, monkeypatch):
    refused = run_icm("alerts", "--workspace", tmp_path)
    assert refused.code == 2 and "ICM_ALERT_MAIL_TO" in refused.err
    shown = run_icm("alerts", "--workspace", tmp_path, "--show", "--json")
    assert shown.code == 0 and shown.facts["messages"][0]["key"] == "health"
