"""Defects of a file as a whole: the F codes that a workbook can have.

In scope: bytes that are not what they should be. Out of scope: text files (`defects.texts`).
"""

from __future__ import annotations

from orchestration.synthetic_data.defects.archives import packed, parts_of
from orchestration.synthetic_data.defects.registry import WORKBOOKS, Mark, Original, Outcome, on_file

_OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_SECTOR = 512
_BOMB_BYTES = 24 * 1024**2
_FIRST_TABLE = "xl/worksheets/sheet2.xml"  # the first sheet is About
_WORKBOOK_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@on_file("F01", *WORKBOOKS)
def empty_file(original: Original) -> Outcome:
    """A file without a single byte."""
    return original.replaced(b"", Mark("no bytes"))


@on_file("F02", *WORKBOOKS)
def web_page_as_workbook(original: Original) -> Outcome:
    """A web page under the name of a workbook, as some systems export."""
    page = f"<html><body><table><tr><td>{original.filled.force_name}</td><td>1</td></tr></table></body></html>\n"
    return original.replaced(page.encode("utf-8"), Mark("a web page"))


@on_file("F03", *WORKBOOKS)
def password(original: Original) -> Outcome:
    """What a workbook with a password begins with: an OLE file whose directory names an encrypted package."""
    head = _OLE_HEADER.ljust(_OLE_SECTOR, b"\x00")
    directory = "EncryptedPackage".encode("utf-16-le").ljust(_OLE_SECTOR, b"\x00")
    # The name of the file makes every locked file another one, as real ones are.
    return original.replaced(head + directory + original.name.encode("utf-8"), Mark("a workbook with a password"))


@on_file("F05", *WORKBOOKS)
def truncated(original: Original) -> Outcome:
    """A copy that broke off."""
    return original.replaced(original.content[: len(original.content) * 3 // 5], Mark("the first three fifths"))


@on_file("F06", *WORKBOOKS)
def zip_bomb(original: Original) -> Outcome:
    """A part that unpacks to many times its size."""
    parts = {**parts_of(original.content), "xl/media/image1.bin": b"\x00" * _BOMB_BYTES}
    return original.replaced(packed(parts), Mark(f"a part of {_BOMB_BYTES // 1024**2} MB of noughts"))


@on_file("F07", *WORKBOOKS)
def document_type(original: Original) -> Outcome:
    """A part that declares a document type with an entity."""
    parts = parts_of(original.content)
    declared = b'<!DOCTYPE sst [<!ENTITY filler "filler">]>\n<sst '
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"<sst ", declared, 1)
    return original.replaced(packed(parts), Mark("a document type in xl/sharedStrings.xml"))


@on_file("F10", *WORKBOOKS)
def same_bytes_again(original: Original) -> Outcome:
    """The same file sent twice, the second time under another name."""
    name = f"{original.stem}_copy.xlsx"
    return Outcome(((name, original.content),), ((name, Mark(f"the bytes of {original.name}")),), keeps_clean=True)


@on_file("F11", *WORKBOOKS)
def macros(original: Original) -> Outcome:
    """A workbook with a macro part."""
    parts = parts_of(original.content)
    types = parts["[Content_Types].xml"].replace(_WORKBOOK_TYPE, _MACRO_TYPE)
    default = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    parts["[Content_Types].xml"] = types.replace(b"</Types>", default)
    parts["xl/vbaProject.bin"] = _OLE_HEADER.ljust(_OLE_SECTOR, b"\x00")
    return original.replaced(packed(parts), Mark("xl/vbaProject.bin"), suffix=".xlsm")


@on_file("F12", *WORKBOOKS)
def word_document(original: Original) -> Outcome:
    """A document where a workbook was wanted."""
    text = f"<w:document><w:body>{original.filled.force_name}: figures to follow</w:body></w:document>"
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode("utf-8")}
    return original.replaced(packed(parts), Mark("a text document"), suffix=".docx")


@on_file("F13", *WORKBOOKS)
def cell_at_the_far_corner(original: Original) -> Outcome:
    """One cell in the last row and column, so that a careless reader asks for all memory there is."""
    parts = parts_of(original.content)
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    parts[_FIRST_TABLE] = parts[_FIRST_TABLE].replace(b"</sheetData>", cell)
    mark = Mark("x in cell XFD1048576 of the first table", note="the finding is of the file: nothing may read it")
    return original.replaced(packed(parts), mark)


@on_file("F15", *WORKBOOKS)
def like_no_return(original: Original) -> Outcome:
    """A list that no return is like, sent along."""
    name = f"list_of_vehicles_{original.filled.force_id}.csv"
    text = "Registration,Make,Colour\nXX00 AAA,Example,blue\nXX00 AAB,Example,white\n"
    return Outcome(((name, text.encode("utf-8")),), ((name, Mark("a list of vehicles")),), keeps_clean=True)


@on_file("F18", "savings_requirement")
def named_as_another_return(original: Original) -> Outcome:
    """A savings return under the name of a workforce return."""
    name = original.name.replace("savings_requirement", "workforce_return")
    return Outcome(((name, original.content),), ((name, Mark(f"the content of {original.name}")),))
