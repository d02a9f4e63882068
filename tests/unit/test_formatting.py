"""Codes as the pages write them: every document that a figure comes from has its title."""

import csv

from orchestration.publication.site.codes import words
from orchestration.settings import PROJECT_DIR


def test_every_source_document_of_a_figure_is_named_by_its_title():
    with (PROJECT_DIR / "seeds" / "reference" / "published_figures.csv").open(encoding="utf-8", newline="") as file:
        documents = {row["source_document"] for row in csv.DictReader(file)}
    assert len(documents) == 5
    for document in documents:
        assert words(document) != document.replace("-", " "), f"{document} has no title on the pages"
