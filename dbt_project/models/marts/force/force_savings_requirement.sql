with submissions as (
    select * from {{ ref('int_force_returns__savings_requirement_submissions') }}
),

reviews as (
    select
        _submission_id as submission_id,
        max(value) as spending_review
    from {{ ref('stg_savings_requirement__about') }}
    where lower(item) = 'spending review'
    group by _submission_id
),

given as (
    select
        _submission_id as submission_id,
        amount_name,
        amount_gbp,
        {{ reported_state('amount_gbp', 'amount_gbp_missing') }} as reported_state
    from {{ ref('stg_savings_requirement__savings') }}
),

amounts as (
    select
        submission_id,
        max(case when amount_name = 'Savings required' then amount_gbp end) as savings_required_gbp,
        max(case when amount_name = 'Savings planned' then amount_gbp end) as savings_planned_gbp,
        max(case when amount_name = 'Of planned: by collaboration' then amount_gbp end) as savings_by_collaboration_gbp,
        {{ combined_state('reported_state') }} as reported_state
    from given
    group by submission_id
)

select
    submissions.force_id,
    submissions.financial_year,
    reviews.spending_review,
    amounts.savings_required_gbp,
    amounts.savings_planned_gbp,
    amounts.savings_by_collaboration_gbp,
    cast(amounts.savings_by_collaboration_gbp as {{ type_double() }}) * 100 / nullif(amounts.savings_required_gbp, 0)
        as savings_by_collaboration_pct,
    coalesce(amounts.reported_state, 'not_reported') as reported_state,
    submissions.submission_id,
    submissions.is_illustrative
from submissions
left join reviews
    on submissions.submission_id = reviews.submission_id
left join amounts
    on submissions.submission_id = amounts.submission_id
