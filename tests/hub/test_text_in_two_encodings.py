"""Text that is UTF-8 but for some lines: each is read as it was written, and the first foreign one is asked about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.readers.delimited import decoded
from orchestration.readers.encodings import foreign_lines
from orchestration.readers.large_text_files import encoding_of, readable_copy
from orchestration.returns.description import description_of
from tests.files import funding_rows, text_bytes
from tests.small_hub import FORCES

NAME = "procurement_spend_kent_2022-23.csv"
COLUMNS = description_of("procurement_spend").form("lines").tables[0].columns
LINE = {
    "force_name": "Kent", "financial_year": "2022/23", "category": "Fleet", "contract_route": "none",
    "invoice_date": "2022-05-13", "amount_gbp": "£5",
}  # fmt: skip
SUPPLIERS = ["Café Été Ltd", "Müller & Søn", "Heddlu’r Ŵyl", "Plain Ltd", "Price in € Ltd", "Señor Ñandú"]


def spend(encodings):
    """A list with a line in each of those encodings, below headings in UTF-8."""
    parts = [text_bytes([[column.header for column in COLUMNS]])]
    for number, encoding in enumerate(encodings):
        supplier = SUPPLIERS[number % len(SUPPLIERS)]
        if encoding == "cp1252":
            supplier = supplier.replace("Ŵ", "W")  # which Windows-1252 has not
        cells = {**LINE, "line_id": f"L{number}", "supplier_name": supplier}
        parts.append(text_bytes([[cells.get(column.name) for column in COLUMNS]], encoding=encoding))
    return b"".join(parts)


def suppliers(hub):
    return [name for (name,) in hub.ask("SELECT supplier_name FROM raw.procurement_spend__lines ORDER BY _row")]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_each_line_of_a_list_is_read_as_it_was_written(hub, mark):
    encodings = ["utf-8"] * 20
    encodings[8] = encodings[14] = "cp1252"
    assert hub.receive(NAME, mark + spend(encodings)) == "accepted_with_queries"
    assert suppliers(hub)[:9] == [*SUPPLIERS, "Café Été Ltd", "Müller & Søn", "Heddlu’r Wyl"]
    ((_, cell, _, sentence),) = hub.findings("F31")
    assert cell == "10"
    assert sentence.endswith(
        "row 10 is not UTF-8 text, although other lines of the file are. It and 1 more line were read as Windows-1252."
    )
    assert hub.findings("F08") == []


def test_a_short_file_is_read_so_too(hub):
    rows = text_bytes(funding_rows(FORCES)).split(b"\r\n")
    rows[3] += " (révisé)".encode()
    rows[5] += " (révisé)".encode("cp1252")
    assert hub.receive("police_funding_2025_26.csv", b"\r\n".join(rows)).startswith("accepted")
    assert hub.findings("F31")[0][1] == "6"
    marks = hub.ask("SELECT * FROM raw.police_funding__grant_and_precept ORDER BY _row")
    assert "révisé" in str(marks[2]) and "révisé" in str(marks[4])


@pytest.mark.parametrize(("encoding", "rule"), [("utf-8", None), ("cp1252", "F08")])
def test_a_file_in_one_encoding_is_not_asked_about(hub, encoding, rule):
    content = spend(["utf-8"] * 6).decode().replace("Ŵ", "W").encode(encoding)
    assert hub.receive(NAME, content) == "accepted"
    assert hub.findings("F31") == [] and len(hub.findings("F08")) == (rule == "F08")
    assert suppliers(hub)[0] == SUPPLIERS[0]


def test_a_file_that_breaks_off_within_a_letter_is_asked_about(hub):
    content = spend(["utf-8"] * 6) + "Été".encode()[:-1]
    assert hub.receive(NAME, content) == "accepted_with_queries"
    assert hub.findings("F31")[0][1] == "8"


letters = st.text(st.sampled_from("abc ,£éàçñüßôÉÀ€’–ŵŷ"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    lines=st.lists(st.tuples(letters, st.sampled_from(["utf-8", "cp1252"])), min_size=1, max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_lines_in_any_mixture_come_back(tmp_path_factory, lines, end):
    lines = [("é", "utf-8"), *lines]
    written = []
    for text, encoding in lines:
        try:
            written.append((text, text.encode(encoding)))
        except UnicodeEncodeError:
            written.append((text, text.encode()))
    foreign = [number for number, (_, line) in enumerate(written, start=1) if not _is_utf_8(line)]
    # Letters of Windows-1252 side by side can be one of UTF-8: nobody can tell.
    for text, line in written:
        if line.decode("utf-8", "ignore") not in (text, "") and not line.decode("utf-8", "ignore").isascii():
            return
    content = b"".join(line + end.encode() for _, line in written)
    wanted = "".join(text + end for text, _ in written)
    text, encoding = decoded(content)
    assert text == wanted
    assert foreign_lines(encoding) == ((foreign[0], len(foreign)) if foreign else None)
    folder = tmp_path_factory.mktemp("list")
    path = folder / "list.csv"
    path.write_bytes(content)
    assert encoding_of(path) == encoding
    assert readable_copy(path, encoding, folder).read_bytes().decode() == wanted


def _is_utf_8(line):
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
