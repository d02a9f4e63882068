-- A cost that nobody states is not nought: without costs the discounted benefits are given, and no net figure.
with scenarios as (
    select 'as_stated' as scenario
    union all
    select 'with_optimism_bias' as scenario
),

cases as (
    select
        assumptions.*,
        scenarios.scenario,
        case
            when assumptions.year_zero is null then 'The case states no year, and no amount of its agreement has one.'
            when assumptions.benefits_found_from = 'not_stated'
                then 'Neither the case nor its agreement forecasts a benefit.'
            when assumptions.discount_schedule_id is null then 'There is no discount rate for the year of the case.'
            when scenarios.scenario = 'with_optimism_bias' and assumptions.optimism_bias_pct is null
                then 'The case states no optimism bias and no asset type with a known default.'
            when assumptions.costs_found_from = 'shared_by_several_cases'
                then 'The agreement has cases for several functions, and its costs are not split between them.'
            when assumptions.costs_found_from = 'not_stated' then 'No cost is stated to compare the benefits with.'
        end as reason_not_appraised
    from {{ ref('int_appraisal__case_assumptions') }} as assumptions
    cross join scenarios
),

totals as (
    select
        case_id,
        scenario,
        sum(benefit_gbp) as benefits_gbp,
        sum(cost_gbp) as costs_gbp,
        sum(optimism_bias_gbp) as optimism_bias_gbp,
        sum(discounted_benefit_gbp) as benefits_discounted_gbp,
        sum(discounted_other_benefit_gbp) as other_benefits_discounted_gbp,
        sum(discounted_cost_gbp) as costs_discounted_gbp,
        max(case when discounted_net_to_date_gbp < 0 then year_number end) as last_year_below_nought
    from {{ ref('business_case_cash_flows') }}
    group by case_id, scenario
),

appraised as (
    select
        cases.*,
        totals.benefits_gbp,
        totals.benefits_discounted_gbp,
        totals.other_benefits_discounted_gbp,
        coalesce(totals.last_year_below_nought + 1, 0) as payback_year_number,
        case when cases.reason_not_appraised is null then totals.costs_gbp end as costs_gbp,
        case when cases.reason_not_appraised is null then totals.optimism_bias_gbp end as optimism_bias_gbp,
        case when cases.reason_not_appraised is null then totals.costs_discounted_gbp end as costs_discounted_gbp
    from cases
    left join totals on cases.case_id = totals.case_id and cases.scenario = totals.scenario
)

select
    case_id,
    scenario,
    agreement_id,
    party_id,
    force_id,
    function_name,
    {{ financial_year_from('year_zero') }} as start_year,
    start_year_basis,
    cast(appraisal_years as integer) as appraisal_years,
    appraisal_years_basis,
    {{ financial_year_from('year_zero + appraisal_years - 1') }} as last_year,
    price_base_year,
    price_base_basis,
    discount_schedule_id,
    discount_schedule_stated_on,
    benefits_found_from,
    costs_found_from,
    {{ financial_year_from('last_running_start') }} as running_cost_carried_on_from_year,
    capital_cost_gbp,
    case
        when scenario = 'as_stated' then cast(0 as {{ type_double() }}) else optimism_bias_pct
    end as optimism_bias_pct,
    case when scenario = 'as_stated' then 'not_applied' else optimism_bias_basis end as optimism_bias_basis,
    case when scenario = 'with_optimism_bias' then asset_category end as asset_category,
    case when scenario = 'with_optimism_bias' then optimism_bias_applies_to end as optimism_bias_applies_to,
    cast(optimism_bias_gbp as {{ type_money() }}) as optimism_bias_gbp,
    cast(benefits_gbp as {{ type_money() }}) as benefits_gbp,
    cast(costs_gbp as {{ type_money() }}) as costs_gbp,
    cast(benefits_discounted_gbp as {{ type_money() }}) as benefits_discounted_gbp,
    cast(costs_discounted_gbp as {{ type_money() }}) as costs_discounted_gbp,
    cast(benefits_discounted_gbp - costs_discounted_gbp as {{ type_money() }}) as npv_gbp,
    cast(benefits_discounted_gbp as {{ type_double() }}) / nullif(cast(costs_discounted_gbp as {{ type_double() }}), 0)
        as benefit_cost_ratio,
    case
        when reason_not_appraised is null and payback_year_number < appraisal_years
            then {{ financial_year_from('year_zero + payback_year_number') }}
    end as payback_year,
    cast(other_benefits_discounted_gbp as {{ type_money() }}) as other_benefits_discounted_gbp,
    reason_not_appraised,
    submission_id,
    costs_outside_gbp
from appraised
