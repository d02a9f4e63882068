"""Facts before any parser: for each code a file that has it and one that nearly does."""

import io
import struct
import zipfile

import pytest

from orchestration.intake import preflight
from orchestration.intake.preflight import examine
from orchestration.readers.zip_parts import directory_bytes
from tests.edge_case_files import BinaryCell, ods_bytes, with_changed_part, xlsb_bytes
from tests.files import workbook_bytes, zip_bytes

WORKBOOK = workbook_bytes({"Data": [["a"], [1]]})
XLSB = xlsb_bytes([[BinaryCell("a")]])
LETTER = b"application/vnd.oasis.opendocument.text"
PARQUET = b"PAR1" + bytes(12) + b"PAR1"
DOCTYPE = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"
LATE_DOCTYPE = f"<!-- {'on and on ' * 1000} --><!DOCTYPE a><a/>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_WORKBOOK = OLE + bytes(512) + "Workbook".encode("utf-16-le")


def code_of(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    facts = examine(path, name)
    return facts.findings[0].rule_id if facts.findings else facts.kind


def with_part(workbook, name, part=b"made up"):
    """The workbook with one more part."""
    content = io.BytesIO(workbook)
    with zipfile.ZipFile(content, "a") as parts:
        parts.writestr(name, part)
    return content.getvalue()


def with_encrypted_flag(workbook):
    """The workbook, its directory saying that every part is encrypted."""
    changed = bytearray(workbook)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 8] |= 1
        place = changed.find(b"PK\x01\x02", place + 1)
    return bytes(changed)


