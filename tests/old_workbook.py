"""A workbook in the old format, XLS, written by hand: no library the project has writes it.

In scope: its records and the compound file around them. Out of scope: what stands in its cells.
"""

import struct
from itertools import accumulate
from typing import NamedTuple

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the first bytes of every old Office file


class OldFormula(NamedTuple):
    """The sum of 1 and 1 with the eight bytes of its result, and flags: 2 asks for calculation on opening."""

    result: bytes
    flags: int = 0


def xls_bytes(sheets, has_password=False, calculated=False):
    """The fewest records a reader asks for, in a compound file of one stream; a password is only said, not used.

    Where it is calculated, it names the program that did so, as a spreadsheet program does.
    """
    bodies = [_sheet_records(rows) for rows in sheets.values()]
    password = _record(0x2F, bytes(6)) if has_password else b""
    password += _record(0x1C1, struct.pack("<HHI", 0x1C1, 0, 0x18D54)) if calculated else b""
    first = len(_globals([(name, 0) for name in sheets], password))
    starts = [first, *(first + size for size in accumulate(map(len, bodies[:-1])))]
    return _compound(_globals(zip(sheets, starts, strict=True), password) + b"".join(bodies))


def _record(number, content=b""):
    return struct.pack("<HH", number, len(content)) + content


def _globals(places, password):
    sheets = [_record(0x85, struct.pack("<IHBB", at, 0, len(name), 0) + name.encode()) for name, at in places]
    return _record(0x809, struct.pack("<HH12x", 0x600, 5)) + password + b"".join(sheets) + _record(0x0A)


def _sheet_records(rows):
    records = [_record(0x809, struct.pack("<HH12x", 0x600, 0x10))]
    for at, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<3H", at, column, 0)
            if isinstance(value, OldFormula):
                added = bytes.fromhex("1e01001e010003")
                head = place + value.result + struct.pack("<HIH", value.flags, 0, len(added))
                records.append(_record(0x06, head + added))
            elif isinstance(value, str):
                records.append(_record(0x204, place + _text(value)))
            elif value is not None:
                records.append(_record(0x203, place + struct.pack("<d", value)))
    return b"".join(records) + _record(0x0A)


def _text(value):
    """A text: one byte per letter, or two where a letter needs them."""
    is_wide = any(ord(letter) > 0xFF for letter in value)
    words = value.encode("utf-16-le" if is_wide else "latin-1")
    return struct.pack("<HB", len(words) // 2 if is_wide else len(words), is_wide) + words


def _compound(stream):
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    count = max(8, -(-len(stream) // 512))  # shorter streams than 4,096 bytes live in small sectors
    head = COMPOUND_FILE + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    numbers = [table, end, *range(3, 2 + count), end]
    entries = _entry("Root Entry", 5, 1, end, 0) + _entry("Workbook", 2, free, 2, count * 512)
    sectors = struct.pack("<128I", *numbers, *[free] * (128 - len(numbers))) + entries.ljust(512, b"\x00")
    return head + sectors + stream.ljust(count * 512, b"\x00")


def _entry(name, kind, child, start, size):
    words = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(words) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return words.ljust(64, b"\x00") + links + bytes(36) + struct.pack("<IQ", start, size)
