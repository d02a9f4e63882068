"""Writing the site of a release: pages whose rows did not change are those of the previous release.

In scope: which pages there are, which are carried over, and writing files. Out of scope: what a page shows.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from orchestration.country import area_left_out, currency_sign
from orchestration.publication.carried import NOTHING_CARRIED, CarriedFiles
from orchestration.publication.release_reader import ReleaseReader, open_release
from orchestration.publication.site import (
    agreements,
    boards,
    collaborations,
    completeness,
    data,
    explore,
    forces,
    functions,
    home,
    issues,
    method,
    programmes,
    reconciliation,
    revisions,
    support,
)
from orchestration.publication.site.frame import Frame, frame_of
from orchestration.publication.site.page import Page, Reads
from orchestration.publication.site.search import SEARCH_INDEX, search_index
from orchestration.publication.state import DATABASE
from orchestration.warehouse.contents import digest

ASSETS = Path(__file__).parent / "assets"
RELEASE_SCRIPT = "assets/release.js"
# Columns that no page shows. A corrected return is another submission of every figure that it gives, nearly all equal.
UNSHOWN = {"variation.force_position": ("submission_id",)}
# Subjects in the order of the site; each gives its pages.
SUBJECTS = (
    home,
    functions,
    forces,
    collaborations,
    agreements,
    programmes,
    revisions,
    completeness,
    reconciliation,
    support,
    boards,
    method,
    issues,
    data,
    explore,
)


def write_site(
    folder: Path, release_id: str, carried: CarriedFiles = NOTHING_CARRIED, edition: str = "hub"
) -> dict[str, dict[str, object]]:
    """Write every page of a release, with scripts, styles and downloads, into its folder.

    Args:
        folder: Folder of the release; its DuckDB file is read.
        release_id: The release.
        carried: Files of the previous release.
        edition: "hub" or "public".

    Returns:
        Path of each page to `fingerprint` of what it shows and `files` written with it, for the manifest.
    """
    written: dict[str, dict[str, object]] = {}
    with open_release(folder / DATABASE) as reader:
        pages = list(pages_of(reader))
        frame = replace(frame_of(reader, edition), paths=tuple(sorted(page.path for page in pages)))
        fingerprints = _Fingerprints(reader)
        for page in pages:
            fingerprint = digest(frame, *(fingerprints.of(each) for each in page.reads))
            before = carried.pages.get(page.path, {})
            files = [str(name) for name in before.get("files", ())]
            if before.get("fingerprint") != fingerprint or not carried.carry(folder, *files):
                made = page.make(reader, frame)
                for name, content in made.items():
                    _write(folder / name, content)
                files = sorted(made)
            written[page.path] = {"fingerprint": fingerprint, "files": files}
    for asset in sorted(ASSETS.iterdir()):
        if not carried.carry(folder, f"assets/{asset.name}"):
            _write(folder / "assets" / asset.name, asset.read_bytes())
    _write(folder / SEARCH_INDEX, search_index(pages))
    _write(folder / RELEASE_SCRIPT, _release_script(release_id, frame))
    return written


def pages_of(reader: ReleaseReader) -> Iterable[Page]:
    """Every page of the site of a release, in the order of the site."""
    for subject in SUBJECTS:
        yield from subject.pages(reader)


def _release_script(release_id: str, frame: Frame) -> str:
    # The only file that differs although no figure does: a page says which release it is of by running it.
    published = datetime.datetime.strptime(release_id[:16], "%Y%m%dT%H%M%SZ").date()
    facts = {
        "id": release_id,
        "published": published.isoformat(),
        "edition": frame.edition,
        "currency": currency_sign(),
        "area": area_left_out(),
    }
    return f"window.ICM_RELEASE={json.dumps(facts, separators=(',', ':'))};\n"


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


class _Fingerprints:
    """Fingerprints of rows, each table read once however many pages show parts of it."""

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader
        self._found: dict[tuple[str, str, tuple[str, ...]], dict[str, tuple[int, int]]] = {}

    def of(self, reads: Reads) -> tuple[object, ...]:
        """Fingerprint of the rows that a page reads, whatever their order."""
        key = (reads.table, reads.column, reads.only)
        if key not in self._found:
            value = f"CAST(given.{reads.column} AS VARCHAR)" if reads.column else "''"
            unshown = f" EXCLUDE ({', '.join(UNSHOWN[reads.table])})" if reads.table in UNSHOWN else ""
            shown = f"DISTINCT {', '.join(reads.only)}" if reads.only else f"*{unshown}"
            rows = self._reader.rows(
                f"SELECT {value} AS of_value, count(*) AS row_count, sum(CAST(hash(given) AS HUGEINT)) AS total "
                f"FROM (SELECT {shown} FROM {reads.table}) AS given GROUP BY ALL"
            )
            self._found[key] = {row["of_value"]: (row["row_count"], int(row["total"] or 0)) for row in rows}
        return (*key, reads.value, self._found[key].get(reads.value))
