{%- set amounts, signs = {}, {} -%}
{%- for each in expenditure_amounts() -%}
    {%- do amounts.update({each.line: 'given.' ~ each.line ~ '_gbp'}) -%}
    {%- do signs.update({each.line: 'given.' ~ each.line ~ '_gbp_missing'}) -%}
{%- endfor -%}
-- A heading of level 1 that the file leaves out is not reported: silence is no zero.
with submissions as (
    select * from {{ ref('int_force_returns__submissions') }}
    where return_id = 'expenditure'
),

headings as (
    select * from {{ ref('int_force_returns__headings') }}
),

given as (
    select
        headings.heading_id,
        rows_given.*
    from {{ ref('stg_expenditure__functions') }} as rows_given
    inner join headings
        on {{ name_key('rows_given.heading_name') }} = headings.heading_key
),

expected as (
    select
        submissions.submission_id,
        headings.heading_id
    from submissions
    cross join headings
    where headings.level = 1
    union
    select
        _submission_id as submission_id,
        heading_id
    from given
),

lines as (
    {{ typed_rows(expenditure_amounts()) }}
),

levels as (
    select distinct
        heading_id,
        level,
        is_needed_for_total
    from headings
),

long as (
    select
        submissions.force_id,
        submissions.financial_year,
        submissions.basis,
        submissions.submission_id,
        submissions.is_illustrative,
        levels.heading_id,
        levels.level,
        levels.is_needed_for_total,
        lines.line,
        lines.kind,
        {{ column_of('lines.line', amounts) }} as amount_gbp,
        {{ column_of('lines.line', signs) }} as missing
    from expected
    inner join submissions
        on expected.submission_id = submissions.submission_id
    inner join levels
        on expected.heading_id = levels.heading_id
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
