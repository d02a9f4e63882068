"""A page opened in Chromium, and how tests read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Ask = Callable[..., list[tuple[Any, ...]]]
# Quiet: nothing that a browser does on its own account may be mistaken for something the page does.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def plain(text: str) -> str:
    """Text with ordinary spaces and minus signs."""
    return text.replace("\u00a0", " ").replace("\u2212", "-")


def figures(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(r"-?\d[\d,]*\.?\d*", plain(text).replace("£", ""))]
