-- Every line has a row for every year of its programme, so the cumulative columns, summed over lines, give the totals
-- of the programme in every year. Only recurrent savings accumulate; a one-off counts once.
with yearly as (
    select
        saving_years.*,
        case when saving_years.recurrence = 'recurrent' then coalesce(saving_years.delivered_gbp, 0) else 0 end
            as recurrent_delivered_gbp,
        case when saving_years.recurrence = 'recurrent' then coalesce(saving_years.forecast_gbp, 0) else 0 end
            as recurrent_forecast_gbp,
        case when saving_years.recurrence = 'recurrent' then 0 else coalesce(saving_years.delivered_gbp, 0) end
            as one_off_delivered_gbp,
        case when saving_years.recurrence = 'recurrent' then 0 else coalesce(saving_years.forecast_gbp, 0) end
            as one_off_forecast_gbp
    from {{ ref('int_collaboration_register__saving_years') }} as saving_years
),

cumulative as (
    select
        yearly.*,
        sum(yearly.recurrent_delivered_gbp) over line_so_far as cumulative_recurrent_gbp,
        sum(yearly.recurrent_forecast_gbp) over line_so_far as cumulative_recurrent_forecast_gbp
    from yearly
    window line_so_far as (
        partition by agreement_id, party_id, function_name, kind, recurrence
        order by financial_year asc nulls last
    )
),

to_date as (
    select
        cumulative.*,
        sum(cumulative.cumulative_recurrent_gbp + cumulative.one_off_delivered_gbp) over line_so_far
            as total_to_date_gbp,
        sum(cumulative.cumulative_recurrent_forecast_gbp + cumulative.one_off_forecast_gbp) over line_so_far
            as total_to_date_forecast_gbp
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
    forecast_gbp,
    delivered_gbp,
    cast(case when is_delivery_known then cumulative_recurrent_gbp end as decimal(18, 2)) as cumulative_recurrent_gbp,
    cast(case when is_delivery_known then total_to_date_gbp end as decimal(18, 2)) as total_to_date_gbp,
    cast(case when is_forecast_known then cumulative_recurrent_forecast_gbp end as decimal(18, 2))
        as cumulative_recurrent_forecast_gbp,
    cast(case when is_forecast_known then total_to_date_forecast_gbp end as decimal(18, 2))
        as total_to_date_forecast_gbp,
    case when delivered_gbp is null then 'not_reported' else 'reported' end as reported_state,
    source_document,
    source_place,
    note,
    submission_id
from to_date
