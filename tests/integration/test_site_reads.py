"""A page that is carried over shows what it would show if it were made again: it names every table that it reads."""

import re
from pathlib import Path

import pytest

from orchestration.publication.release_reader import ReleaseReader, open_release
from orchestration.publication.site.frame import frame_of
from orchestration.publication.site.write import SUBJECTS
from orchestration.publication.state import DATABASE

# A page that reads the list of releases is made anew for each of them, whatever else it shows.
OF_EACH_RELEASE = "release.releases"
ENOUGH = 3  # pages of a subject that has many alike


NAMED = re.compile(r"\b(?:marts|variation|quality|release)\.[a-z_0-9]+")


class Listening(ReleaseReader):
    """A reader that notes which tables its questions name."""

    def __init__(self, reader):
        self.reader, self.touched = reader, set()

    def rows(self, question, *values):
        self.touched |= set(NAMED.findall(question))
        return self.reader.rows(question, *values)

    def columns(self, question, *values):
        self.touched |= set(NAMED.findall(question))
        return self.reader.columns(question, *values)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.__name__.rpartition(".")[2])
def test_a_page_names_every_table_that_it_reads(published_release: Path, subject):
    with open_release(published_release / DATABASE) as reader:
        frame = frame_of(reader)
        listening = Listening(reader)
        touched, named, made = set(), set(), 0
        for page in subject.pages(listening):
            listening.touched.clear()
            if made < ENOUGH:
                assert page.path in page.make(listening, frame)
                made += 1
                touched |= listening.touched
                named |= {name for reads in page.reads for name in NAMED.findall(reads.table)}
    assert made and touched
    if OF_EACH_RELEASE not in named:
        assert touched <= named, f"not named: {sorted(touched - named)}"
