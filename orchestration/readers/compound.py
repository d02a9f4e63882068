"""Streams of an old Office document (a compound file).

In scope: finding one stream by its name. Out of scope: what the stream holds.
"""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_MORE = 0xFFFFFFFA  # sector numbers from here on are signs, not sectors
_ENTRY = 128


class DamagedDocument(ValueError):
    """A compound file whose tables cannot be followed; the message says what was met."""


def stream_of(document: bytes, names: tuple[str, ...]) -> bytes:
    """Content of the first stream with one of the names.

    Raises:
        DamagedDocument: If the document is damaged or holds no such stream.
    """
    try:
        return _Document(document).stream(names)
    except struct.error as error:
        raise DamagedDocument(f"its tables break off: {error}") from error


class _Document:
    def __init__(self, content: bytes) -> None:
        if not content.startswith(MAGIC):
            raise DamagedDocument("it does not begin as an old Office document")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise DamagedDocument("its sectors have a size that no such document has")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._directory_start, _, self._cutoff, self._mini_start, _, next_list, _ = struct.unpack_from(
            "<7I", content, 48
        )
        self._table = self._read_table(next_list)

    def stream(self, names: tuple[str, ...]) -> bytes:
        directory = self._chain(self._directory_start)
        root: tuple[int, int] | None = None
        for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            entry = directory[start : start + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            first, size = struct.unpack_from("<II", entry, 116)
            name = entry[: max(length - 2, 0)].decode("utf-16-le", errors="replace")
            if kind == 5:
                root = (first, size)
            elif kind == 2 and name in names:
                return self._small(root, first, size) if size < self._cutoff else self._chain(first)[:size]
        raise DamagedDocument(f"it holds no {' or '.join(names)}")

    def _read_table(self, next_list: int) -> list[int]:
        """Which sector follows which."""
        places = list(struct.unpack_from("<109I", self._content, 76))
        per_sector = self._size // 4
        seen = 0
        while next_list < _NO_MORE:
            more = self._numbers(self._sector(next_list))
            places += more[: per_sector - 1]
            next_list = more[-1]
            seen += 1
            if seen > len(self._content) // self._size:
                raise DamagedDocument("its list of sectors runs in a circle")
        return [number for place in places if place < _NO_MORE for number in self._numbers(self._sector(place))]

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}I", sector)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._content[start : start + self._size]
        if not sector:
            raise DamagedDocument("it points beyond its own end")
        return sector.ljust(self._size, b"\x00")  # the last sector may be cut short

    def _chain(self, first: int) -> bytes:
        return b"".join(self._sector(number) for number in _followed(self._table, first))

    def _small(self, root: tuple[int, int] | None, first: int, size: int) -> bytes:
        """A stream below the cut-off, which lives in the small sectors within the root's stream."""
        if root is None:
            raise DamagedDocument("it has no root")
        small = self._chain(root[0])
        table = struct.unpack(f"<{len(raw := self._chain(self._mini_start)) // 4}I", raw)
        pieces = (small[number * self._mini_size :][: self._mini_size] for number in _followed(table, first))
        return b"".join(pieces)[:size]


def _followed(table: list[int] | tuple[int, ...], first: int) -> list[int]:
    found: list[int] = []
    while first < _NO_MORE:
        if first >= len(table) or len(found) > len(table):
            raise DamagedDocument("its list of sectors points beyond its end or runs in a circle")
        found.append(first)
        first = table[first]
    return found
