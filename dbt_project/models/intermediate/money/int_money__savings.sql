-- Every line has a row for every year of its programme, so the cumulative columns, summed over lines, give the totals
-- of the programme in every year. Only recurrent savings accumulate; a one-off counts once.
with benefits as (
    select
        *,
        {{ is_money_off_a_budget('kind', 'reinvested_in') }} as is_off_budget
    from {{ ref('int_collaboration_register__benefits') }}
),

yearly as (
    select
        saving_years.*,
        benefits.forecast_original_gbp,
        benefits.confidence,
        benefits.reinvested_in,
        benefits.outcome_reason,
        case when benefits.is_off_budget then saving_years.delivered_gbp end as off_budget_gbp
    from {{ ref('int_collaboration_register__saving_years') }} as saving_years
    left join benefits
        on
            saving_years.agreement_id = benefits.agreement_id
            and saving_years.party_id = benefits.party_id
            and saving_years.function_name = benefits.function_name
            and saving_years.kind = benefits.kind
            and saving_years.recurrence = benefits.recurrence
            and saving_years.financial_year = benefits.financial_year
),

split as (
    select
        *,
        case when recurrence = 'recurrent' then coalesce(delivered_gbp, 0) else 0 end as recurrent_delivered_gbp,
        case when recurrence = 'recurrent' then coalesce(forecast_gbp, 0) else 0 end as recurrent_forecast_gbp,
        case when recurrence = 'recurrent' then coalesce(off_budget_gbp, 0) else 0 end as recurrent_off_budget_gbp,
        case when recurrence = 'recurrent' then 0 else coalesce(delivered_gbp, 0) end as one_off_delivered_gbp,
        case when recurrence = 'recurrent' then 0 else coalesce(forecast_gbp, 0) end as one_off_forecast_gbp,
        case when recurrence = 'recurrent' then 0 else coalesce(off_budget_gbp, 0) end as one_off_off_budget_gbp
    from yearly
),

cumulative as (
    select
        *,
        sum(recurrent_delivered_gbp) over line_so_far as cumulative_delivered_gbp,
        sum(recurrent_forecast_gbp) over line_so_far as cumulative_forecast_gbp,
        sum(recurrent_off_budget_gbp) over line_so_far as cumulative_off_budget_gbp
    from split
    window line_so_far as (
        partition by agreement_id, party_id, function_name, kind, recurrence
        order by financial_year asc nulls last
    )
),

to_date as (
    select
        *,
        sum(cumulative_delivered_gbp + one_off_delivered_gbp) over line_so_far as to_date_delivered_gbp,
        sum(cumulative_forecast_gbp + one_off_forecast_gbp) over line_so_far as to_date_forecast_gbp,
        sum(cumulative_off_budget_gbp + one_off_off_budget_gbp) over line_so_far as to_date_off_budget_gbp
    from cumulative
    window line_so_far as (
        partition by agreement_id, party_id, function_name, kind, recurrence
        order by financial_year asc nulls last
    )
)

select
    agreement_id,
    programme,
    party_id,
    force_id,
    financial_year,
    heading_id,
    function_name,
    kind,
    recurrence,
    forecast_original_gbp,
    forecast_gbp,
    confidence,
    delivered_gbp,
    cast(delivered_gbp as {{ type_double() }}) * 100 / nullif(cast(forecast_gbp as {{ type_double() }}), 0)
        as delivered_pct,
    outcome_reason,
    reinvested_in,
    off_budget_gbp,
    cast(case when is_delivery_known then cumulative_delivered_gbp end as {{ type_money() }})
        as cumulative_recurrent_gbp,
    cast(case when is_delivery_known then to_date_delivered_gbp end as {{ type_money() }}) as total_to_date_gbp,
    cast(case when is_delivery_known then cumulative_off_budget_gbp end as {{ type_money() }})
        as cumulative_off_budget_gbp,
    cast(case when is_delivery_known then to_date_off_budget_gbp end as {{ type_money() }})
        as off_budget_to_date_gbp,
    cast(case when is_forecast_known then cumulative_forecast_gbp end as {{ type_money() }})
        as cumulative_recurrent_forecast_gbp,
    cast(case when is_forecast_known then to_date_forecast_gbp end as {{ type_money() }})
        as total_to_date_forecast_gbp,
    case when delivered_gbp is null then 'not_reported' else 'reported' end as reported_state,
    source_document,
    source_place,
    note,
    submission_id
from to_date
