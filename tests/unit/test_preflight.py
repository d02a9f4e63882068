"""Facts before any parser: for each code a file that has it and one that nearly does."""

import io
import zipfile

import pytest

from orchestration.intake import preflight
from orchestration.intake.preflight import examine
from tests.files import workbook_bytes, zip_bytes

WORKBOOK = workbook_bytes({"Data": [["a"], [1]]})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def code_of(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    facts = examine(path, name)
    return facts.findings[0].rule_id if facts.findings else facts.kind


def with_part(workbook, name):
    """The workbook with one more part."""
    content = io.BytesIO(workbook)
    with zipfile.ZipFile(content, "a") as parts:
        parts.writestr(name, b"made up")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.xlsx", b"", "F01"),
        ("one-byte.csv", b"a", "text"),
        ("text.xlsx", b"force,fte\nKent,1\n", "F02"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "F02"),
        ("workbook.csv", WORKBOOK, "F02"),
        ("old-document.xlsx", OLE + bytes(600), "F02"),
        ("old-workbook.xls", OLE + bytes(600), "workbook"),
        ("good.xlsx", WORKBOOK, "workbook"),
        ("locked.xlsx", OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "F03"),
        ("cut.xlsx", WORKBOOK[: len(WORKBOOK) // 2], "F05"),
        (
            "doctype.xlsx",
            zip_bytes({"xl/workbook.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
            "F07",
        ),
        ("no-doctype.xlsx", zip_bytes({"xl/workbook.xml": b"<?xml version='1.0'?><a/>"}), "workbook"),
        ("macros.xlsm", with_part(WORKBOOK, "xl/vbaProject.bin"), "F11"),
        ("no-macros.xlsm", WORKBOOK, "workbook"),
        ("report.pdf", b"%PDF-1.7", "F12"),
        ("plain.csv", b"force,fte\nKent,1\n", "text"),
        ("utf16.csv", "force,fte\nKent,1\n".encode("utf-16"), "text"),
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
