{{ config(materialized='table') }}
{%- set amounts, signs = {}, {} -%}
{%- for each in expenditure_amounts() -%}
    {%- do amounts.update({each.line: 'given.' ~ each.line ~ '_gbp'}) -%}
    {%- do signs.update({each.line: 'given.' ~ each.line ~ '_gbp_missing'}) -%}
{%- endfor -%}
with expected as (
    select * from {{ ref('int_force_returns__expenditure_rows_expected') }}
),

given as (
    {{ with_heading_ids('stg_expenditure__functions') }}
),

lines as (
    {{ typed_rows(expenditure_amounts()) }}
),

long as (
    select
        expected.*,
        lines.line,
        lines.kind,
        {{ column_of('lines.line', amounts) }} as amount_gbp,
        {{ column_of('lines.line', signs) }} as missing
    from expected
    cross join lines
    left join given
        on
            expected.submission_id = given._submission_id
            and expected.heading_id = given.heading_id
)

select
    force_id,
    financial_year,
    basis,
    heading_id,
    level,
    is_needed_for_total,
    line,
    kind,
    amount_gbp,
    {{ reported_state('amount_gbp', 'missing') }} as reported_state,
    submission_id,
    is_illustrative
from long
