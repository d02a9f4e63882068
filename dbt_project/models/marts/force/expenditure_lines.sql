{{ config(meta={'rows_of_a_year_from': 'that year'}) }}
select
    force_id,
    financial_year,
    heading_id,
    basis,
    line,
    kind,
    amount_gbp,
    reported_state,
    submission_id,
    is_illustrative
from {{ ref('int_expenditure__all_headings') }}
union all
select
    force_id,
    financial_year,
    heading_id,
    basis,
    line,
    kind,
    amount_gbp,
    reported_state,
    submission_id,
    is_illustrative
from {{ ref('int_national_tables__expenditure') }}