ODS = ods_bytes("<table:table-row/>")
LOCKED_ODS = with_changed_part(ODS, "META-INF/manifest.xml", lambda part: part + b"<encryption-data/>")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.xlsx", b"", "F01"),
        ("one-byte.csv", b"a", "text"),
        ("text.xlsx", b"force,fte\nKent,1\n", "F02"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "F02"),
        ("workbook.csv", WORKBOOK, "F02"),
        ("old-document.xlsx", OLE + bytes(600), "F02"),
        ("old-workbook.xls", OLD_WORKBOOK, "F04"),
        ("old-workbook.xlsx", OLD_WORKBOOK, "F02"),
        ("old-letter.xls", OLE + bytes(600), "F02"),
        ("locked-in-zip.xlsx", with_encrypted_flag(WORKBOOK), "F03"),
        ("locked.ods", LOCKED_ODS, "F03"),
        ("good.ods", ODS, "workbook"),
        ("open-document.xlsx", ODS, "F02"),
        ("modern.ods", WORKBOOK, "F02"),
        ("binary.xlsb", XLSB, "workbook"),
        ("binary.xlsx", XLSB, "F02"),
        ("modern.xlsb", WORKBOOK, "F02"),
        ("letter.ods", zip_bytes({"mimetype": LETTER, "content.xml": b"<a/>"}), "F02"),
        ("photos.xlsx", zip_bytes({"a.jpg": b"picture"}), "F02"),
        ("goes-up.xlsx", with_part(WORKBOOK, "../../outside"), "workbook"),
        ("workbook-within.xlsx", with_part(WORKBOOK, "xl/embeddings/other.xlsx", WORKBOOK), "workbook"),
        ("good.xlsx", WORKBOOK, "workbook"),
        ("locked.xlsx", OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "F03"),
        ("cut.xlsx", WORKBOOK[: len(WORKBOOK) // 2], "F05"),
        (
            "doctype.xlsx",
            zip_bytes({"xl/workbook.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
            "F07",
        ),
        ("doctype-16.xlsx", with_part(WORKBOOK, "xl/other", DOCTYPE.encode("utf-16")), "F07"),
        ("doctype-16-unmarked.xlsx", with_part(WORKBOOK, "xl/other", DOCTYPE.encode("utf-16-be")), "F07"),
        ("doctype-late.xlsx", with_part(WORKBOOK, "xl/other", LATE_DOCTYPE.encode()), "F07"),
        ("doctype-as-text.xlsx", with_part(WORKBOOK, "xl/other", b"<a>the mark &lt;!DOCTYPE</a>"), "workbook"),
        ("doctype-of-picture.xlsx", with_part(WORKBOOK, "xl/media/a.svg", DOCTYPE.encode()), "workbook"),
        ("no-doctype.xlsx", zip_bytes({"xl/workbook.xml": b"<?xml version='1.0'?><a/>"}), "workbook"),
        ("macros.xlsm", with_part(WORKBOOK, "xl/vbaProject.bin"), "F11"),
        ("no-macros.xlsm", WORKBOOK, "workbook"),
        ("report.pdf", b"%PDF-1.7", "F12"),
        ("plain.csv", b"force,fte\nKent,1\n", "text"),
        ("one-byte-of-pdf.csv", b"%", "text"),
        ("utf16.csv", "force,fte\nKent,1\n".encode("utf-16"), "F09"),
        ("utf16-unmarked.csv", "force,fte\nKent,1\n".encode("utf-16-le"), "F09"),
        ("utf8-marked.csv", "force,fte\nKent,1\n".encode("utf-8-sig"), "F09"),
        ("binary.csv", b"force\x00\x01\x02\x03,fte", "F02"),
        ("lines.parquet", PARQUET, "parquet"),
        ("cut.parquet", PARQUET[:-1], "F05"),
        ("text.parquet", b"force,fte\n", "F02"),
        ("lines.csv", PARQUET, "F02"),
        ("lines.xlsx", PARQUET, "F02"),
    ],
)
def test_code(tmp_path, name, content, code):
    assert code_of(tmp_path, name, content) == code


def test_a_bomb_is_refused_and_a_large_honest_workbook_is_not(tmp_path, monkeypatch):
    bomb = zip_bytes({"xl/sharedStrings.xml": bytes(12 * 1024**2)})
    assert code_of(tmp_path, "bomb.xlsx", bomb) == "F06"
    below_the_floor = zip_bytes({"xl/sharedStrings.xml": bytes(9 * 1024**2)})
    assert code_of(tmp_path, "dense.xlsx", below_the_floor) == "workbook"
    monkeypatch.setattr(preflight, "UNPACKED_LIMIT", 1024)
    assert code_of(tmp_path, "large.xlsx", WORKBOOK) == "F06"


def test_a_workbook_that_is_itself_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(preflight, "FILE_LIMIT", len(WORKBOOK))
    assert code_of(tmp_path, "at-the-limit.xlsx", WORKBOOK) == "workbook"
    monkeypatch.setattr(preflight, "FILE_LIMIT", len(WORKBOOK) - 1)
    assert code_of(tmp_path, "above.xlsx", WORKBOOK) == "F06"
    assert code_of(tmp_path, "above.xls", OLD_WORKBOOK * 20) == "F06"
    assert code_of(tmp_path, "long-list.csv", b"force,fte\n" * 10_000) == "text"


@pytest.mark.parametrize("is_large", [False, True])
def test_a_list_of_a_million_parts_is_refused_before_it_is_read(tmp_path, is_large):
    path = tmp_path / "parts.xlsx"
    listed = bytes(preflight.DIRECTORY_LIMIT + 1)
    size = 0xFFFFFFFF if is_large else len(listed)
    large = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, len(listed), 4)
    large += struct.pack("<4sIQI", b"PK\x06\x07", 0, 4 + len(listed), 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, size, 4, 0)
    path.write_bytes(b"PK\x03\x04" + listed + (large if is_large else b"") + end)
    (finding,) = examine(path, path.name).findings
    assert (finding.rule_id, finding.detail) == ("F05", "it lists far more parts than a workbook has")


def test_the_list_of_parts_is_measured_as_it_is(tmp_path):
    path = tmp_path / "parts.zip"
    path.write_bytes(workbook_bytes({"Data": [[1]]}))
    with zipfile.ZipFile(path) as parts:
        assert directory_bytes(path) == sum(46 + len(each.filename) + len(each.extra) for each in parts.infolist())
    path.write_bytes(b"no archive")
    assert directory_bytes(path) == 0


def test_two_parts_of_one_name_are_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = with_part(WORKBOOK, "xl/workbook.xml")
    path = tmp_path / "twice.xlsx"
    path.write_bytes(twice)
    (finding,) = examine(path, path.name).findings
    assert (finding.rule_id, finding.detail) == ("F05", "it contains the part xl/workbook.xml twice")


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("utf-8-sig", "UTF-8 with a byte order mark"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16")],
)
def test_the_note_on_text_says_which_it_is(tmp_path, encoding, words):
    path = tmp_path / "list.csv"
    path.write_bytes("force,fte\nKent,1\n".encode(encoding))
    assert [each.value for each in examine(path, path.name).findings] == [words]


def test_a_workbook_of_another_kind_is_named(tmp_path):
    path = tmp_path / "return.xlsx"
    path.write_bytes(ODS)
    assert examine(path, path.name).findings[0].value == "an ODS workbook"
