-- A force's own return takes the place of what the national table has for it at the same 31 March. Posts of an estimate
-- are those of a budget: they stand apart from counts of people (basis fte_budgeted).
with counts as (
    select functions.*
    from {{ ref('int_national_tables__functions') }} as functions
    left join {{ ref('int_force_returns__workforce_submissions') }} as own
        on
            functions.force_id = own.force_id
            and functions.financial_year = own.financial_year
    where own.submission_id is null
)

select
    force_id,
    financial_year,
    heading_id,
    worker_type,
    'fte' as basis,
    people,
    reported_state,
    submission_id
from counts
union all
select
    force_id,
    financial_year,
    heading_id,
    item as worker_type,
    'fte_budgeted' as basis,
    amount as people,
    reported_state,
    submission_id
from {{ ref('int_national_tables__figures') }}
where unit = 'FTE'
