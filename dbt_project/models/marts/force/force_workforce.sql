with conformed as (
    select * from {{ ref('int_workforce__conformed') }}
)

select
    force_id,
    as_at,
    worker_type,
    {{ sum_if_complete('headcount', 'bigint') }} as headcount,
    {{ sum_if_complete('fte', type_double()) }} as fte,
    max(submission_id) as submission_id
from conformed
group by force_id, as_at, worker_type
