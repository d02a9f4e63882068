"""What a return says does not depend on the program or format that wrote it, and no bytes at all end a load."""

import codecs
import datetime
import hashlib
import io
import os
import struct
import tempfile
import zipfile
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.intake.receive import receive_landed
from orchestration.returns.description import description_of
from orchestration.validation.validate import validate_return
from orchestration.warehouse.sql_text import literal
from tests.awkward_files import BinaryCell, converted, openpyxl_bytes, xlsb_bytes
from tests.files import funding_rows, text_bytes, zip_bytes
from tests.returns import about, table_rows
from tests.small_hub import FORCES, SmallHub

DAY, LEAP_DAY = datetime.date(2023, 3, 31), datetime.date(2020, 2, 29)

# Column to its cells: what is given, the value read and, for numbers, which kind of missing it is.
WORKFORCE = {
    "heading_name": [("Local policing", "Local policing"), ("  road  POLICING ", "road POLICING")],
    "police_officer_fte": [("1,234", "1234", None), (1234.5678, "1234.5678", None)],
    "police_officer_headcount": [(1250, "1250", None), ("1 240", "1240", None)],
    "police_staff_fte": [("£5", "5", None), ("£1,234.50", "1234.50", None)],
    "police_staff_headcount": [("..", None, "not_reported"), ("N/A", None, "not_provided")],
    "pcso_fte": [("n/a", None, "not_provided"), (" 7.25", "7.25", None)],
    "pcso_headcount": [("\u00a012\u00a0", "12", None), ("[x]", None, "not_reported")],
    "designated_officer_fte": [(0.1, "0.1", None), ("0", "0", None)],
    "designated_officer_headcount": [("-", None, "not_reported"), (" ", None, None)],
    "special_constable_headcount": [(None, None, None), ("1,234,567", "1234567", None)],
    "police_support_volunteer_headcount": [(0, "0", None), (33, "33", None)],
}
# Only amounts may be negative: brackets in a workforce return would turn it away.
SPENDING = {
    "heading_name": [("Local policing", "Local policing")],
    "police_officer_pay_gbp": [("(12)", "-12", None)],
    "police_overtime_gbp": [("(£1,234.50)", "-1234.50", None)],
    "police_staff_pay_gbp": [("-£5", "-5", None)],
    "pcso_pay_gbp": [(-7.25, "-7.25", None)],
    "premises_gbp": [(1234567890.12, "1234567890.12", None)],
    "transport_gbp": [("\u2212 8", "-8", None)],
    "supplies_and_services_gbp": [("1.5E+3", "1500", None)],
}
RESPONSE = {
    "figure_name": [
        ("groups MAPPED", "Groups mapped"),
        ("Groups with a full operational response ", "Groups with a full operational response"),
        ("Cost of organised crime work (£)", "Cost of organised crime work (£)"),
    ],
    "figure": [(2042, "2042", None), ("1,017", "1017", None), ("£1,250,000.50", "1250000.50", None)],
    "as_at": [(DAY, "2023-03-31"), ("31 March 2023", "2023-03-31"), (LEAP_DAY, "2020-02-29")],
}
FUNCTIONALITY = {
    "criterion": [
        ("Threats and risks identified", "Threats and risks identified"),
        ("threats and risks assessed", "Threats and risks assessed"),
    ],
    "assessment": [("Met", "met"), ("partly_met\u00a0", "partly_met")],
}
TABLES = {
    ("workforce", "functions"): ("Workforce", WORKFORCE),
    ("expenditure", "functions"): ("Expenditure", SPENDING),
    ("organised_crime", "response"): ("Response", RESPONSE),
    ("organised_crime", "functionality"): ("Functionality", FUNCTIONALITY),
}
ABOUT = {
    "workforce": {"Completed_on": "31/05/2023", "Completed_by": "Zoë\u00a0O’Neill"},
    "expenditure": {"Completed_on": "31 May 2023", "Basis": "Outturn"},
    "organised_crime": {"Completed_on": datetime.date(2023, 5, 31), "Regional_model": "virtual_taskforce"},
}
# The dash of the workforce return is asked about.
STATUSES = {"expenditure": "accepted", "organised_crime": "accepted", "workforce": "accepted_with_queries"}
FORMATS = [
    "XlsxWriter xlsx", "openpyxl xlsx", "openpyxl xlsm", "LibreOffice xlsx", "LibreOffice ods", "LibreOffice xls",
    "hand-written xlsb",
]  # fmt: skip


