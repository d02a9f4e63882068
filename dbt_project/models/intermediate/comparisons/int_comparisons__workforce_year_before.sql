with years as (
    select * from {{ ref('financial_years') }}
),

counts as (
    select * from {{ ref('int_workforce_returns__all_headings') }}
    where basis = 'fte'
),

returned as (
    select
        submissions.submission_id,
        before.submission_id as submission_id_before,
        submissions.force_id,
        submissions.financial_year
    from {{ ref('int_force_returns__submissions') }} as submissions
    inner join years
        on submissions.financial_year = years.financial_year
    inner join years as years_before
        on years.start_year = years_before.start_year + 1
    inner join {{ ref('int_force_returns__submissions') }} as before
        on
            submissions.return_id = before.return_id
            and submissions.force_id = before.force_id
            and years_before.financial_year = before.financial_year
    where submissions.return_id = 'workforce'
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
