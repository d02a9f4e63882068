-- The years of int_money__savings_by_year that a reader is shown, forecast and delivered side by side, with what the
-- register states for the year. Every line has a row for every year of its programme, so the cumulative columns, summed
-- over lines, give the totals of the programme in every year.
with to_date as (
    select
        *,
        sum(recurrent_gbp + one_off_gbp) over line_so_far as to_date_gbp,
        sum(recurrent_off_budget_gbp + one_off_off_budget_gbp) over line_so_far as off_budget_to_date_gbp
    from {{ ref('int_money__savings_by_year') }}
    where is_shown
    window line_so_far as (
        partition by agreement_id, party_id, line_key, kind, recurrence, measure
        order by start_year asc nulls last
    )
),

benefits as (
    select
        *,
        {{ is_money_off_a_budget('kind', 'reinvested_in') }} as is_off_budget
    from {{ ref('int_collaboration_register__one_basis_benefits') }}
)

select
    delivered.agreement_id,
    delivered.programme,
    delivered.party_id,
    delivered.force_id,
    delivered.financial_year,
    delivered.heading_id,
    delivered.function_name,
    delivered.kind,
    delivered.recurrence,
    benefits.forecast_original_gbp,
    benefits.forecast_gbp,
    benefits.confidence,
    benefits.delivered_gbp,
    case
        when benefits.delivered_gbp is not null and benefits.forecast_gbp is not null
            then
                100 * cast(delivered.recurrent_gbp + delivered.one_off_gbp as {{ type_double() }})
                / nullif(cast(forecast.recurrent_gbp + forecast.one_off_gbp as {{ type_double() }}), 0)
    end as delivered_pct,
    benefits.outcome_reason,
    benefits.reinvested_in,
    case
        when benefits.is_off_budget and delivered.year_basis <> 'after_the_end' then benefits.delivered_gbp
    end as off_budget_gbp,
    case when delivered.is_known then delivered.recurrent_gbp end as cumulative_recurrent_gbp,
    cast(case when delivered.is_known then delivered.to_date_gbp end as {{ type_money() }}) as total_to_date_gbp,
    case when delivered.is_known then delivered.recurrent_off_budget_gbp end as cumulative_off_budget_gbp,
    cast(case when delivered.is_known then delivered.off_budget_to_date_gbp end as {{ type_money() }})
        as off_budget_to_date_gbp,
    case when forecast.is_known then forecast.recurrent_gbp end as cumulative_recurrent_forecast_gbp,
    cast(case when forecast.is_known then forecast.to_date_gbp end as {{ type_money() }})
        as total_to_date_forecast_gbp,
    case when benefits.delivered_gbp is null then 'not_reported' else 'reported' end as reported_state,
    benefits.source_document,
    benefits.source_place,
    benefits.note,
    benefits.submission_id,
    forecast.amount_is as forecast_amount_is,
    delivered.amount_is as delivered_amount_is,
    forecast.year_basis as forecast_year_basis,
    delivered.year_basis as delivered_year_basis,
    case
        when forecast.is_known and forecast.year_basis <> 'nothing_named'
            then cast(forecast.recurrent_gbp + forecast.one_off_gbp as {{ type_money() }})
    end as forecast_in_year_gbp,
    case
        when delivered.is_known and delivered.year_basis <> 'nothing_named'
            then cast(delivered.recurrent_gbp + delivered.one_off_gbp as {{ type_money() }})
    end as delivered_in_year_gbp,
    case
        when delivered.is_known and delivered.year_basis in ('named', 'carried_on')
            then cast(delivered.recurrent_off_budget_gbp + delivered.one_off_off_budget_gbp as {{ type_money() }})
    end as off_budget_in_year_gbp,
    case
        when forecast.is_known and (forecast.year_basis = 'named' or forecast.new_off_budget_gbp <> 0)
            then forecast.new_off_budget_gbp
    end as new_forecast_off_budget_gbp,
    case
        when delivered.is_known and (delivered.year_basis = 'named' or delivered.new_gbp <> 0) then delivered.new_gbp
    end as new_delivered_gbp,
    case
        when delivered.is_known and (delivered.year_basis = 'named' or delivered.new_off_budget_gbp <> 0)
            then delivered.new_off_budget_gbp
    end as new_off_budget_gbp
from to_date as delivered
inner join to_date as forecast
    on
        delivered.agreement_id = forecast.agreement_id
        and delivered.party_id = forecast.party_id
        and delivered.line_key = forecast.line_key
        and delivered.kind = forecast.kind
        and delivered.recurrence = forecast.recurrence
        and delivered.start_year = forecast.start_year
        and forecast.measure = 'forecast'
left join benefits
    on
        delivered.agreement_id = benefits.agreement_id
        and delivered.party_id = benefits.party_id
        and delivered.line_key = benefits.line_key
        and delivered.kind = benefits.kind
        and delivered.recurrence = benefits.recurrence
        and delivered.financial_year = benefits.financial_year
where delivered.measure = 'delivered'
