"""The public edition from outside: nothing planted is in any of its files, and it appears when it may."""

import datetime
import json
import re
import shutil
import zipfile
from contextlib import closing

import duckdb
import pytest

from orchestration.publication.public_edition.state import current_public_release, settle_public_current
from orchestration.publication.release_files import point_to
from orchestration.publication.retention import prune_releases
from orchestration.publication.state import DATABASE, MANIFEST, all_releases
from tests.board_cases import board, context, explanation, level
from tests.conftest import copy_of, run_icm
from tests.files import workbook_bytes
from tests.links import lost_links, places_of
from tests.register_cases import party, row
from tests.returns import about, table_rows, whole_expenditure, whole_workforce
from tests.small_hub import agreement, register

# Each is somewhere in the hub's release and nowhere in the public edition.
SECRETS = (
    "CONTACT-9953", "mailbox9953", "NOTE-4417", "PORTFOLIO-4417", "FUNCTION-4417", "LESSON-4417", "EXIT-4417",
    "EVENT-4417", "case-4417", "USAGE-4417", "FILE6642", "PERSON-5561", "SUPPLIER-2208", "REMARK-5561",
    "7654321.09", "98765432.1", "3.371946", "4.135791",
)  # fmt: skip
SHOWN = ("TITLE-7731", "OBJECTIVE-7731", "LESSON-SHOWN-1188")


def planted_register():
    """An agreement of which only title and objective are published, and one published in full, with a contact."""
    hidden = {
        "Agreement_id": "birch", "Title": "TITLE-7731 accord", "Objective": "OBJECTIVE-7731", "Note": "NOTE-4417",
        "Portfolio": "PORTFOLIO-4417", "Publication": "title_and_objective", "Programme": "Birch programme",
    }  # fmt: skip
    shown = {"Agreement_id": "elder", "Title": "Elder accord", "Publication": "full", "Programme": "Elder programme"}
    of_hidden = {"Agreement_id": "birch"}
    people = {"Function": "Custody", "As_at": "2023-03-31", "Location": "in_unit", "Basis": "fte"}
    return register(
        agreements=[agreement(**hidden), agreement(**shown)],
        parties=[party(name, Agreement_id=code) for code in ("birch", "elder") for name in ("Kent", "Essex")],
        functions=[row("functions", **of_hidden, Function="FUNCTION-4417", POA_heading="Custody")],
        lessons=[
            row("lessons", **of_hidden, Theme="ict", Lesson="LESSON-4417"),
            row("lessons", Agreement_id="elder", Theme="ict", Lesson="LESSON-SHOWN-1188", Note="REMARK-5561"),
        ],
        events=[row("events", **of_hidden, Sequence=1, Event="varied", Date="2013", Reason="EVENT-4417")],
        costs=[row("costs", **of_hidden, Financial_year="2014/15", Kind="exit", Note="EXIT-4417",
                   **{"Amount (£)": 7654321.09})],
        business_cases=[row("business_cases", **of_hidden, Case_id="case-4417", Function="Custody",
                            Case_stage="approved")],
        usage=[row("usage", **of_hidden, Party="Kent", Financial_year="2014/15", Measure="USAGE-4417", Quantity=3)],
        workforce=[
            row("workforce", **people, Agreement_id="elder", Force="Kent", Number=2.46,
                Worker_type="police_officer"),
            row("workforce", **people, Agreement_id="elder", Force="Essex", Number=40, Worker_type="police_officer"),
        ],
        contacts=[row("contacts", Agreement_id="elder", Post="CONTACT-9953", Body="Kent",
                      Address="mailbox9953@example.org")],
    )  # fmt: skip


def planted_crime():
    figures = {
        "Groups mapped": 20, "Groups with a full operational response": 5,
        "Cost of organised crime work (£)": 98765432.10,
    }  # fmt: skip
    rows = [{"figure_name": name, "figure": figure} for name, figure in figures.items()]
    met = [{"criterion": "Threats and risks identified", "assessment": "met", "note": "NOTE-4417"}]
    return workbook_bytes(
        {
            "About": about("organised_crime", Regional_model="virtual_taskforce"),
            "Response": table_rows("organised_crime", "response", rows),
            "Functionality": table_rows("organised_crime", "functionality", met),
        }
    )


def planted_invoices():
    lines = [
        {"line_id": "L1", "supplier_name": "SUPPLIER-2208", "category": "Fuel", "contract_route": "local",
         "amount_gbp": 2500},
    ]  # fmt: skip
    return workbook_bytes(
        {
            "About": about("procurement_spend"),
            "Lines": table_rows("procurement_spend", "lines", lines),
        }
    )


