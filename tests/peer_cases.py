"""Files of peer groups that tests send, and for each rule on one file: one that breaks it and one that does not."""

from tests.files import workbook_bytes
from tests.returns import table_rows

RETURN = "peer_groups"
GOOD, REJECTED = "accepted", "rejected"
ABOUT = {
    "Name of set": "Most similar groups 2018", "Kind": "official", "Published by": "A body", "As at": "2018-10-31",
    "Source": "A page",
}  # fmt: skip


def peer(force="Kent", peer_force="Essex", first="2018/19", last=None, **columns):
    """A row of the sheet Peers."""
    return {
        "force_name": force, "peer_force_name": peer_force, "financial_year_from": first, "financial_year_to": last,
        **columns,
    }  # fmt: skip


def group(force, *peers, first="2018/19", last=None):
    """The rows of the group of one force."""
    return [peer(force, each, first, last) for each in peers]


def peers_file(*rows, **about):
    """The workbook of a set; items of the sheet About changed as Published_by='B', None leaves one out."""
    items = ABOUT | {name.replace("_", " "): value for name, value in about.items()}
    sheet = [["Item", "Value"], ["Return", RETURN], *[[k, v] for k, v in items.items() if v is not None]]
    return workbook_bytes({"About": sheet, "Peers": table_rows(RETURN, "peers", rows or (peer(),))})


CASES = {
    "PG01": (peers_file(Published_by=None), REJECTED, "A2", peers_file(), GOOD),
    "PG02": (
        peers_file(peer(last="2017/18")), REJECTED, "D2",
        peers_file(peer(last="2018/19")), GOOD,
    ),
}  # fmt: skip
