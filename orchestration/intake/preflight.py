"""Facts about a file before any parser opens it: what its bytes are, and whether it is safe to open.

In scope: magic bytes, size limits, what a zip directory tells. Out of scope: reading cells.
"""

from __future__ import annotations

import mmap
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from orchestration.findings.finding import Finding
from orchestration.readers.compound import MAGIC as OLD_DOCUMENT
from orchestration.readers.delimited import declared_encoding
from orchestration.readers.zip_parts import directory_bytes, open_parts

MODERN_SUFFIXES = {".xlsx", ".xlsm"}
WORKBOOK_SUFFIXES = MODERN_SUFFIXES | {".xls", ".xlsb", ".ods"}
TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
PARQUET_SUFFIX = ".parquet"
TAKEN = "XLSX, XLSM, XLS, XLSB or ODS workbooks, CSV text and Parquet"

FILE_LIMIT = 200 * 1024**2  # bytes of a workbook; text and Parquet may be larger
UNPACKED_LIMIT = 300 * 1024**2
RATIO_LIMIT = 200
RATIO_FLOOR = 10 * 1024**2  # below this a high ratio is harmless: empty sheets pack very well
PARTS_LIMIT = 10_000
DIRECTORY_LIMIT = 4 * 1024**2  # bytes of the list of parts, which is in memory before they are counted
PROLOGUE_LIMIT = 1024**2  # bytes of a part in which its first tag must stand

_PARQUET = b"PAR1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_ENCRYPTED_BIT = 1
_FIRST_TAG = re.compile(rb"<[A-Za-z_]")
_UTF_16 = {"utf-16", "utf-16-le", "utf-16-be"}
_MARKED = "UTF-8 with a byte order mark"


