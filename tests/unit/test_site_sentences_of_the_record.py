"""The sentences of the pages of the record: one of a thing, many, none, and what a reader must not be told."""

import datetime
from decimal import Decimal

import pytest

from orchestration.publication.site.charts.relations import relations_diagram
from orchestration.publication.site.charts.value_bars import ValueBars
from orchestration.publication.site.sentences import board, completeness, explore, method, reconciliation, revisions

NAMES = revisions.Names(
    {"force_id": {"kent": "Kent"}, "heading_id": {"a/b": "Custody"}},
    {("marts.savings", "delivered_gbp"): "GBP", ("marts.x", "headcount"): "people"},
)
BEFORE = {"published_at": datetime.datetime(2026, 3, 5), "release_id": "20260305T000000Z"}


def cause(kind="submission", changes=1, largest=None, place=None):
    return {"kind": kind, "changes": changes, "largest_change_gbp": largest, "largest_change": place}


def test_a_first_release_is_compared_with_nothing():
    assert revisions.lead(None, [], NAMES, 0) == "This is the first release, so there is nothing to compare it with."


def test_a_cause_that_changed_nothing_is_no_change():
    assert "No published figure has changed" in revisions.lead(BEFORE, [cause("method", 0)], NAMES, 0)


def test_the_largest_change_is_named_in_words_and_what_followed_is_counted():
    place = "marts.savings: force_id=kent; heading_id=a/b; financial_year=2012/13: delivered_gbp"
    said = revisions.lead(BEFORE, [cause("submission", 3, Decimal(1500000), place), cause("setting", 1)], NAMES, 2)
    said = said.replace("\u00a0", " ")
    assert "changes 4 facts and headline figures since the release of 5 March 2026" in said
    assert "because of a file received and a setting." in said
    assert "The largest change is of £1.5 million: delivered of Kent, Custody, 2012/13." in said
    assert "2 other values that follow from them" in said


def test_a_value_is_money_only_where_its_column_is():
    row = {"table_name": "marts.savings", "key": "force_id=kent", "column_name": "delivered_gbp",
           "previous_value": "1000000.00", "new_value": None}  # fmt: skip
    assert revisions.change(row, NAMES)["before"] == "£1.0m"
    assert revisions.change(row, NAMES)["now"] == "no value"
    counted = {**row, "table_name": "marts.x", "column_name": "headcount", "new_value": "1200"}
    assert revisions.change(counted, NAMES)["now"] == "1,200"
    assert revisions.change({**row, "new_value": "NaN"}, NAMES)["now"] == "NaN"


@pytest.mark.parametrize(
    ("column", "before", "now", "said"),
    [
        ("delivered_gbp", "231607316.00", "231607318.00", ("£231,607,316", "£231,607,318")),
        ("delivered_gbp", "1400000000.25", "1400000000.75", ("£1,400,000,000", "£1,400,000,001")),
        ("delivered_gbp", "-12.31", "-12.34", ("−£12.31", "−£12.34")),
        ("headcount", "8.1230000001", "8.1230000002", ("8.1230000001", "8.1230000002")),
        ("delivered_gbp", "231607316.00", "251607316.00", ("£232m", "£252m")),
        ("delivered_gbp", "1.0", "1.00", ("£1", "£1")),
        ("stage", "live", "ended", ("live", "ended")),
    ],
)
def test_two_values_that_would_print_alike_are_told_apart(column, before, now, said):
    row = {"table_name": "marts.savings", "key": "force_id=kent", "column_name": column,
           "previous_value": before, "new_value": now}  # fmt: skip
    shown = revisions.change(row, NAMES)
    assert (shown["before"], shown["now"]) == said


def test_changes_since_the_final_release_say_that_a_figure_may_be_counted_twice():
    assert "declared final" in revisions.since_final(None, [])
    history = [{"release_id": "a", "changes": 1}, {"release_id": "b", "changes": 2}]
    assert "3 changes were published" in revisions.since_final(BEFORE, history)
    assert "counted each time" in revisions.since_final(BEFORE, history)
    assert "counted each time" not in revisions.since_final(BEFORE, history[:1])


