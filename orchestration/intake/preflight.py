"""Facts about a file before any parser opens it: what its bytes are, and whether it is safe to open.

Belongs here: magic bytes, size limits, what a zip directory tells. Does not belong here: reading cells.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from orchestration.validation.findings import Finding

WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
TAKEN = "XLSX, XLSM, XLS, XLSB or ODS workbooks and CSV text"

UNPACKED_LIMIT = 300 * 1024**2
RATIO_LIMIT = 200
RATIO_FLOOR = 10 * 1024**2  # below this a high ratio is harmless: empty sheets pack very well

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Preflight:
    """Outcome of the facts.

    Attributes:
        kind: `workbook` or `text` if the file may be read, else None.
        findings: What keeps it from being read, or what a reader should know of it.
    """

    kind: str | None
    findings: tuple[Finding, ...] = ()


def examine(path: Path, name: str) -> Preflight:
    """Examine a file by its bytes.

    Args:
        path: Where it lies.
        name: Its name as received, whose suffix says what it claims to be.
    """
    suffix = Path(name).suffix.lower()
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        return _refused("F01")
    if suffix not in WORKBOOK_SUFFIXES | TEXT_SUFFIXES:
        return _refused("F12", value=_content(head, suffix), expected=TAKEN)
    content = _content(head, suffix)
    if suffix in TEXT_SUFFIXES:
        if content != "text":
            return _refused("F02", value=content, expected=f"text ({suffix})")
        return Preflight("text")
    return _examine_workbook(path, head, suffix, content)


def _examine_workbook(path: Path, head: bytes, suffix: str, content: str) -> Preflight:
    if head.startswith(_OLE):
        if _ENCRYPTED_STREAM in path.read_bytes():
            return _refused("F03")
        if suffix != ".xls":
            return _refused("F02", value=content, expected=f"a workbook ({suffix})")
        return Preflight("workbook")
    if not head.startswith(b"PK"):
        return _refused("F02", value=content, expected=f"a workbook ({suffix})")
    try:
        with zipfile.ZipFile(path) as parts:
            return _examine_parts(parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        return _refused("F05", detail=f"it begins as a workbook but its end is missing or damaged ({error})")


def _examine_parts(parts: zipfile.ZipFile) -> Preflight:
    entries = parts.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > UNPACKED_LIMIT or (unpacked > RATIO_FLOOR and unpacked / packed > RATIO_LIMIT):
        return _refused("F06", value=f"{unpacked / 1024**2:,.0f} MB", expected=f"{UNPACKED_LIMIT // 1024**2} MB")
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with parts.open(entry) as stream:
            if b"<!DOCTYPE" in stream.read(4096):
                return _refused("F07", value=entry.filename)
    has_macros = any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries)
    return Preflight("workbook", (Finding("F11"),) if has_macros else ())


def _content(head: bytes, suffix: str) -> str:
    if head.startswith(_OLE):
        return "an old Office document (XLS, DOC or a workbook with a password)"
    if head.startswith(b"PK"):
        return "a zip archive, as modern Office documents are"
    if head.startswith(b"%PDF"):
        return "a PDF"
    start = head.lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    is_marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in head and not is_marked:
        return f"neither text nor a workbook ({suffix or 'no suffix'})"
    return "text"


def _refused(rule_id: str, value: str | None = None, expected: str | None = None, detail: str = "") -> Preflight:
    return Preflight(None, (Finding(rule_id, value=value, expected=expected, detail=detail),))
