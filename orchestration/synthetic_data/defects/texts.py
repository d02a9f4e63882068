"""Defects of a text file: encodings and stray commas, planted in the long list of invoice lines.

In scope: the text and how it is encoded. Out of scope: workbooks (`defects.files`).
"""

from __future__ import annotations

from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file

_RETURN = "procurement_spend"
_AMOUNT = -2  # the cell before the last


@on_file("F08", _RETURN)
def windows_encoding(original: Original) -> Outcome:
    """A name with an accent, saved in the encoding of Windows."""
    text = original.content.decode("utf-8").replace("Example Supplier 1 Ltd", "Café Example 1 Ltd")
    return original.replaced(text.encode("cp1252"), Mark("é in Windows-1252"))


@on_file("F31", _RETURN)
def two_encodings(original: Original) -> Outcome:
    """Names with an accent, the last of them from an export in the encoding of Windows."""
    first, found, last = original.content.rpartition(b"Example Supplier")
    content = first.replace(b"Example Supplier", "Café".encode()) + found.replace(b"Example", "Café".encode("cp1252"))
    return original.replaced(content + last, Mark("é in UTF-8, and once in Windows-1252"))


@on_file("S18", _RETURN)
def comma_in_an_amount(original: Original) -> Outcome:
    """An amount with a comma that no quotation marks enclose."""
    first, line, *others = original.content.decode("utf-8").splitlines(keepends=True)
    cells = line.split(",")
    cells[_AMOUNT] = "1,234.50"
    return original.replaced(
        "".join((first, ",".join(cells), *others)).encode(), Mark("1,234.50 without quotation marks")
    )


@on_file("F09", _RETURN)
def byte_order_mark(original: Original) -> Outcome:
    """UTF-8 with a byte order mark, as spreadsheets save it."""
    return original.replaced(b"\xef\xbb\xbf" + original.content, Mark("UTF-8 with a byte order mark"))


@on_file("F09", _RETURN)
def utf_16(original: Original) -> Outcome:
    """UTF-16, as some systems export it."""
    return original.replaced(original.content.decode("utf-8").encode("utf-16"), Mark("UTF-16"))
