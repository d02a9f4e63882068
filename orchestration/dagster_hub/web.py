"""Dagster's pages, served so that no page of another origin can use them.

In scope: which requests are let through, and the answer to a monitor. Out of scope: starting and ending the server
(`cli.serve`), and what the pages show, which is Dagster's.

Dagster checks neither the host nor the origin of a request, and takes changes by GET: any page open in the operator's
browser could start, stop or delete. This module is run as a program in place of `dagster-webserver`, with the same
arguments, and puts the checks in front of it. The names that the server answers to, besides those of this machine, are
in ICM_SERVE_NAMES, separated by commas.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestration.answers.health import Health, read_health
from orchestration.settings import settings_from_environment

log = logging.getLogger("icm.web")

NAMES = "ICM_SERVE_NAMES"
_OF_THIS_MACHINE = ("127.0.0.1", "localhost")
_OWN = {"same-origin", "none"}
# Where Dagster takes questions and changes.
_ASKED = "/graphql"
HEALTH = "/health"


class OwnPagesOnly:
    """Middleware that refuses what a page of another origin asks for, and changes by GET.

    A link from another page to a page of Dagster is followed: it changes nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 403 with a sentence."""
        if scope["type"] not in {"http", "websocket"} or not (reason := _refusal(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
        else:
            await PlainTextResponse(f"{reason}\n", status_code=403)(scope, receive, send)


class AnswersMonitor:
    """Middleware that answers /health: 200 if the hub is well, else 503, with the facts and the reasons as JSON."""

    def __init__(self, app: ASGIApp, look: Callable[[], Health]) -> None:
        self._app = app
        self._look = look

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a monitor, or hand the request on."""
        if scope["type"] != "http" or scope["path"] != HEALTH or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        try:
            found = await run_in_threadpool(self._look)
            answer = JSONResponse(asdict(found), 200 if found.is_healthy else 503)
        except Exception:
            log.exception("The health of the hub could not be read")
            reason = "The health of the hub could not be read. Run icm doctor on its machine."
            answer = JSONResponse({"is_healthy": False, "reasons": [reason]}, 503)
        answer.headers["Cache-Control"] = "no-store"
        await answer(scope, receive, send)


def guarded(app: ASGIApp, names: tuple[str, ...] = ()) -> ASGIApp:
    """Return the application behind both checks.

    Args:
        app: Dagster's application.
        names: Names of hosts that it answers to besides those of this machine, for a reverse proxy.
    """
    return TrustedHostMiddleware(OwnPagesOnly(app), allowed_hosts=[*_OF_THIS_MACHINE, *names], www_redirect=False)


def _refusal(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    origin, host = headers.get("origin"), headers.get("host", "")
    if origin is not None and urlsplit(origin).netloc != host:
        return f"A page of {origin} may not use the hub. Open http://{host} itself."
    if not scope["path"].rstrip("/").endswith(_ASKED):
        return None
    if headers.get("sec-fetch-site", "same-origin") not in _OWN:
        return f"A page of another origin may not use the hub. Open http://{host} itself."
    if scope["type"] == "http" and scope["method"] not in {"POST", "HEAD", "OPTIONS"}:
        return "Ask by POST: a request by GET could be a picture in somebody's page."
    return None


def main() -> None:
    """Run Dagster's web server with the checks in front of it."""
    import uvicorn
    from dagster_webserver.cli import main as dagster_webserver

    names = tuple(name for name in os.environ.get(NAMES, "").split(",") if name)
    run = uvicorn.run
    # Dagster has no place for middleware of others. It hands its application to this function and to no other.
    settings = settings_from_environment()
    uvicorn.run = lambda app, **options: run(
        guarded(AnswersMonitor(app, lambda: read_health(settings)), names), **options
    )
    dagster_webserver()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
