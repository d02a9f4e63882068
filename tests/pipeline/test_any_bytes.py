"""No bytes at all, and no name, end a load: every file gets one line and is kept as it was."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.intake.archive import SIDECAR_SUFFIX
from orchestration.intake.receive import receive_landed
from tests.files import funding_rows, text_bytes, zip_bytes
from tests.formats import in_every_format, parts_of
from tests.returns import about, table_rows
from tests.small_hub import FORCES, SmallHub
from tests.spend_lists import spend_parquet, spend_rows

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
def good(tmp_path_factory):
    """Good returns by name, as random bytes are to damage them."""
    folder = tmp_path_factory.mktemp("good")
    rows = [{"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": "£1,234.50"}]
    sheets = {"About": about("workforce"), "Workforce": table_rows("workforce", "functions", rows)}
    written = in_every_format({"workforce": sheets}, folder)
    made = {f"workforce.{name.split()[1]}": each["workforce"] for name, each in written.items()}
    made["spend.csv"] = text_bytes(spend_rows())
    made["spend.parquet"] = spend_parquet(folder, "DECIMAL(18, 2)")
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


quick = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@quick
@given(landed=st.lists(any_file, min_size=1, max_size=6))
def test_arbitrary_bytes_are_logged_and_archived(landed):
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
    paths = [path for path in hub.settings.archive.rglob("*") if path.is_file() and SIDECAR_SUFFIX not in path.name]
    assert all(path.name.startswith(hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths)
    return {path.read_bytes() for path in paths}
