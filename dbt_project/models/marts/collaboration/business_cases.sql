-- A case promises pounds per year, so it is compared with the recurrent saving that the same force and function has
-- reached in the last year it reports.
with delivered as (
    select
        agreement_id,
        party_id,
        line_key,
        sum(recurrent_off_budget_gbp) as delivered_to_date_gbp,
        row_number() over (partition by agreement_id, party_id, line_key order by start_year desc nulls last) as place
    from {{ ref('int_money__savings_by_year') }}
    where
        measure = 'delivered'
        and recurrence = 'recurrent'
        and kind in ('cashable', 'not_stated')
        and is_known
        and year_basis in ('named', 'carried_on')
    group by agreement_id, party_id, line_key, start_year
),

cases as (
    select
        business_cases.*,
        cast(delivered.delivered_to_date_gbp as decimal(18, 2)) as delivered_to_date_gbp
    from {{ ref('int_collaboration_register__business_cases') }} as business_cases
    inner join {{ ref('int_appraisal__cases') }} as lines on business_cases.case_id = lines.case_id
    left join delivered
        on
            business_cases.agreement_id = delivered.agreement_id
            and business_cases.party_id = delivered.party_id
            and lines.line_key = delivered.line_key
            and delivered.place = 1
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
