{%- set keys = ['force_id', 'financial_year', 'basis', 'line', 'kind', 'submission_id', 'is_illustrative'] -%}
with conformed as (
    select * from {{ ref('int_expenditure__conformed') }}
),

all_functions as (
    {{ all_functions_rows('conformed', keys, 'amount_gbp', type_money()) | indent(4) }}
)

select
    {{ keys | join(',\n    ') }},
    heading_id,
    level,
    amount_gbp,
    reported_state
from conformed
union all
select
    {{ keys | join(',\n    ') }},
    heading_id,
    level,
    amount_gbp,
    reported_state
from all_functions
