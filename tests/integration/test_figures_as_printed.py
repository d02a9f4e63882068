"""Figures that documents print only as a whole, typed here from the documents."""

from decimal import Decimal

import pytest

PRINTED = {
    "getting-together-2009": [
        ("s1 ventures mapped", "collaborative_ventures", "whole", 720, "count", "at_least"),
        ("s2.1 share 2008/09", "collaboration_share_of_gross_revenue_expenditure", "2008/09", 9.5, "per_cent", "about"),
        ("s2.1 share 2005/06", "collaboration_share_of_gross_revenue_expenditure", "2005/06", 4.4, "per_cent", "exact"),
        ("fn4 gross expenditure", "gross_revenue_expenditure", "whole", 14_080_000_000, "gbp", "exact"),
        ("s2.2 handshakes", "style_share", "handshake", 14, "per_cent", "about"),
        ("s2.2 service level agreements", "style_share", "sla", 12, "per_cent", "about"),
        ("s2.2 lead authority", "style_share", "lead_authority", 15, "per_cent", "about"),
        ("s2.2 joint initiatives", "style_share", "joint_initiative", 27, "per_cent", "about"),
        ("s2.2 joint venture", "style_share", "joint_venture", 30, "per_cent", "about"),
        ("fn8 HR staff", "hr_staff", "whole", 3922, "people", "exact"),
        ("fn8 HR cost a head", "hr_cost_per_head", "whole", 30_000, "gbp", "about"),
        ("fn8 HR cost", "hr_cost", "whole", 117_660_000, "gbp", "exact"),
        ("fn8 finance staff", "finance_staff", "whole", 2672, "people", "exact"),
        ("fn8 finance cost a head", "finance_cost_per_head", "whole", 35_000, "gbp", "about"),
        ("fn8 finance cost", "finance_cost", "whole", 93_520_000, "gbp", "exact"),
        ("s4.3 HR and finance", "hr_and_finance_cost", "whole", 211_000_000, "gbp", "about"),
        ("fn9 forces in the chart", "forces_in_support_function_chart", "whole", 39, "count", "exact"),
        ("fn9 forces left out", "forces_omitted_from_support_function_chart", "whole", 4, "count", "exact"),
        ("s4.4 procurement", "procurement_spend", "whole", 2_500_000_000, "gbp", "at_least"),
        ("s1 suitable procurement", "procurement_suitable_spend", "whole", 833_000_000, "gbp", "about"),
        ("s4.4 Wave Plan", "wave_plan_saving_a_year", "whole", 35_000_000, "gbp", "at_least"),
        ("s1 DNA submissions", "dna_submission_saving_a_year", "whole", 144_000, "gbp", "exact"),
    ],
    "working-together-2013": [
        ("Figure 5 regional officers", "em_workforce_total", "police_officer", 8409, "fte", "exact"),
        ("Figure 5 regional staff", "em_workforce_total", "police_staff", 4331, "fte", "exact"),
        ("Figure 5 region", "em_workforce_total", "total", 12740, "fte", "exact"),
        ("Figure 5 share", "em_workforce_share_in_collaboration", "police_officer", 7.4, "per_cent", "exact"),
        ("Figure 5 share", "em_workforce_share_in_collaboration", "police_staff", 12.4, "per_cent", "exact"),
        ("Figure 5 share", "em_workforce_share_in_collaboration", "total", 9.1, "per_cent", "exact"),
        ("s1 EMSOU share", "emsou_share_of_regional_workforce", "whole", 2.7, "per_cent", "exact"),
        ("s1 West Midlands", "soc_share_of_force_workforce", "West Midlands", 1.3, "per_cent", "exact"),
        ("s1 Greater Manchester", "soc_share_of_force_workforce", "Greater Manchester", 0.9, "per_cent", "exact"),
        ("s1 major crime budget", "em_major_crime_budget", "whole", 11_200_000, "gbp", "exact"),
        ("s1 economic crime", "em_cost_against_average", "economic crime", 54, "per_cent", "exact"),
        ("s1 major investigations", "em_cost_against_average", "major investigations", -8, "per_cent", "exact"),
        ("s3 planned savings", "planned_collaboration_savings", "whole", 182_000_000, "gbp", "exact"),
        ("s3 nation", "planned_collaboration_savings_share", "England and Wales", 7, "per_cent", "exact"),
        ("s3 region", "planned_collaboration_savings_share", "East Midlands", 7, "per_cent", "exact"),
        ("s3 Warwickshire", "planned_collaboration_savings_share", "Warwickshire", 75, "per_cent", "exact"),
        ("s3 West Mercia", "planned_collaboration_savings_share", "West Mercia", 94, "per_cent", "exact"),
        ("s3 pair", "planned_collaboration_savings_share", "Norfolk and Suffolk", 41, "per_cent", "exact"),
        ("s3 pair", "planned_collaboration_savings_share", "Essex and Kent", 22, "per_cent", "exact"),
        ("s3 Derbyshire", "planned_collaboration_savings_share", "Derbyshire", 1, "per_cent", "exact"),
        ("summary further saving", "emsou_additional_recurring_saving", "whole", 2_400_000, "gbp", "exact"),
    ],
    "bch-collaboration-update-2018": [
        ("s3.2 rank by expenditure", "net_revenue_expenditure_rank", "Cambridgeshire", 29, "count", "exact"),
        ("s3.2 rank a head", "expenditure_per_head_rank_from_lowest", "Cambridgeshire", 2, "count", "exact"),
    ],
    "the-hard-yards-2020": [
        ("foreword", "national_collaboration_spend_a_year", "whole", 250_000_000, "gbp", "at_least"),
        ("About this report", "collaboration_case_studies", "whole", 6, "count", "exact"),
        ("About this report", "forces_in_case_studies", "whole", 27, "count", "exact"),
        ("7F team", "seven_force_team_cost_a_year", "whole", 1_300_000, "gbp", "about"),
        ("7F chief instructors", "seven_force_chief_firearms_instructor_saving", "whole", 156_000, "gbp", "about"),
    ],
}


@pytest.mark.parametrize(
    ("document", "statistic", "component", "value", "unit", "qualifier"),
    [
        pytest.param(document, *row, id=f"{document} {place}, {row[1]}")
        for document, rows in PRINTED.items()
        for place, *row in rows
    ],
)
def test_figure_as_printed(marts, document, statistic, component, value, unit, qualifier):
    rows = marts(
        "SELECT value, unit, qualifier FROM marts.published_statistics "
        "WHERE source_document = ? AND statistic_id = ? AND component = ?",
        document,
        statistic,
        component,
    )
    assert rows == [(Decimal(str(value)), unit, qualifier)]


def test_shares_of_the_styles_are_not_made_to_reach_a_hundred(marts):
    # getting-together-2009 section 2.2: 14 + 12 + 15 + 27 + 30.
    total = "SELECT count(*), sum(value) FROM marts.published_statistics WHERE statistic_id = 'style_share'"
    assert marts(total) == [(5, 98)]
