"""What `deploy/` gives to an operator: systemd units, the log's rotation, proxies with a log-in, containers."""

import base64
import configparser
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
import yaml
from typer.main import get_command

from orchestration.answers.doctor.machine import VARIABLES
from orchestration.cli.app import app
from orchestration.dagster_hub.web import guarded
from orchestration.settings import PROJECT_DIR
from tests.conftest import ICM

DEPLOY = PROJECT_DIR / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
INSTALLED = "/opt/icm/bin/icm"
COMMANDS = get_command(app).commands
HOST = "hub.example"


class UnitFile(configparser.RawConfigParser):
    """A unit, whose keys have capitals and may be given more than once."""

    def __init__(self, path):
        super().__init__(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str
        self.read(path, encoding="utf-8")


def check_command(words):
    """Whether the command line knows a command, and each option of it."""
    assert words[0] in COMMANDS
    known = {option for each in COMMANDS[words[0]].params for option in each.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_a_command_that_exists_with_few_rights(path):
    service = UnitFile(path)["Service"]
    program, *words = service["ExecStart"].split()
    assert program == INSTALLED
    check_command(words)
    assert service["ProtectSystem"] == "strict" and service["NoNewPrivileges"] == "yes" and service["UMask"] == "0027"
    assert service["User"] == "icm" and service["Restart"] == "on-failure" and "RestartSec" in service
    environment = dict(each.split("=", 1) for each in service["Environment"].split())
    assert environment.keys() <= VARIABLES
    # All that it writes is in places that it may write to.
    assert environment["ICM_WORKSPACE"] == service["ReadWritePaths"]
    assert environment["ICM_LOG_FILE"].startswith(f"/var/log/{service['LogsDirectory']}/")


def test_the_timer_starts_a_service_that_is_there():
    timer = DEPLOY / "systemd" / "icm-load.timer"
    assert timer.with_suffix(".service") in SERVICES
    assert UnitFile(timer)["Timer"]["Persistent"] == "true"


def verified(folder):
    """What systemd objects to in units."""
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(folder.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    return done.returncode, [line for line in done.stderr.splitlines() if "icm-" in line]


def test_systemd_objects_to_no_unit_and_would_to_a_wrong_key(tmp_path):
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8").replace(INSTALLED, ICM), encoding="utf-8")
    assert verified(tmp_path) == (0, [])
    wrong = tmp_path / "icm-load.service"
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("UMask=", "Umask="), encoding="utf-8")
    assert "Umask" in " ".join(verified(tmp_path)[1])


def test_the_log_that_the_services_write_is_rotated():
    rotated = (DEPLOY / "logrotate").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"^(/\S+) \{", rotated, re.M)
    for path in SERVICES:
        (log,) = re.findall(r"ICM_LOG_FILE=(\S+)", path.read_text(encoding="utf-8"))
        assert re.fullmatch(pattern.replace(".", r"\.").replace("*", "[^/]*"), log)
    # WatchedFileHandler opens a new file when the old one is gone; one that logrotate made would not be the hub's.
    assert "nocreate" in rotated and "copytruncate" not in rotated


def test_the_containers_run_commands_that_exist():
    services = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    hub = services["hub"]
    check_command(hub["command"][1:])
    check_command(hub["healthcheck"]["test"][2:])
    assert hub["read_only"] and hub["cap_drop"] == ["ALL"] and services["proxy"]["network_mode"] == "service:hub"
    dockerfile = (DEPLOY / "container" / "Dockerfile").read_text(encoding="utf-8")
    assert "\nUSER icm\n" in dockerfile and (DEPLOY / "container" / hub["build"]["context"]).resolve() == PROJECT_DIR
    for text in (dockerfile, (DEPLOY / "proxy" / "Caddyfile").read_text(encoding="utf-8")):
        assert "NOT RUN" in text or "NOT TESTED" in text


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing listens on port {port}")


@contextmanager
def hub_pages(port, seen):
    """The guard of the hub's pages in front of an application that notes what arrives."""

    async def pages(scope, receive, send):
        if scope["type"] != "http":
            return
        seen.append({name.decode(): value.decode() for name, value in scope["headers"]})
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    server = uvicorn.Server(uvicorn.Config(guarded(pages, (HOST,)), port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(port)
        yield
    finally:
        server.should_exit = True
        thread.join(30)


@contextmanager
def nginx_of(folder, port, upstream):
    """A real nginx on the loopback address with the recipe; only ports and paths are others."""
    key, certificate, accounts = folder / "hub.key", folder / "hub.pem", folder / "accounts"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}",
         "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    accounts.write_text("steward:{PLAIN}right\n", encoding="utf-8")
    recipe = (DEPLOY / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    for ours, theirs in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl", "127.0.0.1:3000": f"127.0.0.1:{upstream}",
        "/etc/ssl/certs/hub.example.pem": str(certificate), "/etc/ssl/private/hub.example.key": str(key),
        "/etc/nginx/icm.htpasswd": str(accounts),
    }.items():  # fmt: skip
        assert ours in recipe
        recipe = recipe.replace(ours, theirs)
    places = "".join(
        f"{each}_temp_path {folder}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.getuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}{recipe}}}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [
            shutil.which("nginx") or "/usr/sbin/nginx",
            "-p",
            str(folder),
            "-c",
            str(config),
            "-e",
            str(folder / "error.log"),
        ]
    )
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(30)


def asked(port, path="/", login=None, **headers):
    """Status of a request through the proxy."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=30)
    given = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if login:
        given["Authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
    try:
        connection.request("GET", path, headers=given)
        return connection.getresponse().status
    finally:
        connection.close()


def test_nginx_lets_in_who_logs_in_and_hands_on_the_host(tmp_path):
    port, upstream, seen = free_port(), free_port(), []
    with hub_pages(upstream, seen), nginx_of(tmp_path, port, upstream):
        assert asked(port) == 401 and asked(port, login="steward:wrong") == 401 and seen == []
        assert asked(port, login="steward:right") == 200
        assert seen[-1]["host"] == HOST and "authorization" not in seen[-1]
        assert asked(port, login="steward:right", Origin=f"https://{HOST}") == 200
        assert asked(port, login="steward:right", Origin="https://elsewhere.example") == 403
        assert asked(port, "/graphql?query=x", login="steward:right") == 403
        assert asked(port, "/health") == 200, "a monitor on the machine needs no log-in"
        assert asked(port, "/healthy") == 401
