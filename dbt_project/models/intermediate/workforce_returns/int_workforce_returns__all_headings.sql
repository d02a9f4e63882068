{%- set keys = ['force_id', 'financial_year', 'worker_type', 'basis', 'submission_id', 'is_illustrative'] -%}
with conformed as (
    select * from {{ ref('int_workforce_returns__conformed') }}
),

all_functions as (
    {{ all_functions_rows('conformed', keys, 'people', type_measured()) | indent(4) }}
)

select
    {{ keys | join(',\n    ') }},
    heading_id,
    level,
    people,
    reported_state
from conformed
union all
select
    {{ keys | join(',\n    ') }},
    heading_id,
    level,
    people,
    reported_state
from all_functions
