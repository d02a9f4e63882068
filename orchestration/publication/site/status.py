"""What was decided about a release since it was published, for its pages to show.

In scope: the one script that changes afterwards. Out of scope: deciding (`publication.release_decisions`).
"""

from __future__ import annotations

import json
from pathlib import Path

STATUS_SCRIPT = "assets/status.js"


def write_status(folder: Path, status: str, sentence: str = "") -> None:
    """Write the status that every page of a release shows.

    It is the only file of a release that is not sealed and not in its manifest: a release becomes final, or is
    withdrawn, after it was published.

    Args:
        folder: Folder of the release.
        status: One word: provisional, final or withdrawn.
        sentence: What a reader must know besides, for example why it was withdrawn.
    """
    facts = json.dumps({"status": status, "said": sentence}, ensure_ascii=False)
    written = folder / f"{STATUS_SCRIPT}.partial"
    written.parent.mkdir(exist_ok=True)
    written.write_text(f"window.ICM_STATUS={facts};\n", encoding="utf-8")
    written.replace(folder / STATUS_SCRIPT)
