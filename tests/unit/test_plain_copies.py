"""Workbooks that calamine does not read as they are: parts with backslashes, indented ODS, tabs and line breaks."""

import io
import zipfile
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.intake.preflight import examine
from orchestration.readers.sheets import UnreadableFile
from orchestration.readers.workbook import read_workbook
from tests.edge_case_files import ods_bytes
from tests.files import workbook_bytes
from tests.formats import by_hand_as_xlsb

ROWS = [["Heading", "Amount"], ["Custody", 5], ["Roads", 7]]
TEXTS = [["Heading", "Amount"], ["Custody", "5"], ["Roads", "7"]]


def with_backslashes(content, twice=False):
    """The workbook with backslashes in the names of its parts; its sheet once more under the usual name."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            copy.writestr(zipfile.ZipInfo(entry.filename.replace("/", "\\")), source.read(entry))
            if twice and "sheet1" in entry.filename:
                copy.writestr(entry.filename, source.read(entry))
    return target.getvalue()


def read(folder, content, suffix):
    path = folder / f"file.{suffix}"
    path.write_bytes(content)
    assert examine(path, path.name).kind == "workbook"
    return read_workbook(path).sheets[0].rows


@pytest.mark.parametrize(("suffix", "write"), [("xlsx", workbook_bytes), ("xlsb", by_hand_as_xlsb)])
def test_parts_named_with_backslashes_are_read(tmp_path, suffix, write):
    assert read(tmp_path, with_backslashes(write({"Data": ROWS})), suffix) == TEXTS


def test_a_part_under_both_names_is_refused(tmp_path):
    path = tmp_path / "file.xlsx"
    path.write_bytes(with_backslashes(workbook_bytes({"Data": ROWS}), twice=True))
    (finding,) = examine(path, path.name).findings
    assert (finding.rule_id, "twice" in finding.detail) == ("F05", True)


def text_cell(content):
    return f'<table:table-cell office:value-type="string"><text:p>{content}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("A<text:tab/>B", "A\tB"),
        ("A<text:line-break/>B", "A\nB"),
        ("A<text:line-break></text:line-break>B", "A\nB"),
        ("\n   A\n   B &amp; C\n   ", "A B & C"),
        ("<text:span>A</text:span> <text:span>B</text:span>", "A B"),
        ("A<text:s text:c='2'/>B<text:tab/>", "A  B\t"),
        ("A</text:p>\n   <text:p>B", "A\nB"),
    ],
)
def test_texts_of_an_ods_are_as_they_are_shown(tmp_path, content, text):
    rows = read(tmp_path, ods_bytes(f"\n <table:table-row>\n  {text_cell(content)}\n </table:table-row>\n"), "ods")
    assert rows == [[text]]


WORDS = st.text(alphabet="ab<&\"' é", min_size=1, max_size=8).map(lambda text: " ".join(text.split()) or "x")
SPACES = st.sampled_from(["\n", " ", "\n\t", "\r\n    "])


@given(rows=st.lists(st.lists(WORDS, min_size=2, max_size=3), min_size=1, max_size=4), space=SPACES)
def test_an_indented_ods_reads_as_one_that_is_not(tmp_path_factory, rows, space):
    folder = tmp_path_factory.mktemp("ods")

    def table(space):
        lines = [space.join(text_cell(escape(text)) for text in row) for row in rows]
        return "".join(f"{space}<table:table-row>{space}{line}{space}</table:table-row>{space}" for line in lines)

    assert read(folder, ods_bytes(table(space)), "ods") == read(folder, ods_bytes(table("")), "ods")


@pytest.mark.parametrize("suffix", ["xlsx", "xlsb", "ods"])
def test_damage_is_told_in_words_of_the_hub(tmp_path, suffix):
    parts = {"xlsx": "xl/workbook.xml", "xlsb": "xl/workbook.bin", "ods": "content.xml"}
    path = tmp_path / f"file.{suffix}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(parts[suffix], b"<table:table <")
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(path)
    assert refused.value.rule_id == "F05"
    assert refused.value.detail in {
        "a part of it is missing", "a part of it breaks off or is not well formed",
        "what it contains is not as a workbook has it",
    }  # fmt: skip