@pytest.mark.parametrize(
    ("received", "in_release", "beginning"),
    [(0, 0, "No files"), (1, 1, "1 of the 1 file that was received is"), (22, 21, "21 of the 22 files that were")],
)
def test_files_are_counted(received, in_release, beginning):
    assert completeness.lead(received, in_release, []).startswith(beginning)


def test_a_whole_measure_is_one_that_every_force_has():
    rows = [{"forces_reporting": 43, "forces_expected": 43}, {"forces_reporting": 42, "forces_expected": 43}]
    assert "1 of 2 measures of a whole force has a counted value for all 43 forces" in completeness.lead(2, 2, rows)


def test_figures_that_do_not_agree_are_named():
    counts = {"computed": {"exact": 50, "agrees": 3, "explained": 4, "mismatch": 1}, "as_printed": {"exact": 20}}
    said = reconciliation.lead(counts)
    assert said.startswith("53 of 58 figures that the warehouse computes agree with print; 4 differ and are explained")
    assert "1 differs without an explanation" in said
    assert reconciliation.document({"as_printed": {"exact": 6}}).startswith("None of its figures can be computed.")
    source = {"status": "not_computed", "is_source_in_force": False, "basis": "computed"}
    assert reconciliation.status(source) == ("source not loaded", "")


SUMMARY = {
    "financial_year": "2017/18", "basis": "estimate", "average_value": 2.5, "forces_in_scope": 41, "p10": 1.0,
    "p90": 120.4, "opportunity_gbp": Decimal(95000000), "is_comparable": True, "comparability_reason": None,
}  # fmt: skip


def test_a_pack_says_budgeted_of_an_estimate_and_spent_of_an_outturn():
    assert "forces budgeted £2.50 per head on custody" in board.standing("Custody", SUMMARY)
    assert "forces spent" in board.standing("Custody", {**SUMMARY, "basis": "outturn"})
    assert "ICT" in board.question("ICT") and "custody" in board.question("Custody")


def test_what_is_not_like_for_like_is_worth_no_sum():
    unlike = {**SUMMARY, "is_comparable": False, "comparability_reason": "Eight report nil."}
    assert "million" not in board.standing("Custody", unlike)
    assert board.comparability("Custody", unlike).endswith("Eight report nil.")
    assert "million" in board.standing("Custody", SUMMARY).replace("\u00a0", " ")


def test_no_agreement_recorded_is_not_no_agreement():
    assert board.collaboration("Custody", None).endswith("That does not mean that there is none.")


def test_method_quotes_the_limits_of_the_release():
    said = {anchor: text for anchor, _, text in method.rules({"outlier_share_pct": "12"})}
    assert "highest or lowest 12%" in said["outlier"]
    assert "a limit that this release does not state" in said["few"]


def test_a_missing_value_is_words_and_never_blank():
    assert explore.cell(None, "not_reported") == "not reported"
    assert explore.cell(None, "reported") == explore.NO_ROW
    assert explore.cell("£2.00", "unverified") == "£2.00 (unverified)"


def test_a_value_beyond_the_scale_has_a_gap_and_one_on_it_has_none():
    bars = ValueBars([1.0, 2.0], 1.5)
    assert "break" in bars.drawn(50.0)
    assert "break" not in bars.drawn(2.0)
    assert ValueBars([], None).drawn(0.0).count("<rect") == 1


def test_a_diagram_names_a_column_only_where_it_is_called_otherwise():
    row = {"table_name": "a.b", "column_name": "force_id", "to_table_name": "m.f", "to_column_name": "force_id"}
    drawn = relations_diagram([row, {**row, "table_name": "a.c", "column_name": "lead_id"}])
    assert "by lead_id" in drawn and "by force_id" not in drawn
    assert relations_diagram([]) == ""
