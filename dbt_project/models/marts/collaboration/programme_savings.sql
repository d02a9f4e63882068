-- Only what comes off a budget is counted; other kinds and what was re-invested stand beside it. Costs stand beside the
-- savings too and are never taken off them, because a change team also works on projects whose savings are not listed.
with saved as (
    select
        programme,
        party_id,
        force_id,
        financial_year,
        sum(case when recurrence = 'recurrent' then new_off_budget_gbp end) as recurrent_delivered_gbp,
        sum(case when recurrence <> 'recurrent' then new_off_budget_gbp end) as one_off_delivered_gbp,
        sum(new_off_budget_gbp) as delivered_gbp,
        sum(case when kind in ('cashable', 'not_stated') then cumulative_off_budget_gbp end)
            as cumulative_recurrent_gbp,
        sum(case when kind in ('cashable', 'not_stated') then off_budget_to_date_gbp end) as total_to_date_gbp,
        sum(case when kind = 'potentially_cashable' and reinvested_in is null then new_delivered_gbp end)
            as potentially_cashable_gbp,
        sum(case when kind = 'non_cashable' and reinvested_in is null then new_delivered_gbp end) as non_cashable_gbp,
        sum(case when kind = 'service' and reinvested_in is null then new_delivered_gbp end) as service_gbp,
        sum(case when kind = 'resilience' and reinvested_in is null then new_delivered_gbp end) as resilience_gbp,
        sum(case when reinvested_in is not null then new_delivered_gbp end) as reinvested_gbp
    from {{ ref('savings') }}
    group by programme, party_id, force_id, financial_year
),

spent as (
    select
        agreements.programme,
        costs.party_id,
        costs.force_id,
        costs.financial_year,
        sum(case when costs.kind = 'change_team' then costs.spent_gbp end) as change_team_cost_gbp,
        sum(case when costs.kind = 'change_team' then costs.forecast_gbp end) as change_team_cost_forecast_gbp,
        sum(case when costs.kind = 'set_up' then costs.spent_gbp end) as set_up_cost_gbp,
        sum(case when costs.kind = 'set_up' then costs.forecast_gbp end) as set_up_cost_forecast_gbp,
        sum(case when costs.kind = 'running' then costs.spent_gbp end) as running_cost_gbp,
        sum(case when costs.kind = 'running' then costs.forecast_gbp end) as running_cost_forecast_gbp,
        sum(case when costs.kind = 'exit' then costs.spent_gbp end) as exit_cost_gbp,
        sum(case when costs.kind = 'exit' then costs.forecast_gbp end) as exit_cost_forecast_gbp
    from {{ ref('int_money__costs') }} as costs
    inner join {{ ref('agreements') }} as agreements on costs.agreement_id = agreements.agreement_id
    where costs.kind in ('change_team', 'set_up', 'running', 'exit')
    group by agreements.programme, costs.party_id, costs.force_id, costs.financial_year
),

combined as (
    select
        coalesce(saved.programme, spent.programme) as programme,
        coalesce(saved.party_id, spent.party_id) as party_id,
        coalesce(saved.force_id, spent.force_id) as force_id,
        coalesce(saved.financial_year, spent.financial_year) as financial_year,
        saved.recurrent_delivered_gbp,
        saved.one_off_delivered_gbp,
        saved.delivered_gbp,
        saved.cumulative_recurrent_gbp,
        saved.total_to_date_gbp,
        saved.potentially_cashable_gbp,
        saved.non_cashable_gbp,
        saved.service_gbp,
        saved.resilience_gbp,
        saved.reinvested_gbp,
        spent.change_team_cost_gbp,
        spent.change_team_cost_forecast_gbp,
        spent.set_up_cost_gbp,
        spent.set_up_cost_forecast_gbp,
        spent.running_cost_gbp,
        spent.running_cost_forecast_gbp,
        spent.exit_cost_gbp,
        spent.exit_cost_forecast_gbp
    from saved
    full outer join spent
        on
            saved.programme = spent.programme
            and saved.party_id = spent.party_id
            and saved.financial_year = spent.financial_year
)

select
    programme,
    party_id,
    force_id,
    financial_year,
    cast(recurrent_delivered_gbp as {{ type_money() }}) as recurrent_delivered_gbp,
    cast(one_off_delivered_gbp as {{ type_money() }}) as one_off_delivered_gbp,
    cast(delivered_gbp as {{ type_money() }}) as delivered_gbp,
    cast(cumulative_recurrent_gbp as {{ type_money() }}) as cumulative_recurrent_gbp,
    cast(total_to_date_gbp as {{ type_money() }}) as total_to_date_gbp,
    cast(potentially_cashable_gbp as {{ type_money() }}) as potentially_cashable_gbp,
    cast(non_cashable_gbp as {{ type_money() }}) as non_cashable_gbp,
    cast(service_gbp as {{ type_money() }}) as service_gbp,
    cast(resilience_gbp as {{ type_money() }}) as resilience_gbp,
    cast(reinvested_gbp as {{ type_money() }}) as reinvested_gbp,
    cast(change_team_cost_gbp as {{ type_money() }}) as change_team_cost_gbp,
    cast(
        sum(change_team_cost_gbp) over (
            partition by programme, party_id
            order by financial_year asc nulls last
        ) as {{ type_money() }}
    ) as change_team_cost_to_date_gbp,
    cast(change_team_cost_forecast_gbp as {{ type_money() }}) as change_team_cost_forecast_gbp,
    cast(set_up_cost_gbp as {{ type_money() }}) as set_up_cost_gbp,
    cast(set_up_cost_forecast_gbp as {{ type_money() }}) as set_up_cost_forecast_gbp,
    cast(running_cost_gbp as {{ type_money() }}) as running_cost_gbp,
    cast(running_cost_forecast_gbp as {{ type_money() }}) as running_cost_forecast_gbp,
    cast(exit_cost_gbp as {{ type_money() }}) as exit_cost_gbp,
    cast(exit_cost_forecast_gbp as {{ type_money() }}) as exit_cost_forecast_gbp
from combined