@dataclass(frozen=True)
class Preflight:
    """Outcome of the facts.

    Attributes:
        kind: `workbook`, `text` or `parquet` if the file may be read, else None.
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
    content = _content(head, suffix)
    if suffix in TEXT_SUFFIXES:
        return _examine_text(head, suffix, content)
    if suffix == PARQUET_SUFFIX:
        return _examine_parquet(path, head, content)
    if suffix in WORKBOOK_SUFFIXES:
        return _examine_workbook(path, head, suffix, content)
    return _refused("F12", value=content, expected=TAKEN)


def _examine_text(head: bytes, suffix: str, content: str) -> Preflight:
    if content != "text":
        return _refused("F02", value=content, expected=f"text ({suffix})")
    encoding = declared_encoding(head)
    if encoding is None:
        return Preflight("text")
    return Preflight("text", (Finding("F09", value="UTF-16" if encoding in _UTF_16 else _MARKED),))


def _examine_parquet(path: Path, head: bytes, content: str) -> Preflight:
    if not head.startswith(_PARQUET):
        return _refused("F02", value=content, expected=f"a Parquet file ({PARQUET_SUFFIX})")
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - len(_PARQUET), 0))
        is_whole = size >= 3 * len(_PARQUET) and stream.read() == _PARQUET
    if not is_whole:
        return _refused("F05", detail="it starts as a Parquet file but its end is missing")
    return Preflight("parquet")


def _examine_workbook(path: Path, head: bytes, suffix: str, content: str) -> Preflight:
    size = path.stat().st_size
    if size > FILE_LIMIT:
        return _too_large(f"at least {_megabytes(size)}", _megabytes(FILE_LIMIT))
    if head.startswith(OLD_DOCUMENT):
        return _examine_old_document(path, suffix, content)
    if not head.startswith(b"PK"):
        return _refused("F02", value=content, expected=f"a workbook ({suffix})")
    if directory_bytes(path) > DIRECTORY_LIMIT:
        return _refused("F05", detail="it lists far more parts than a workbook has")
    try:
        with open_parts(path) as parts:
            return _examine_parts(parts, suffix)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return _refused("F05", detail="it starts as a workbook but its end is missing or damaged")


def _examine_old_document(path: Path, suffix: str, content: str) -> Preflight:
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as document:
        is_encrypted = document.find(_ENCRYPTED_STREAM) >= 0
        is_workbook = any(document.find(each) >= 0 for each in _WORKBOOK_STREAMS)
    if is_encrypted:
        return _refused("F03")
    if suffix != ".xls" or not is_workbook:
        return _refused("F02", value=content, expected=f"a workbook ({suffix})")
    return Preflight("workbook", (Finding("F04"),))


def _examine_parts(parts: zipfile.ZipFile, suffix: str) -> Preflight:
    entries = parts.infolist()
    refused = _refused_for_size(entries) or _refused_for_parts(parts, entries, suffix)
    if refused:
        return refused
    for entry in entries:
        if not entry.is_dir() and _declares_document_type(parts, entry):
            return _refused("F07", value=entry.filename)
    has_macros = any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries)
    return Preflight("workbook", (Finding("F11"),) if has_macros else ())


def _refused_for_size(entries: list[zipfile.ZipInfo]) -> Preflight | None:
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > UNPACKED_LIMIT:
        return _too_large(_megabytes(unpacked), _megabytes(UNPACKED_LIMIT))
    if unpacked > RATIO_FLOOR and ratio > RATIO_LIMIT:
        return _too_large(f"{_megabytes(unpacked)}, which is {ratio:,.0f} times its size", f"{RATIO_LIMIT} times")
    return None


def _refused_for_parts(parts: zipfile.ZipFile, entries: list[zipfile.ZipInfo], suffix: str) -> Preflight | None:
    names = [entry.filename for entry in entries]
    if len(names) > PARTS_LIMIT:
        return _refused("F05", detail=f"it has {len(names):,} parts, and a workbook has a few dozen")
    # Two readers of the same archive take different ones of two parts with one name.
    if len(set(names)) < len(names):
        twice = next(name for name, count in Counter(names).items() if count > 1)
        return _refused("F05", detail=f"it contains the part {twice} twice")
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries) or _is_encrypted_document(parts, names):
        return _refused("F03")
    content = _content_of_parts(parts, names)
    if content != (".xlsx" if suffix in MODERN_SUFFIXES else suffix):
        described = f"an {content.strip('.').upper()} workbook" if content in WORKBOOK_SUFFIXES else content
        return _refused("F02", value=described, expected=f"a workbook ({suffix})")
    return None


def _is_encrypted_document(parts: zipfile.ZipFile, names: list[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in parts.read(manifest)


def _content_of_parts(parts: zipfile.ZipFile, names: list[str]) -> str:
    """Suffix of the workbook that the parts make, or what they are instead."""
    lowered = {name.lower() for name in names}
    mimetype = parts.read("mimetype").decode("latin-1").strip() if "mimetype" in names else ""
    if "content.xml" in lowered and (not mimetype or "spreadsheet" in mimetype):
        return ".ods"
    if mimetype:
        return f"a document of type {mimetype[:100]}"
    if "xl/workbook.bin" in lowered:
        return ".xlsb"
    if any(name.startswith("xl/") for name in lowered):
        return ".xlsx"
    return "a zip archive without a workbook"


def _declares_document_type(parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a document type stands before the first tag of a part, whatever the part's name and encoding."""
    if entry.filename.lower().endswith(".svg"):  # pictures of that kind are written with one, and nothing reads them
        return False
    with parts.open(entry) as stream:
        prologue = b""
        while piece := stream.read(4096):
            prologue += piece.replace(b"\x00", b"")  # UTF-16 has a zero in every second byte
            is_markup = prologue.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
            if b"<!DOCTYPE" in prologue:
                return is_markup
            if not is_markup or _FIRST_TAG.search(prologue) or len(prologue) > PROLOGUE_LIMIT:
                return False
    return False


def _content(head: bytes, suffix: str) -> str:
    if head.startswith(OLD_DOCUMENT):
        return "an old Office document (XLS, DOC or a workbook with a password)"
    if head.startswith(b"PK"):
        return "a zip archive, as modern Office documents are"
    if head.startswith(b"%PDF"):
        return "a PDF"
    if head.startswith(_PARQUET):
        return "a Parquet file"
    start = head.lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if b"\x00" in head and declared_encoding(head) is None:
        return f"neither text nor a workbook ({suffix or 'no suffix'})"
    return "text"


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"


def _too_large(value: str, expected: str) -> Preflight:
    return _refused("F06", value=value, expected=expected)


def _refused(rule_id: str, value: str | None = None, expected: str | None = None, detail: str = "") -> Preflight:
    return Preflight(None, (Finding(rule_id, value=value, expected=expected, detail=detail),))
