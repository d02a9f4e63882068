"""Which years of a table have to be made again, told by fingerprints of what it reads."""

import pytest

from orchestration.warehouse.by_year import as_text, later, with_years_before, years_to_make

WAS = {"a": {"2011/12": "1", "2012/13": "2", "2013/14": "3", "": "4"}, "b": {"2012/13": "5"}, "c": "6"}


def now(**changes):
    return {**WAS, **changes}


@pytest.mark.parametrize(
    ("given", "years_before", "made"),
    [
        (now(a={**WAS["a"], "2012/13": "x"}), 0, {"2012/13"}),
        (now(a={**WAS["a"], "2012/13": "x"}), 1, {"2012/13", "2013/14"}),
        (now(a={**WAS["a"], "2010/11": "x"}), 0, {"2010/11"}),
        (now(b={}), 0, {"2012/13"}),
        (now(a={**WAS["a"], "": "x"}), 0, None),
        (now(a={**WAS["a"], "unknown": "x"}), 0, None),
        (now(b={"2012/13": "5", "": "x"}), 0, None),
        (now(c="x"), 0, None),
        (now(b="5"), 0, None),
        (now(d="7"), 0, None),
        ({"a": WAS["a"], "b": WAS["b"]}, 0, None),
        (now(), 0, None),
    ],
)
def test_years_behind_which_something_differs_are_made(given, years_before, made):
    assert years_to_make(as_text(WAS), given, years_before) == made


def test_everything_is_made_where_every_year_differs_or_nothing_was_written_down():
    given = {"a": {"2011/12": "x", "2012/13": "x"}}
    assert years_to_make(as_text({"a": {"2011/12": "1", "2012/13": "2"}}), given, 0) is None
    assert years_to_make(as_text({"a": {"2011/12": "1", "2012/13": "x"}}), given, 0) == {"2011/12"}
    assert years_to_make(None, given, 0) is None


def test_years_are_counted_over_the_end_of_a_century():
    assert later("1999/00", 1) == "2000/01" and later("2000/01", -1) == "1999/00"
    assert with_years_before({"2012/13"}, 1) == {"2011/12", "2012/13"}
