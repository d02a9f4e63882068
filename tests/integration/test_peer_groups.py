"""Who is compared with whom in which year: sets of peer groups landed, tables out."""

import pytest

from tests.landed import built
from tests.peer_cases import ABOUT, peer

MODELS = ("peer_groups", "int_peer_groups__by_year")


def land_set(landing, *rows, name="Most similar groups 2018", **facts):
    about = ABOUT | {"Name of set": name} | {item: facts.pop(item) for item in ABOUT if item in facts}
    submission = landing.submission("peer_groups", None, None, variant=name, edition=about["As at"], **facts)
    landing.rows(submission, "peer_groups", "about", *({"item": k, "value": v} for k, v in about.items()))
    landing.rows(submission, "peer_groups", "peers", *rows)


def land(landing):
    land_set(landing, peer("Kent", "Surrey"), status="superseded")
    land_set(
        landing,
        peer("Kent Police", "Essex", "2018/19", "2021/22"),
        peer("Kent", "ESSEX", "2018/19"),
        peer("Kent", "Kent", "2019/20", "2019/20"),
        peer("Kent", "British Transport Police"),
    )
    land_set(
        landing, peer("Norfolk", "Suffolk", "2020/21", "2020/21"), name="Most similar groups 2020",
        **{"As at": "2020-12-01"},
    )  # fmt: skip
    # A made-up list never speaks in the place of a real one, however late it is.
    land_set(
        landing, peer("Norfolk", "Dorset", "2016/17", "2020/21"), name="Made up", is_illustrative=True,
        **{"As at": "2024-01-01"},
    )  # fmt: skip
    land_set(landing, peer("Essex", "Kent", "2018/19", "2018/19"), name="Our own choice", Kind="Own")
    land_set(landing, peer("Essex", "Surrey", "2018/19", "2018/19"), name="our own  CHOICE", Kind="own",
             **{"As at": "2019-01-01"})  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    with built(tmp_path_factory.mktemp("peers"), (land,), MODELS, with_illustrative=True) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


def members(ask, year):
    return ask(
        "SELECT average_method, force_id, peer_force_id FROM intermediate.int_peer_groups__by_year "
        "WHERE financial_year = ? ORDER BY ALL",
        year,
    )


def test_sets_stand_side_by_side_and_the_later_file_of_a_set_takes_the_place_of_the_earlier(ask):
    assert ask(
        "SELECT peer_set_id, kind, force_id, peer_force_id, financial_year_from, financial_year_to "
        "FROM marts.peer_groups WHERE peer_set_id <> 'made-up' ORDER BY ALL"
    ) == [
        ("most-similar-groups-2018", "official", "kent", "essex", "2018/19", "2021/22"),
        ("most-similar-groups-2018", "official", "kent", "kent", "2019/20", "2019/20"),
        ("most-similar-groups-2020", "official", "norfolk", "suffolk", "2020/21", "2020/21"),
        ("our-own-choice", "own", "essex", "surrey", "2018/19", "2018/19"),
    ]


def test_a_group_is_of_one_force_and_holds_a_force_once_a_year(ask):
    own = ("weighted_peer:our-own-choice", "essex", "surrey")
    assert members(ask, "2018/19") == [("weighted_peer", "kent", "essex"), own]
    assert members(ask, "2019/20") == [("weighted_peer", "kent", "essex"), ("weighted_peer", "kent", "kent")]
    assert members(ask, "2022/23") == []


def test_the_official_average_of_a_year_is_made_from_the_latest_real_set(ask):
    assert members(ask, "2020/21") == [("weighted_peer", "norfolk", "suffolk")]
    assert members(ask, "2016/17") == [("weighted_peer", "norfolk", "dorset")]
