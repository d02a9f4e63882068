"""The headline of the published figures: what is computed counts, what was copied is named apart."""

import pytest

from orchestration.publication.figures import count_by_status, count_figures, describe_figures

ROWS = [
    *[{"basis": "computed", "status": "exact"}] * 50, *[{"basis": "computed", "status": "agrees"}] * 3,
    *[{"basis": "computed", "status": "explained"}] * 4, *[{"basis": "as_printed", "status": "exact"}] * 20,
    {"basis": "as_printed", "status": "not_computed"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS, "53 of 57 computed figures agree, 4 are explained; 20 are held as printed"),
        (ROWS[-21:-1], "0 of 0 computed figures agree; 20 are held as printed"),
        (ROWS[:50], "50 of 50 computed figures agree"),
        ([*ROWS[:1], {"basis": "computed", "status": "not_computed", "is_source_in_force": False}],
         "1 of 1 computed figures agree"),
        ([*ROWS[:1], {"basis": "computed", "status": "not_computed"}, {"basis": "cross_checked", "status": "exact"}],
         "1 of 2 computed figures agree, 1 is not computed; 1 is cross-checked"),
        ([], ""),
    ],
)  # fmt: skip
def test_copied_figures_are_never_counted_as_agreeing(rows, said):
    assert describe_figures(count_figures(rows)) == said


def test_every_figure_is_counted_once_by_status():
    assert count_by_status(count_figures(ROWS)) == {"agrees": 3, "exact": 70, "explained": 4, "not_computed": 1}
