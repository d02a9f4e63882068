"""Pages of functions: the list of headings by spread, and one page per heading.

In scope: which pages there are. Out of scope: one heading's page (`site.functions_heading`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site import functions_heading, functions_list
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.functions_shared import Shared
from orchestration.publication.site.page import Files, Page


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """The list of headings, and a page for every heading with figures."""
    shared = Shared(reader)
    yield Page(
        functions_list.PATH,
        functions_list.READS,
        partial(_make_list, shared),
        ("Which functions vary most", "Page", "spread opportunity costs headings list"),
    )
    for heading in shared.headings.values():
        heading_id = heading["heading_id"]
        yield Page(
            functions_heading.path_of(heading_id),
            functions_heading.reads_of(heading_id),
            partial(_make_heading, shared, heading),
            (heading["heading_name"], "Function", heading["parent_name"] or ""),
        )


def _make_list(shared: Shared, _reader: ReleaseReader, frame: Frame) -> Files:
    return functions_list.make(shared, frame)


def _make_heading(shared: Shared, heading: Row, _reader: ReleaseReader, frame: Frame) -> Files:
    return functions_heading.make(shared, frame, heading)
