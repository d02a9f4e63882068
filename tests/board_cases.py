"""Files of a board that tests send, and for each rule on one file: one that breaks it and one that nearly does."""

from tests.files import workbook_bytes
from tests.returns import table_rows

RETURN = "board_decisions"
GOOD, REJECTED, QUERY = "accepted", "rejected", "accepted_with_queries"
SHEETS = {"levels": "Levels of support", "explanations": "Explanations", "contexts": "Outlier context",
          "exclusions": "Left out", "recommendations": "Recommendations"}  # fmt: skip


def level(decision_id="fleet-1", **columns):
    """A decision on a function, changed in the columns named."""
    return {
        "decision_id": decision_id, "subject": "function", "heading_name": "Fleet", "level_of_support": 2,
        "decided_on": "2024-03-01", "decided_by": "National board", "reason": "Costs vary widely", **columns,
    }  # fmt: skip


def explanation(force="Kent", **columns):
    return {
        "force_name": force, "heading_name": "Fleet", "reason": "Its workshops have spare room",
        "explained_on": "2024-05-01", **columns,
    }  # fmt: skip


def context(force="Kent", **columns):
    return {
        "force_name": force, "measure_id": "officers_per_1000_population", "financial_year": "2022/23",
        "context": "Polices the Channel ports", "warranted": "partly", "given_on": "2024-05-01",
        "given_by": "Chief finance officer", **columns,
    }  # fmt: skip


def left_out(force="Kent", **columns):
    """A decision to leave the figures of a measure out, changed in the columns named."""
    return {
        "force_name": force, "measure_id": "officers_per_1000_population", "financial_year": "2022/23",
        "ground": "Counted twice", "decided_on": "2024-05-01", "decided_by": "National board", **columns,
    }  # fmt: skip


def recommendation(recommendation_id="share-fleet", **columns):
    """A recommendation whose outcome nobody recorded, changed in the columns named."""
    return {
        "recommendation_id": recommendation_id, "source_document": "the-hard-yards-2020",
        "source_place": "Recommendation 9", "recommendation": "Share workshops", "owner": "Police forces", **columns,
    }  # fmt: skip


def board(
    levels=(), explanations=(), contexts=(), exclusions=None, recommendations=None, as_at="2024-06-30",
    name="National board",
):  # fmt: skip
    """The workbook of a board; without the sheets that are None, as files in an earlier layout are."""
    rows = {"levels": levels, "explanations": explanations, "contexts": contexts}
    later = {"exclusions": exclusions, "recommendations": recommendations}
    rows |= {table: given for table, given in later.items() if given is not None}
    about = [["Item", "Value"], ["Return", RETURN], ["Board", name], ["As at", as_at]]
    sheets = {sheet: table_rows(RETURN, table, rows[table]) for table, sheet in SHEETS.items() if table in rows}
    return workbook_bytes({"About": about, **sheets})


FIRST = level("fleet-0", decided_on="2023-03-01")
CASES = {
    "BD01": (
        board([level(heading_name=None, agreement_id="em-x")]), REJECTED, "B2",
        board([level(subject="agreement", heading_name=None, agreement_id="em-x")]), GOOD,
    ),
    "BD03": (
        board([level(supersedes_decision_id="fleet-0")]), QUERY, "I2",
        board([FIRST, level(supersedes_decision_id="fleet-0")]), GOOD,
    ),
    "BD04": (
        board(explanations=[explanation(review_date="2024-04-30")]), QUERY, "E2",
        board([level(review_date="2024-03-01")], [explanation(review_date="2024-05-01")]), GOOD,
    ),
    "BD07": (
        board(exclusions=[left_out(measure_id=None)]), REJECTED, "A2",
        board(exclusions=[left_out(), left_out("Essex", measure_id=None, return_id="workforce")]), GOOD,
    ),
    "BD08": (
        board(exclusions=[left_out(ended_on="2024-04-30")]), QUERY, "I2",
        board(exclusions=[left_out(ended_on="2024-05-01")]), GOOD,
    ),
    "BD09": (
        board(recommendations=[recommendation(outcome="implemented", outcome_on="2023")]), QUERY, "I2",
        board(
            recommendations=[
                recommendation(),
                recommendation("share-stores", outcome="implemented", outcome_source="Minutes of May 2023"),
            ]
        ), GOOD,
    ),
}  # fmt: skip
