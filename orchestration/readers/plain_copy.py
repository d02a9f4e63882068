"""A copy of a workbook that calamine reads, where it would not read the file itself, or would lose part of a text.

In scope: names of parts with backslashes, white space between the tags of an ODS, tabs and line breaks in its texts.
Out of scope: workbooks that need no copy, which are nearly all, and values.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from orchestration.readers.zip_parts import open_parts

_CONTENT = "content.xml"
_OF_A_TABLE = {"mimetype", "META-INF/manifest.xml", _CONTENT}
# White space before a tag of a table; a tab or a line break within a text.
_TO_CHANGE = re.compile(rb">\s+</?table:|<text:tab\b|<text:line-break\b")
_PARAGRAPHS = {"text:p", "text:h"}
_BREAKS = {"text:tab": "\t", "text:line-break": "\n"}
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")


def plain_copy(path: Path, kind: str) -> io.BytesIO | None:
    """A copy of a workbook of that kind; None where the file itself can be read.

    Raises:
        zipfile.BadZipFile, KeyError, expat.ExpatError: If the workbook is damaged.
    """
    if kind == "xls":
        return None
    with zipfile.ZipFile(path) as stored:
        has_backslashes = any("\\" in name for name in stored.namelist())
    with open_parts(path) as parts:
        content = parts.read(_CONTENT) if kind == "ods" else b""
        changes = bool(_TO_CHANGE.search(content))
        if not has_backslashes and not changes:
            return None
        copied = io.BytesIO()
        with zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for entry in parts.infolist():
                if kind == "ods" and entry.filename not in _OF_A_TABLE:
                    continue
                is_changed = changes and entry.filename == _CONTENT
                copy.writestr(entry.filename, _plain_content(content) if is_changed else parts.read(entry))
    copied.seek(0)
    return copied


def _plain_content(content: bytes) -> bytes:
    writer = _Writer()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    parser.Parse(content, True)
    return "".join(writer.pieces).encode("utf-8")


class _Writer:
    """Writes tags as they are, and the texts of paragraphs as a reader of OpenDocument understands them."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._paragraphs = 0
        # White space is one space; at the beginning or end of a paragraph, or after other, it says nothing.
        self._after_space = True
        self._holds_space = False

    def start(self, tag: str, attributes: list[str]) -> None:
        """A tag opens."""
        if tag in _BREAKS:
            self._put(_BREAKS[tag])
            self._after_space = True
            return
        if tag in _PARAGRAPHS:
            self._paragraphs += 1
            self._after_space = True
            self._holds_space = False
        elif tag == "text:s":
            self._put("")
            self._after_space = False
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        self.pieces.append(f"<{tag}{''.join(f' {name}={quoteattr(value)}' for name, value in pairs)}>")

    def end(self, tag: str) -> None:
        """A tag closes."""
        if tag in _BREAKS:
            return
        if tag in _PARAGRAPHS:
            self._paragraphs -= 1
            self._holds_space = False
        self.pieces.append(f"</{tag}>")

    def text(self, data: str) -> None:
        """Text; outside of paragraphs there is only white space."""
        if not self._paragraphs:
            return
        single = _WHITE_SPACE.sub(" ", data)
        if self._after_space:
            single = single.removeprefix(" ")
        if single:
            self._after_space = single.endswith(" ")
            if bare := single.removesuffix(" "):
                self._put(escape(bare))
            self._holds_space = self._after_space

    def _put(self, text: str) -> None:
        """Write text, and before it a space that was met."""
        self.pieces.append(f" {text}" if self._holds_space else text)
        self._holds_space = False
