with years as (
    select * from {{ ref('financial_years') }}
),

amounts as (
    select * from {{ ref('int_expenditure__conformed') }}
    where line = 'net_revenue_expenditure'
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
            and submissions.basis = before.basis
            and years_before.financial_year = before.financial_year
    where submissions.return_id = 'expenditure'
)

select
    returned.submission_id,
    returned.force_id,
    returned.financial_year,
    before.heading_id,
    amounts.amount_gbp,
    coalesce(amounts.reported_state, 'not_reported') as reported_state,
    before.amount_gbp as amount_gbp_before,
    before.reported_state as reported_state_before
from returned
inner join amounts as before
    on returned.submission_id_before = before.submission_id
left join amounts
    on
        returned.submission_id = amounts.submission_id
        and before.heading_id = amounts.heading_id
