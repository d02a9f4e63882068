-- Only what comes off a budget is counted; change-team cost stands beside the savings and is never taken off them,
-- because a change team also works on projects whose savings are not listed.
with saved as (
    select
        programme,
        party_id,
        force_id,
        financial_year,
        sum(case when recurrence = 'recurrent' then delivered_gbp end) as recurrent_delivered_gbp,
        sum(case when recurrence <> 'recurrent' then delivered_gbp end) as one_off_delivered_gbp,
        sum(delivered_gbp) as delivered_gbp,
        sum(cumulative_recurrent_gbp) as cumulative_recurrent_gbp,
        sum(total_to_date_gbp) as total_to_date_gbp
    from {{ ref('savings') }}
    where kind in ('cashable', 'not_stated')
    group by programme, party_id, force_id, financial_year
),

change_team as (
    select
        agreements.programme,
        costs.party_id,
        costs.force_id,
        costs.financial_year,
        sum(costs.amount_gbp) as change_team_cost_gbp
    from {{ ref('agreement_costs') }} as costs
    inner join {{ ref('agreements') }} as agreements on costs.agreement_id = agreements.agreement_id
    where costs.kind = 'change_team'
    group by agreements.programme, costs.party_id, costs.force_id, costs.financial_year
),

combined as (
    select
        coalesce(saved.programme, change_team.programme) as programme,
        coalesce(saved.party_id, change_team.party_id) as party_id,
        coalesce(saved.force_id, change_team.force_id) as force_id,
        coalesce(saved.financial_year, change_team.financial_year) as financial_year,
        saved.recurrent_delivered_gbp,
        saved.one_off_delivered_gbp,
        saved.delivered_gbp,
        saved.cumulative_recurrent_gbp,
        saved.total_to_date_gbp,
        change_team.change_team_cost_gbp
    from saved
    full outer join change_team
        on
            saved.programme = change_team.programme
            and saved.party_id = change_team.party_id
            and saved.financial_year = change_team.financial_year
)

select
    programme,
    party_id,
    force_id,
    financial_year,
    cast(recurrent_delivered_gbp as decimal(18, 2)) as recurrent_delivered_gbp,
    cast(one_off_delivered_gbp as decimal(18, 2)) as one_off_delivered_gbp,
    cast(delivered_gbp as decimal(18, 2)) as delivered_gbp,
    cast(cumulative_recurrent_gbp as decimal(18, 2)) as cumulative_recurrent_gbp,
    cast(total_to_date_gbp as decimal(18, 2)) as total_to_date_gbp,
    cast(change_team_cost_gbp as decimal(18, 2)) as change_team_cost_gbp,
    cast(
        sum(change_team_cost_gbp) over (
            partition by programme, party_id
            order by financial_year asc nulls last
        ) as decimal(18, 2)
    ) as change_team_cost_to_date_gbp
from combined
