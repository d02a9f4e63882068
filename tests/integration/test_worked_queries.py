"""The worked queries of docs/queries/ give, on the published examples, the answers that they state."""

from pathlib import Path

import pytest

from orchestration.settings import PROJECT_DIR

QUERIES = sorted((PROJECT_DIR / "docs" / "queries").glob("*.sql"))
ANSWER = "-- Answer: "


def test_there_are_ten():
    assert len(QUERIES) == 10


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_worked_query_gives_its_answer(real_costs, path: Path):
    query, _, stated = path.read_text(encoding="utf-8").partition(ANSWER)
    assert query.startswith("-- ") and query.splitlines()[0].endswith("?"), "it begins with the question"
    rows = [line.removeprefix("-- ") for line in stated.splitlines()[1:]]
    assert rows, "an answer that nobody could miss"
    assert [" | ".join("" if value is None else str(value) for value in row) for row in real_costs(query)] == rows
