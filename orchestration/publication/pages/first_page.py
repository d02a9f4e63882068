"""The first page of a release (being written)."""

from __future__ import annotations

from pathlib import Path


def write_pages(folder: Path, release_id: str) -> None:
    """Write `index.html` into the release's folder."""
    (folder / "index.html").write_text(f"<!doctype html><title>{release_id}</title>", encoding="utf-8")