FILES = {
    "register_birch.xlsx": planted_register(),
    "organised_crime_kent.xlsx": planted_crime(),
    "workforce_return_kent_FILE6642.xlsx": whole_workforce(
        {
            "Local policing": {"pcso_fte": 3.371946},
            "Intelligence": {"police_officer_fte": 4.135791},
            "Investigations": {"police_officer_fte": 300.7},
        }
    ),
    "expenditure_return_kent.xlsx": whole_expenditure(),
    "procurement_spend_kent.xlsx": planted_invoices(),
    "board_decisions.xlsx": board(
        [level(decided_by="PERSON-5561")], [explanation(note="NOTE-4417")], [context(given_by="PERSON-5561")]
    ),
}


@pytest.fixture(scope="module")
def hub(loaded_hub, tmp_path_factory):
    """The published examples with what must not be seen, and the public edition of that release."""
    hub = copy_of(loaded_hub, tmp_path_factory.mktemp("public") / "hub")
    for name, content in FILES.items():
        hub.drop(name, content)
    done = hub.load()
    statuses = {each["file_name"]: each["status"] for each in done.facts["submissions"]}
    assert {statuses[name] for name in FILES} <= {"accepted", "accepted_with_queries"}, done.facts["submissions"]
    assert done.facts["published"] is True
    return hub


@pytest.fixture(scope="module")
def edition(hub):
    done = icm(hub, "release", "public", "--json")
    assert done.code == 0, done.err
    assert done.facts["is_new"] and done.facts["is_current"]
    return hub.settings.public_current.resolve()


@pytest.fixture
def copied(hub, edition, tmp_path):
    return copy_of(hub, tmp_path / "copy")


def icm(hub, *arguments):
    return run_icm(*arguments, "--workspace", hub.settings.workspace)


def ask(folder, query, *values):
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


def texts_of(path):
    """What a file says: its bytes, those of what is packed in it, and every cell of a database or Parquet file."""
    yield path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if path.suffix == ".parquet":
        with closing(duckdb.connect()) as connection:
            yield cells_of(connection, f"read_parquet('{path}')")
    if path.suffix == ".duckdb":
        with closing(duckdb.connect(str(path), read_only=True)) as connection:
            for schema, table in connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
                yield cells_of(connection, f"{schema}.{table}")


def cells_of(connection, source):
    """Every value of a table as text, and the comments on it."""
    rows = connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM {source}").fetchall()
    return "\n".join(value for line in rows for value in line if value is not None).encode()


def found_in(folder, words):
    """Words that some file of a folder holds, with the first file."""
    pattern = re.compile(b"|".join(re.escape(word.encode()) for word in words))
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for text in texts_of(path):
            for word in set(pattern.findall(text)):
                found.setdefault(word.decode(), path.relative_to(folder).as_posix())
    return found


def test_what_is_planted_is_in_the_release_and_in_no_file_of_the_public_edition(hub, edition):
    assert found_in(hub.settings.current.resolve(), SECRETS).keys() == set(SECRETS), "nothing would be proved"
    assert found_in(edition, SECRETS) == {}
    assert found_in(edition, SHOWN).keys() == set(SHOWN)


def test_an_agreement_that_is_withheld_shows_title_and_objective_only(edition):
    ((*shown, others),) = ask(
        edition,
        "SELECT agreement_id, title, objective, publication_status, "
        "concat(COLUMNS(* EXCLUDE (agreement_id, title, objective, publication_status))) FROM marts.agreements "
        "WHERE agreement_id = 'birch'".replace("concat(COLUMNS(", "concat(*COLUMNS("),
    )
    assert shown == ["birch", "TITLE-7731 accord", "OBJECTIVE-7731", "title_and_objective"]
    assert others == ""
    with duckdb.connect(str(edition / DATABASE), read_only=True) as connection:
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_columns() WHERE column_name = 'agreement_id'"
        ).fetchall()
    rows = {name: ask(edition, f"SELECT count(*) FROM {name} WHERE agreement_id = 'birch'") for (name,) in tables}
    assert {name for name, found in rows.items() if found != [(0,)]} == {"marts.agreements"}
    assert ask(edition, "SELECT count(*) FROM marts.agreement_parties WHERE agreement_id = 'elder'") == [(2,)]


