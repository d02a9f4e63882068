-- A case promises pounds a year, so what is held against it is the recurrent saving of the same force and function.
with delivered as (
    select
        agreement_id,
        party_id,
        lower(function_name) as function_key,
        sum(delivered_gbp) as delivered_to_date_gbp
    from {{ ref('int_collaboration_register__benefits') }}
    where recurrence = 'recurrent' and {{ is_money_off_a_budget('kind', 'reinvested_in') }}
    group by agreement_id, party_id, lower(function_name)
),

cases as (
    select
        business_cases.*,
        cast(delivered.delivered_to_date_gbp as decimal(18, 2)) as delivered_to_date_gbp
    from {{ ref('int_collaboration_register__business_cases') }} as business_cases
    left join delivered
        on
            business_cases.agreement_id = delivered.agreement_id
            and business_cases.party_id = delivered.party_id
            and lower(business_cases.function_name) = delivered.function_key
)

select
    case_id,
    agreement_id,
    party_id,
    force_id,
    function_name,
    heading_id,
    case_stage,
    approved_date,
    approved_date_precision,
    budget_year,
    budget_without_collaboration_gbp,
    saving_forecast_original_gbp,
    saving_forecast_gbp,
    capital_cost_gbp,
    cast(optimism_bias_pct as {{ type_double() }}) as optimism_bias_pct,
    cast(appraisal_years as integer) as appraisal_years,
    100 * cast(saving_forecast_gbp as double)
    / nullif(cast(budget_without_collaboration_gbp as double), 0) as saving_pct_of_budget,
    delivered_to_date_gbp,
    100 * cast(delivered_to_date_gbp as double) / nullif(cast(saving_forecast_gbp as double), 0) as delivered_pct,
    case when delivered_to_date_gbp is null then 'not_reported' else 'reported' end as reported_state,
    outcome_reason,
    source_document,
    source_place,
    note,
    submission_id
from cases
