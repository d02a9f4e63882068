-- Force and year stand in the ledger, which has them from the file's own cells. Intake lets one version be in force;
-- should two be, the one completed last is used.
with in_release as (
    select
        submissions.*,
        case when submissions.return_id = 'expenditure' then submissions.variant end as basis
    from {{ source('ledger', 'submissions') }} as submissions
    where
        submissions.return_id in (
            'workforce', 'expenditure', 'savings_requirement', 'organised_crime', 'procurement_spend',
            'published_spend'
        )
        and {{ is_in_release('submissions') }}
),

numbered as (
    select
        submission_id,
        return_id,
        force_id,
        financial_year,
        basis,
        coalesce(is_illustrative, false) as is_illustrative,
        row_number() over (
            partition by return_id, force_id, financial_year, basis
            order by edition desc nulls last, received_at desc nulls last, submission_id desc nulls last
        ) as place
    from in_release
)

select
    submission_id,
    return_id,
    force_id,
    financial_year,
    basis,
    is_illustrative
from numbered
where place = 1
