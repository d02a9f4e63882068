"""The list of sources: what it may say, and the sentence on what it may not."""

import pytest
import yaml

from orchestration.settings import Settings
from orchestration.sources.configuration import SourcesError, read_sources
from orchestration.sources.fetch import fetch_from_sources


@pytest.fixture
def settings(tmp_path):
    return Settings(workspace=tmp_path, landing=tmp_path / "landing")


def write(settings, *sources):
    named = [{"name": "kent", **each} for each in sources]
    settings.sources.write_text(yaml.safe_dump({"sources": named}), encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"name": "Kent!"}, "sources.1.name: write up to 40 lower-case letters"),
        ({"address": "sftp://kent:secret-1@x/y"}, "leave the password out"),
        ({"address": "ftp://x/y"}, "write a folder from / on, sftp://"),
        ({"address": "relative/folder"}, "write a folder from / on, sftp://"),
        ({"address": "sftp://x/y"}, "name the user"),
        ({"force": "kentt"}, "'kentt', which is not the ID of a force"),
        ({"password": "secret-1"}, "sources.1.password: Extra inputs are not permitted"),
        ({"key_file": "/k"}, "key_file is for addresses that begin with sftp://"),
        ({"settle_seconds": -1}, "settle_seconds"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_in_a_sentence(settings, source, words):
    write(settings, {"address": "/outbox", **source})
    with pytest.raises(SourcesError) as told:
        read_sources(settings)
    assert words in str(told.value) and "secret-1" not in str(told.value)
    assert fetch_from_sources(settings).problems == [str(told.value)]


@pytest.mark.parametrize("text", ["sources: [", "- a", "sources: {a: b}", ""])
def test_a_list_that_is_no_list_is_refused_in_a_sentence(settings, text):
    settings.sources.write_text(text, encoding="utf-8")
    with pytest.raises(SourcesError, match=r"docs/operations\.md has an example"):
        read_sources(settings)


def test_two_sources_of_one_name_are_refused(settings):
    write(settings, {"address": "/a"}, {"address": "/b"})
    with pytest.raises(SourcesError, match="two sources are named kent"):
        read_sources(settings)


def test_names_that_would_share_a_secret_are_refused(settings):
    write(settings, {"name": "a-b", "address": "/a"}, {"name": "a_b", "address": "/b"})
    with pytest.raises(SourcesError, match="a-b and a_b have too similar names"):
        read_sources(settings)


def test_a_hub_without_a_list_has_no_sources_and_writes_nothing(settings):
    assert read_sources(settings) == [] and fetch_from_sources(settings).problems == []
    assert not settings.incoming.exists()
