"""What is looked at together is whole years of a bounded size; what is decided on together stands on its own."""

from orchestration.validation.batches import ROWS_TOGETHER, batches, rounds
from orchestration.warehouse.ledger import Submission, keys_of


def submission(number, force="kent", year="2020/21", variant="outturn", name=None):
    key = f"S{number:06d}"
    name = name or f"{key}.xlsx"
    return Submission(key, name, "workforce", "workbook", force, year, variant, None, 1, "received")


def keys(divided):
    return [keys_of(each) for each in divided]


def test_small_years_are_taken_together_the_earliest_first():
    sent = [submission(1, year="2021/22"), submission(2), submission(3, force="essex")]
    assert keys(batches(sent, dict.fromkeys(keys_of(sent), 100))) == [["S000002", "S000003", "S000001"]]


def test_years_that_are_long_together_are_taken_one_by_one_with_all_forces():
    sent = [submission(1), submission(2, force="essex"), submission(3, year="2021/22")]
    rows = dict.fromkeys(keys_of(sent), ROWS_TOGETHER // 2)
    assert keys(batches(sent, rows)) == [["S000001", "S000002"], ["S000003"]]


def test_a_year_is_never_divided():
    sent = [submission(number, force=f"force {number}") for number in range(5)]
    assert len(list(batches(sent, dict.fromkeys(keys_of(sent), ROWS_TOGETHER)))) == 1


def test_nothing_sent_is_no_batch():
    assert list(batches([], {})) == []


def test_forces_and_variants_of_a_year_are_decided_on_together():
    sent = [submission(1), submission(2, force="essex"), submission(3, variant="estimate")]
    assert keys(rounds(sent)) == [["S000001", "S000002", "S000003"]]


def test_a_version_waits_for_those_before_it_and_a_year_for_the_year_before():
    sent = [submission(1, year="2021/22"), submission(2), submission(3, force="essex"), submission(4), submission(5)]
    assert keys(rounds(sent)) == [["S000002", "S000003"], ["S000004"], ["S000005"], ["S000001"]]


def test_a_file_waits_for_an_earlier_one_of_its_name_that_did_not_say_whose_it_is():
    sent = [
        submission(1, force=None, name="return.xlsx"),
        submission(2, name="return.xlsx"),
        submission(3, force="essex"),
    ]
    assert keys(rounds(sent)) == [["S000001", "S000003"], ["S000002"]]
