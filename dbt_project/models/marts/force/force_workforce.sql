with conformed as (
    select * from {{ ref('int_workforce__conformed') }}
),

years as (
    select * from {{ ref('dim_financial_year') }}
)

select
    conformed.force_id,
    conformed.as_at,
    years.financial_year,
    conformed.worker_type,
    {{ sum_if_complete('conformed.headcount', 'bigint') }} as headcount,
    {{ sum_if_complete('conformed.fte', type_double()) }} as fte,
    max(conformed.submission_id) as submission_id
from conformed
inner join years
    on conformed.as_at = years.workforce_as_at
group by conformed.force_id, conformed.as_at, years.financial_year, conformed.worker_type
