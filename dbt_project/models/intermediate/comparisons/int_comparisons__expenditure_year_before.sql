with amounts as (
    select * from {{ ref('int_expenditure__conformed') }}
    where line = 'net_revenue_expenditure'
),

returned as (
    {{ with_year_before('expenditure') | indent(4) }}
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