def test_organised_crime_is_shown_for_no_force(hub, edition):
    release = hub.settings.current.resolve()
    crime = "measure_id IN (SELECT measure_id FROM variation.dim_measure WHERE return_id = 'organised_crime')"
    for table in ("marts.organised_crime_response", "marts.organised_crime_functionality"):
        assert ask(release, f"SELECT count(*) > 0 FROM {table}") == [(True,)]
        assert ask(edition, f"SELECT count(*) FROM {table}") == [(0,)]
    with duckdb.connect(str(edition / DATABASE), read_only=True) as connection:
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_columns() "
            "WHERE column_name IN ('measure_id', 'force_id') GROUP BY 1 HAVING count(*) = 2"
        ).fetchall()
    assert ("variation.force_position",) in tables
    for (name,) in tables:
        assert ask(edition, f"SELECT count(*) FROM {name} WHERE {crime} AND force_id IS NOT NULL") == [(0,)], name
    # One force of its region reported: the region would show it.
    assert ask(edition, f"SELECT count(value) FROM variation.region_position WHERE {crime}") == [(0,)]


def test_a_small_count_is_empty_with_a_state_and_a_larger_one_is_shown(edition):
    counts = dict(
        ask(
            edition,
            "SELECT heading_id || ' ' || worker_type, (people, reported_state) FROM marts.force_workforce_by_heading "
            "WHERE force_id = 'kent' AND financial_year = '2022/23' AND basis = 'fte'",
        )
    )
    assert counts["intelligence police_officer"] == (None, "suppressed")
    beside = [name for name, each in counts.items() if name.endswith("police_officer") and "suppressed" in each]
    assert 2 <= len(beside) < 6, "one beside it protects it"
    assert counts["all-functions police_officer"][1] == "reported" and counts["all-functions police_officer"][0] > 1000
    # Two forces' people in one unit add up, so neither is shown.
    assert ask(
        edition, "SELECT count(*), count(people) FROM marts.workforce_in_collaboration WHERE agreement_id = 'elder'"
    ) == [(2, 0)]
    assert ask(
        edition,
        "SELECT columns, reason <> '' FROM release.suppressed_rows WHERE table_name = 'marts.functions_by_poa_heading' "
        "AND row_key LIKE '%force_id=kent%' AND row_key LIKE '%heading_id=intelligence%'",
    ) == [("officer_fte, staff_fte, pcso_fte, designated_officer_fte", True)]


def test_what_is_withheld_is_listed_by_column_with_a_reason(hub, edition):
    listed = ask(edition, "SELECT table_name, column_name, reason, values_withheld FROM release.withheld")
    assert all(reason and values > 0 for *_, reason, values in listed)
    with duckdb.connect() as connection:
        for name, folder in (("hub", hub.settings.current.resolve()), ("public", edition)):
            connection.execute(f"ATTACH '{folder / DATABASE}' AS {name} (READ_ONLY)")
        for table, column, _, values in listed:
            counted = "*" if column == "*" else column
            ((fewer,),) = connection.execute(
                f"SELECT (SELECT count({counted}) FROM hub.{table}) - (SELECT count({counted}) FROM public.{table})"
            ).fetchall()
            assert fewer == values, (table, column)