def sheets_of(return_id):
    """The sheets of a return as a person fills them in."""
    sheets = {"About": about(return_id, " Kent", "2022-23", **ABOUT[return_id])}
    for (owner, table), (sheet, columns) in TABLES.items():
        if owner == return_id:
            rows = zip(*columns.values(), strict=True)
            given = [dict(zip(columns, (cell[0] for cell in row), strict=True)) for row in rows]
            sheets[sheet] = table_rows(return_id, table, given)
    return sheets


def by_xlsxwriter(sheets):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def by_openpyxl(sheets):
    def fill(workbook):
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)

    return openpyxl_bytes(fill)


def with_macros(workbook):
    """The workbook as XLSM: the same parts, another content type, and a part that holds macros."""
    parts = parts_of(workbook)
    kinds = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = kinds.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert parts["[Content_Types].xml"] != kinds
    return zip_bytes({**parts, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"})


def by_hand_as_xlsb(sheets):
    """An XLSB workbook of several sheets, put together from workbooks of one sheet."""
    singles = [parts_of(xlsb_bytes([[binary_cell(cell) for cell in row] for row in rows])) for rows in sheets.values()]
    whole = dict(singles[0])
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    end, relations = b"</Relationships>", b""
    for number, single in enumerate(singles):
        whole[f"xl/worksheets/of{number}.bin"] = single["xl/worksheets/sheet1.bin"]
        relations += b'<Relationship Id="of%d" Type="%b" Target="worksheets/of%d.bin"/>' % (number, kind, number)
    records = [xlsb_sheet(number + 1, f"of{number}", name) for number, name in enumerate(sheets)]
    changes = {
        "xl/_rels/workbook.bin.rels": (end, relations + end),
        "xl/workbook.bin": (xlsb_sheet(1, "rId1", "Data"), b"".join(records)),
    }
    for part, (before, after) in changes.items():
        assert before in whole[part]
        whole[part] = whole[part].replace(before, after)
    return zip_bytes(whole)


def xlsb_sheet(number, relation, name):
    """The record by which an XLSB workbook names one of its sheets."""
    content = struct.pack("<II", 0, number)
    for text in (relation, name):
        content += struct.pack("<I", len(text)) + text.encode("utf-16-le")
    return bytes([156 & 0x7F | 0x80, 156 >> 7, len(content)]) + content


def binary_cell(value):
    if value is None:
        return None
    if isinstance(value, datetime.date):
        return BinaryCell(float((value - datetime.date(1899, 12, 30)).days), is_day=True)
    return BinaryCell(value if isinstance(value, str) else float(value))


def parts_of(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Format to return to the bytes of the file; LibreOffice is started once for each of its formats."""
    folder = tmp_path_factory.mktemp("formats")
    contents = {return_id: sheets_of(return_id) for return_id in ABOUT}
    by = {"XlsxWriter xlsx": by_xlsxwriter, "openpyxl xlsx": by_openpyxl, "hand-written xlsb": by_hand_as_xlsb}
    made = {name: {return_id: write(contents[return_id]) for return_id in ABOUT} for name, write in by.items()}
    made["openpyxl xlsm"] = {return_id: with_macros(content) for return_id, content in made["openpyxl xlsx"].items()}
    sources = [folder / f"{return_id}.xlsx" for return_id in ABOUT]
    for source in sources:
        source.write_bytes(made["openpyxl xlsx"][source.stem])
    for suffix in ("xlsx", "ods", "xls"):
        paths = converted(sources, suffix, folder)
        made[f"LibreOffice {suffix}"] = {path.stem: path.read_bytes() for path in paths}
    return made


@pytest.fixture(scope="module")
def hub_of(files, tmp_path_factory):
    """The hub that took in the three returns in one format."""
    hubs = {}

    def hub_with(name):
        if name not in hubs:
            hub = hubs[name] = SmallHub(tmp_path_factory.mktemp("hub"))
            for return_id, content in files[name].items():
                (hub.settings.landing / f"{return_id}_kent_2022_23.{name.split()[1]}").write_bytes(content)
            load(hub)
        return hubs[name]

    return hub_with


def load(hub):
    """Receive what has landed, and judge it."""
    receive_landed(hub.settings)
    for (return_id,) in hub.ask("SELECT DISTINCT return_id FROM ledger.submissions WHERE status = 'received'"):
        validate_return(hub.settings, return_id)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_values_and_kinds_of_missing(hub_of, name):
    hub = hub_of(name)
    for (return_id, table), (_, columns) in TABLES.items():
        for column, cells in columns.items():
            names = ", ".join(column + suffix for suffix in ("__value", "__missing")[: len(cells[0]) - 1])
            read = hub.ask(f"SELECT {names} FROM raw.{return_id}__{table} ORDER BY _row")
            assert read == [cell[1:] for cell in cells], f"{return_id}: {column}"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_ends_in_the_same_state(hub_of, name):
    columns = "return_id, status, force_id, financial_year, edition, is_illustrative"
    assert hub_of(name).ask(f"SELECT {columns} FROM ledger.submissions ORDER BY ALL") == [
        (return_id, STATUSES[return_id], "kent", "2022/23", "2023-05-31", False) for return_id in STATUSES
    ]


@pytest.mark.parametrize("name", FORMATS[1:])
def test_every_format_tells_the_same_repairs_and_findings(hub_of, name):
    repairs = "SELECT * EXCLUDE (submission_id) FROM ledger.repairs ORDER BY ALL"
    # What is said of the file itself differs: the old format, macros.
    findings = (
        "SELECT return_id, rule_id, sheet, cell, value_given, expected FROM ledger.findings "
        "WHERE rule_id NOT IN ('F04', 'F11') ORDER BY ALL"
    )
    for query in (repairs, findings):
        told = hub_of(name).ask(query)
        assert told == hub_of(FORMATS[0]).ask(query)
        assert told


SPEND = {
    "force_name": ["Kent", "Kent", "Kent", "kent "],
    "financial_year": ["2022/23", "2022-23", "2022/23", "2022/23"],
    "line_id": ["0001", "0002", "0003", "0004"],
    "supplier_name": ["Café Été & Sons\nDover", 'Smith, "J"; Ltd\t(UK)', "Price in £ Ltd", "Plain Ltd"],
    "supplier_number": ["01234567", "SC012345", None, "00000012"],
    "category": ["Fleet", "Fleet; fuel", "Estates, repairs", "Fleet"],
    "contract_route": ["national", "Local", " regional", "none"],
    "contract_reference": ["00012", None, "C-1", "C-1"],
    "invoice_date": ["31/05/2022", "2022-06-01", "1 June 2022", None],
    "amount_gbp": ["£1,234.50", "(£99.99)", "-5.00", "1 250.00"],
    "illustrative": ["no", "No", "no", None],
}
SPEND_VALUES = {
    "financial_year": ["2022/23"] * 4,
    "contract_route": ["national", "local", "regional", "none"],
    "invoice_date": ["2022-05-31", "2022-06-01", "2022-06-01", None],
    "amount_gbp": ["1234.50", "-99.99", "-5.00", "1250.00"],
    "illustrative": ["no", "no", "no", None],
}
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"]
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
PRINTED = {column.name: column.header for column in description_of("procurement_spend").form("lines").tables[0].columns}


def spend_rows():
    return [[PRINTED[name] for name in SPEND], *zip(*SPEND.values(), strict=True)]


def spend_parquet(folder, amounts):
    """The list as DuckDB writes it, with amounts of that type; where they are numbers, dates are dates."""
    columns, kinds = dict(SPEND), dict.fromkeys(SPEND, "VARCHAR")
    if amounts != "VARCHAR":
        columns.update({name: SPEND_VALUES[name] for name in ("amount_gbp", "invoice_date")})
        kinds.update(amount_gbp=amounts, invoice_date="DATE")
    path = folder / "spend.parquet"
    given = ", ".join(f"unnest(?) AS {name}" for name in columns)
    cells = ", ".join(f'CAST({name} AS {kind}) AS "{PRINTED[name]}"' for name, kind in kinds.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE given AS SELECT {given}", list(columns.values()))
        connection.execute(f"COPY (SELECT {cells} FROM given) TO {literal(str(path))} (FORMAT parquet)")
    return path.read_bytes()


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """The hub that took in the same list in every encoding, with every separator, and as Parquet."""
    hub = SmallHub(tmp_path_factory.mktemp("lists"))
    made = {
        f"{encoding} {name}.csv": MARKS.get(encoding, b"") + text_bytes(spend_rows(), separator, encoding)
        for encoding in ENCODINGS
        for name, separator in SEPARATORS.items()
    }
    for name, amounts in {"text": "VARCHAR", "decimal": "DECIMAL(18, 2)", "double": "DOUBLE"}.items():
        made[f"{name}.parquet"] = spend_parquet(hub.settings.workspace, amounts)
    for name, content in made.items():
        (hub.settings.landing / name).write_bytes(content)
    load(hub)
    return hub, list(made)


def landed_columns(hub, file_name, columns):
    names = ", ".join(columns)
    of_file = "_submission_id = (SELECT submission_id FROM ledger.submissions WHERE file_name = ?)"
    return hub.ask(f"SELECT {names} FROM raw.procurement_spend__lines WHERE {of_file} ORDER BY _row", file_name)


def test_a_list_gives_the_same_values_in_every_encoding_and_as_parquet(lists):
    hub, names = lists
    wanted = list(zip(*SPEND_VALUES.values(), strict=True))
    for name in (each for each in names if each != "double.parquet"):  # which keeps no noughts at the end
        assert landed_columns(hub, name, [f"{column}__value" for column in SPEND_VALUES]) == wanted, name


def test_a_list_keeps_its_text_and_its_row_numbers_in_every_encoding(lists):
    hub, names = lists
    wanted = [(number, *row) for number, row in enumerate(spend_rows()[1:], start=2)]
    for name in (each for each in names if each not in {"decimal.parquet", "double.parquet"}):
        assert landed_columns(hub, name, ["_row", *SPEND]) == wanted, name


def test_lists_that_say_the_same_replace_each_other_without_a_change(lists):
    hub, names = lists
    states = "SELECT status, force_id, financial_year, count(*) FROM ledger.submissions GROUP BY ALL ORDER BY 4"
    later = len(names) - 1
    assert hub.ask(states) == [("accepted", "kent", "2022/23", 1), ("superseded", "kent", "2022/23", later)]
    changes = "SELECT column_name, previous_value, new_value FROM ledger.value_changes"
    assert hub.ask(changes) == []


SUFFIXES = [".xlsx", ".xls", ".xlsb", ".ods", ".csv", ".parquet", ".xlsm", ".txt"]
# By its name alone a file may be taken for a return.
STEMS = ["minutes", "workforce_kent_2022_23", "procurement_spend_kent_2022_23", "police_funding_2025_26"]
STARTS = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"PAR1", b"%PDF"]
PIECES = [*(bytes([each]) for each in b'",;\t\n\r\x00\xff'), b"\r\n\r\n", b"\xc2\xa3", b"<!DOCTYPE x>", b"9" * 400]
KINDS = ["flip", "insert", "cut", "end"]
GOOD = [
    "workforce.xlsx", "workforce.ods", "workforce.xls", "workforce.xlsb", "spend.csv", "spend.parquet", "funding.csv",
]  # fmt: skip

random_bytes = st.builds(bytes.__add__, st.sampled_from(STARTS), st.binary(max_size=800))
random_text = st.text('ab09 ,;|\t"\r\n\x00£é-', max_size=200).map(str.encode)
pieces = st.sampled_from(PIECES) | st.binary(min_size=1, max_size=20)
edits = st.lists(st.tuples(st.sampled_from(KINDS), st.floats(0, 1), pieces), min_size=1, max_size=5)
names = st.tuples(st.sampled_from(STEMS), st.sampled_from(SUFFIXES))
any_file = st.tuples(names, random_bytes | random_text)
changed_file = st.tuples(st.sampled_from(STEMS), st.sampled_from(SUFFIXES) | st.none(), st.sampled_from(GOOD), edits)


@pytest.fixture(scope="module")
def good(files, tmp_path_factory):
    """Good returns by name, as random bytes are to damage them."""
    made = {f"workforce.{name.split()[1]}": each["workforce"] for name, each in files.items()}
    made["spend.csv"] = text_bytes(spend_rows())
    made["spend.parquet"] = spend_parquet(tmp_path_factory.mktemp("good"), "DECIMAL(18, 2)")
    made["funding.csv"] = text_bytes(funding_rows(FORCES))
    return made


def changed(content, changes):
    """The bytes with some of them flipped, cut out or inserted, or broken off."""
    for kind, share, piece in changes:
        at = int(share * len(content))
        flipped = bytes(byte ^ 0xFF for byte in content[at : at + len(piece)])
        middle = {"flip": flipped, "insert": piece, "cut": b"", "end": b""}[kind]
        rest = {"flip": at + len(piece), "insert": at, "cut": at + len(piece), "end": len(content)}[kind]
        content = content[:at] + middle + content[rest:]
    return content


def changed_within(archive, changes):
    """The archive with one of its parts changed, whole as an archive: the change is met by who reads the part."""
    parts = parts_of(archive)
    part = sorted(parts)[int(changes[0][1] * (len(parts) - 1))]
    return zip_bytes({**parts, part: changed(parts[part], changes)})


quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(landed=st.lists(any_file, min_size=1, max_size=6))
def test_any_bytes_get_one_line_and_are_kept(landed):
    assert_each_gets_one_line([(*name, content) for name, content in landed])


@quick
@given(landed=st.lists(changed_file, min_size=1, max_size=5))
def test_a_damaged_return_gets_one_line_and_is_kept(good, landed):
    contents = []
    for stem, suffix, name, changes in landed:
        own = "." + name.split(".")[1]
        contents.append((stem, suffix or own, changed(good[name], changes)))
        if good[name].startswith(b"PK"):
            contents.append((stem, own, changed_within(good[name], changes)))
    assert_each_gets_one_line(contents)


@pytest.mark.parametrize("suffix", [".csv", ".txt"])
def test_a_cell_of_any_length_gets_one_line_and_is_kept(suffix):
    assert_each_gets_one_line([("minutes", suffix, start + b"a" * 200_000) for start in (b"", b"b,", b'"')])


@pytest.mark.parametrize("name", [b"caf\xe9.csv", b"two\nlines.csv", b"a." + b"b" * 220, b"c" * 250 + b".csv"])
def test_a_file_of_any_name_gets_one_line_and_is_kept(tmp_path, name):
    hub = SmallHub(tmp_path)
    (hub.settings.landing / os.fsdecode(name)).write_bytes(name)
    (hub.settings.landing / "good.csv").write_bytes(text_bytes(spend_rows()))
    receive_landed(hub.settings)
    assert hub.ask("SELECT count(*), count(*) FILTER (status = 'received') FROM ledger.submissions") == [(2, 1)]
    assert kept_bytes(hub) == {name, text_bytes(spend_rows())}


def assert_each_gets_one_line(contents):
    """Land files given by stem, suffix and bytes: none ends the load, each has one line and is archived as it was."""
    with tempfile.TemporaryDirectory() as folder:
        hub = SmallHub(Path(folder))
        landed = {f"{stem} {number}{suffix}": content for number, (stem, suffix, content) in enumerate(contents)}
        for name, content in landed.items():
            (hub.settings.landing / name).write_bytes(content)
        receive_landed(hub.settings)
        lines = hub.ask("SELECT file_name, sha256 FROM ledger.submissions ORDER BY 1")
        assert lines == sorted((name, hashlib.sha256(content).hexdigest()) for name, content in landed.items())
        faults = "SELECT file_name, sentence FROM ledger.findings WHERE rule_id = 'H02'"
        assert hub.ask(faults) == [], "a fault of the hub's own"
        assert kept_bytes(hub) == set(landed.values())


def kept_bytes(hub):
    """What the archive holds, if every file there is named by its fingerprint."""
    paths = [path for path in hub.settings.archive.rglob("*") if path.is_file()]
    assert all(path.name.startswith(hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths)
    return {path.read_bytes() for path in paths}
