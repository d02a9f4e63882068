"""A page of the site: where it is, what it reads, what it writes.

In scope: these facts. Out of scope: carrying pages over (`site.write`), and what a page shows, which is in the module
of its subject.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from orchestration.publication.release_reader import ReleaseReader
from orchestration.publication.site.frame import Frame

Files = dict[str, str | bytes]


@dataclass(frozen=True)
class Reads:
    """Rows of a published table that a page shows.

    Attributes:
        table: Table with its schema, or tables joined.
        column: Column whose value selects the rows; empty for every row.
        value: That value.
        only: Columns of which the page shows the values that occur; empty for whole rows.
    """

    table: str
    column: str = ""
    value: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page, with the charts and downloads that are made with it.

    Attributes:
        path: Its path in the folder of the release.
        reads: Everything it shows comes from these rows. While they are the same, the page and its files are those of
            the previous release.
        make: Returns every file of the page, `path` included, by its path in the folder of the release.
        entry: What the search finds it by: name, kind (Force, Function, Area, Agreement, Page), other words. None if
            the search does not find it.
    """

    path: str
    reads: tuple[Reads, ...]
    make: Callable[[ReleaseReader, Frame], Files]
    entry: tuple[str, str, str] | None = field(default=None)
