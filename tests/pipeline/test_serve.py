"""A hub that runs by itself: what its pages let through, how it starts and ends, and what it leaves behind."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
import pytest
from playwright.sync_api import sync_playwright

from orchestration.dagster_hub.home import prepare_dagster_home
from orchestration.dagster_hub.processes import DAEMON, WEB_SERVER, commands
from orchestration.dagster_hub.web import guarded
from orchestration.settings import Settings
from tests.browser.opened_page import ARGUMENTS
from tests.conftest import ICM

MUTATION = "mutation { setNuxSeen }"
WAIT_SECONDS = 240


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=20) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


class Served:
    """`icm serve` on an empty workspace."""

    def __init__(self, folder):
        self.port = free_port()
        self.log = folder / "serve.log"
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("ICM_", "DAGSTER_"))}
        options = ["--workspace", folder / "hub", "--landing", folder / "landing", "--port", self.port]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [ICM, "serve", "--allow-changes", *map(str, options)], stdout=log, stderr=log, env=environment
            )
        deadline = time.monotonic() + WAIT_SECONDS
        while not answers(self.port) and self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.5)
        if not answers(self.port):
            self.process.kill()
            pytest.fail(self.log.read_text(encoding="utf-8"))

    def children(self):
        """Processes that it started, by what they run."""
        found = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = path.read_text(encoding="utf-8").rpartition(")")[2].split()[1]
                command = path.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == self.process.pid:
                found[command] = int(path.parent.name)
        return found

    def child(self, word):
        return next(process for command, process in self.children().items() if word in command)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    running = Served(tmp_path_factory.mktemp("served"))
    yield running
    running.process.kill()
    running.process.wait()


def asked(port, *, method="POST", **headers):
    """Status of a request that would change something, with those headers."""
    address = f"http://127.0.0.1:{port}/graphql"
    body = json.dumps({"query": MUTATION}).encode() if method == "POST" else None
    if method == "GET":
        address += "?query=" + urllib.request.quote(MUTATION)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, body, {"Content-Type": "application/json", **named}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_requests_of_other_origins_are_refused_whatever_the_method(served):
    own = f"127.0.0.1:{served.port}"
    assert asked(served.port) == 200
    assert asked(served.port, Origin=f"http://{own}", Sec_Fetch_Site="same-origin") == 200
    assert asked(served.port, Origin="http://elsewhere.example") == 403
    assert asked(served.port, Origin="null") == 403
    assert asked(served.port, Sec_Fetch_Site="cross-site") == 403
    assert asked(served.port, Sec_Fetch_Site="same-site") == 403
    assert asked(served.port, method="GET") == 403
    assert asked(served.port, Host="elsewhere.example") == 400
    assert asked(served.port, Host=f"localhost:{served.port}") == 200


def test_a_monitor_is_answered_on_the_same_port(served):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{served.port}/health", timeout=60)
    assert refused.value.code == 503
    answer = json.loads(refused.value.read())
    assert answer["is_healthy"] is False and "No load has succeeded yet" in answer["reasons"][0]
    assert answer["disk_free_bytes"] > 0 and answer["last_load"] is None
    elsewhere = urllib.request.Request(f"http://127.0.0.1:{served.port}/health", headers={"Host": "elsewhere.example"})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(elsewhere, timeout=60)


def test_a_page_of_another_origin_changes_nothing_in_chromium(served, tmp_path):
    query = urllib.request.quote(MUTATION)
    where = f"http://127.0.0.1:{served.port}/graphql"
    page = tmp_path / "elsewhere.html"
    page.write_text(
        f"""<img src="{where}?query={query}">
        <form method="post" action="{where}" enctype="text/plain" target="frame">
        <input name='{{"query":"{MUTATION.replace(chr(34), chr(92) + chr(34))}","x":"' value='"}}'></form>
        <iframe name="frame"></iframe><script>document.forms[0].submit();
        fetch("{where}", {{method: "POST", mode: "no-cors", body: "{{}}"}});</script>""",
        encoding="utf-8",
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        opened = browser.new_page()
        statuses = []
        opened.on("response", lambda answer: statuses.append((answer.request.method, answer.status)))
        opened.goto(page.as_uri())
        deadline = time.monotonic() + 60
        while len(statuses) < 4 and time.monotonic() < deadline:
            opened.wait_for_timeout(200)
        browser.close()
    told = [each for each in statuses if each[1] != 200]
    assert ("GET", 403) in told
    assert told.count(("POST", 403)) == 2


def test_websockets_of_other_origins_are_closed():
    async def application(scope, receive, send):
        sent.append("let through")

    async def send(message):
        sent.append(message)

    def ask(**headers):
        sent.clear()
        given = [(name.encode(), value.encode()) for name, value in {"host": "127.0.0.1:3000", **headers}.items()]
        scope = {"type": "websocket", "path": "/graphql", "headers": given}
        asyncio.run(guarded(application)(scope, None, send))
        return sent[0]

    sent = []
    assert ask(origin="http://127.0.0.1:3000") == "let through"
    assert ask(origin="http://elsewhere.example")["type"] == "websocket.close"
    assert ask(host="hub.example", origin="http://hub.example")["type"] != "let through"


def test_the_pages_only_show_unless_changes_are_allowed(tmp_path):
    settings = Settings(workspace=tmp_path, landing=tmp_path)
    shows, changes = (commands(settings, 3000, tmp_path / "code", may_change=each) for each in (False, True))
    assert "--read-only" in shows[WEB_SERVER] and "--read-only" not in changes[WEB_SERVER]
    assert shows[DAEMON] == changes[DAEMON]


def test_a_name_behind_a_proxy_is_answered_only_if_given():
    async def application(scope, receive, send):
        sent.append(200)

    async def send(message):
        if message["type"] == "http.response.start":
            sent.append(message["status"])

    def ask(*names):
        sent.clear()
        scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"hub.police.example")]}
        asyncio.run(guarded(application, names)(scope, None, send))
        return sent[0]

    sent = []
    assert ask() == 400
    assert ask("hub.police.example") == 200


def test_a_dead_daemon_is_noticed_and_ends_everything(tmp_path):
    running = Served(tmp_path)
    os.kill(running.child("dagster-daemon"), signal.SIGKILL)
    assert running.process.wait(timeout=60) == 1
    assert "The daemon ended with exit code -9, so the others were ended." in " ".join(running.log.read_text().split())
    assert_nothing_is_left(running)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_end_leaves_no_process_and_frees_the_port(tmp_path, number):
    running = Served(tmp_path)
    children = list(running.children().values())
    assert len(children) == 3
    running.process.send_signal(number)
    assert running.process.wait(timeout=60) == 0
    assert_nothing_is_left(running, children)


def test_a_killed_hub_leaves_no_process(tmp_path):
    running = Served(tmp_path)
    children = list(running.children().values())
    running.process.kill()
    running.process.wait()
    assert_nothing_is_left(running, children)


def assert_nothing_is_left(running, children=()):
    deadline = time.monotonic() + 60
    left = children
    while time.monotonic() < deadline:
        left = [each for each in children if Path(f"/proc/{each}").exists()]
        if not left and not answers(running.port):
            break
        time.sleep(0.2)
    assert left == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", running.port))


def test_a_home_made_by_two_processes_at_once_starts(tmp_path):
    script = (
        "import sys; from pathlib import Path; from orchestration.settings import Settings; "
        "from orchestration.dagster_hub.home import prepare_dagster_home; "
        "prepare_dagster_home(Settings(workspace=Path(sys.argv[1]), landing=Path(sys.argv[1])))"
    )
    with ThreadPoolExecutor(3) as beside:
        ran = list(
            beside.map(
                lambda _: subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, check=False),
                range(3),
            )
        )
    assert [(each.returncode, each.stderr.decode()) for each in ran if each.returncode] == []
    home = prepare_dagster_home(Settings(workspace=tmp_path, landing=tmp_path))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert instance.get_run_records() == []
