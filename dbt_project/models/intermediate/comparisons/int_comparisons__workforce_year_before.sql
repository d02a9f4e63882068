with counts as (
    select * from {{ ref('int_workforce_returns__all_headings') }}
    where basis = 'fte'
),

returned as (
    {{ with_year_before('workforce') | indent(4) }}
)

select
    returned.submission_id,
    returned.force_id,
    returned.financial_year,
    before.heading_id,
    before.worker_type,
    cast(counts.people as {{ type_double() }}) as fte,
    coalesce(counts.reported_state, 'not_reported') as reported_state,
    cast(before.people as {{ type_double() }}) as fte_before,
    before.reported_state as reported_state_before
from returned
inner join counts as before
    on returned.submission_id_before = before.submission_id
left join counts
    on
        returned.submission_id = counts.submission_id
        and before.heading_id = counts.heading_id
        and before.worker_type = counts.worker_type