def test_the_public_edition_has_the_same_tables_columns_and_files(hub, edition):
    """What is made of the hub's release, pages and workbooks, can be made of the public edition."""
    release = hub.settings.current.resolve()
    columns = "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() ORDER BY ALL"
    more = set(ask(edition, columns)) - set(ask(release, columns))
    assert {(schema, table) for schema, table, *_ in more} == {
        ("release", "withheld"), ("release", "suppressed_rows"),
    }  # fmt: skip
    assert set(ask(release, columns)) <= set(ask(edition, columns))
    names = {
        each: {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for each, folder in (("hub", release), ("public", edition))
    }
    assert {"datapackage.json", DATABASE, MANIFEST} <= names["public"]
    missing = {name for name in names["hub"] - names["public"] if not name.startswith("tables/")}
    # Pages of which everything is withheld: organised crime by force, and a programme of one withheld agreement.
    all_withheld = ("functions/investigations/serious-and-", "data/investigations/serious-and-", "programmes/birch-")
    assert {name for name in missing if not name.startswith(all_withheld)} == set()
    manifest = json.loads((edition / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["edition"] == "public" and "sha256" not in json.dumps(manifest["inputs"])


def test_every_link_of_the_public_edition_leads_somewhere(edition):
    assert lost_links(places_of(edition)) == []


def test_a_second_edition_takes_over_what_is_the_same(copied):
    first = copied.settings.public_current.resolve()
    changed = whole_workforce({"Intelligence": {"police_officer_fte": 4.2}, "Local policing": {"pcso_fte": 3.4}})
    copied.drop("workforce_return_kent_again.xlsx", changed)
    assert copied.load().facts["published"] is True
    assert current_public_release(copied.settings) == first.name, "a load shows nothing to the public by itself"
    done = icm(copied, "release", "public", "--json").facts
    second = copied.settings.public_current.resolve()
    assert done["is_new"] and second.name == done["release_id"] != first.name
    same = "parquet/marts/dim_force.parquet"
    assert (first / same).stat().st_ino == (second / same).stat().st_ino
    # The same headings are withheld, so that the two editions cannot be subtracted from each other.
    question = (
        "SELECT heading_id, worker_type FROM marts.force_workforce_by_heading WHERE force_id = 'kent' "
        "AND financial_year = '2022/23' AND reported_state = 'suppressed' ORDER BY ALL"
    )
    assert ask(first, question) == ask(second, question) != []
    # A revision of a withheld count has no old and no new value.
    assert ask(second, "SELECT count(*) FROM release.revisions WHERE table_name = 'marts.force_workforce_by_heading'"
               " AND column_name = 'people'") == [(0,)]  # fmt: skip
    assert icm(copied, "release", "public", "--json").facts["is_new"] is False
    # An edition goes with its release, but not while it is the one that is read.
    settings, oldest = copied.settings, all_releases(copied.settings)[-1].release_id
    _of_an_earlier_version(settings.releases / oldest / DATABASE)
    refused = icm(copied, "release", "public", oldest)
    assert refused.code == 2 and "Publish a release with this version first" in joined(refused.err)
    assert "Traceback" not in refused.err
    shutil.copytree(first, settings.public / oldest)
    point_to(settings.public_current, settings.public / oldest)
    assert prune_releases(settings, 1) == []
    assert settle_public_current(settings) == second.name
    assert prune_releases(settings, 1) == [oldest] and not (settings.public / oldest).exists()


def test_an_embargo_holds_the_public_edition_back(copied):
    settings = copied.settings
    shown = current_public_release(settings)
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    refused = icm(copied, "release", "embargo", "--until", f"{until:%Y-%m-%d %H:%M}", "--by", "Hub board")
    assert refused.code == 2 and "Say why with --reason." in refused.err
    decided = ("--by", "Hub board", "--reason", "The board meets first")
    done = icm(copied, "release", "embargo", "--until", f"{until:%Y-%m-%d %H:%M}", *decided)
    words = f"{until.day} {until:%B %Y, %H:%M} UTC"
    assert done.code == 0
    assert f"{shown} is under embargo until {words}. The public reads no release." in joined(done.out)
    assert not settings.public_current.exists() and not list(settings.public.iterdir())
    refused = icm(copied, "release", "public")
    assert refused.code == 2 and f"is under embargo until {words}. No public edition was made." in joined(refused.err)
    assert words in joined(icm(copied, "release", "show").out)
    assert not settings.public_current.exists()
    lifted = icm(copied, "release", "embargo", "--until", "now", *decided)
    assert lifted.code == 0 and "under no embargo" in joined(lifted.out)
    assert icm(copied, "release", "public", "--json").facts["is_current"] is True
    wrong = icm(copied, "release", "embargo", "--until", "next week", *decided)
    assert wrong.code == 2 and "'next' is not a date" in joined(wrong.err) and "Traceback" not in wrong.err


def test_the_public_does_not_read_what_is_withdrawn_or_newer_than_the_release_in_force(copied):
    settings = copied.settings
    newest, before = (each.release_id for each in all_releases(settings)[:2])
    made = icm(copied, "release", "public", before, "--json").facts
    assert made["is_new"] and not made["is_current"] and current_public_release(settings) == newest
    assert icm(copied, "release", "rollback", "--by", "A. Steward", "--reason", "Wrong").code == 0
    assert current_public_release(settings) == before
    assert {path.name for path in settings.public.iterdir()} == {before, "current"}
    refused = icm(copied, "release", "public", newest)
    assert refused.code == 2 and "is withdrawn, so it has no public edition" in joined(refused.err)
    assert icm(copied, "release", "rollback", newest, "--by", "A. Steward", "--reason", "Right").code == 0
    assert current_public_release(settings) == newest


def _of_an_earlier_version(database):
    """Take a table out of a release; its file may be a link to that of another hub, which stays as it is."""
    copy = database.with_suffix(".copy")
    shutil.copyfile(database, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("DROP TABLE variation.region_position")
    copy.replace(database)


def joined(text):
    return " ".join(text.split())
