"""A page of a release as a PDF, printed by a browser that is installed: its style sheet for paper is the layout.

In scope: finding the browser and having it print. Out of scope: what the page shows. No library draws the page a second
time, so paper and screen cannot differ.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_SECONDS = 120
# Nothing that a browser does on its own account; no head or foot but the page's own.
_ARGUMENTS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-pdf-header-footer", "--virtual-time-budget=5000",
)  # fmt: skip


class NotPrinted(Exception):
    """A page that could not be printed; the message says what to do."""


def print_page(page: Path, target: Path) -> None:
    """Print a page to a PDF.

    Args:
        page: Page in the folder of a release.
        target: PDF to write; it appears whole or not at all.

    Raises:
        NotPrinted: If no browser is installed, or the browser did not print.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise NotPrinted(
            f"No browser that can print was found ({', '.join(BROWSERS[:3])}). Install Chromium (on Debian: apt-get "
            f"install chromium), or open {page} in a browser and print it."
        )
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "page.pdf"
        command = [browser, *_ARGUMENTS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}"]
        # The browser refuses to run for the superuser with its sandbox; it opens one page of this release only.
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        try:
            done = subprocess.run(
                [*command, page.resolve().as_uri()], capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NotPrinted(f"{browser} did not print {page} within {_SECONDS} seconds.") from error
        if done.returncode or not printed.is_file():
            said = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
            raise NotPrinted(f"{browser} could not print {page}: {said[0]}")
        partial = target.with_name(f".{target.name}.partial")
        shutil.copyfile(printed, partial)
        partial.replace(target)
