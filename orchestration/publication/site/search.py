"""What the search box finds: one script that every page loads.

In scope: the list of entries. Out of scope: how it is searched (`assets/site.js`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from orchestration.publication.site.page import Page

SEARCH_INDEX = "assets/search-index.js"


def search_index(pages: Iterable[Page]) -> str:
    """Return the script with every entry: name, kind, path, other words."""
    entries = [[page.entry[0], page.entry[1], page.path, page.entry[2]] for page in pages if page.entry]
    return f"window.ICM_INDEX={json.dumps(entries, ensure_ascii=False, separators=(',', ':'))};\n"
