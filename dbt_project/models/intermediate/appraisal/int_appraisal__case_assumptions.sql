with benefits as (
    select case_id
    from {{ ref('int_appraisal__case_benefits') }}
    where is_stated
    group by case_id
),

costs as (
    select
        costs.case_id,
        max(case when costs.running_gbp is not null then costs.year_start end) as last_running_start,
        min(costs.is_attributable) as is_attributable,
        sum(
            case
                when
                    costs.year_start < cases.year_zero
                    or costs.year_start >= cases.year_zero + cases.appraisal_years
                    then coalesce(costs.set_up_gbp, 0) + coalesce(costs.running_gbp, 0) + coalesce(costs.exit_gbp, 0)
                else 0
            end
        ) as costs_outside_gbp
    from {{ ref('int_appraisal__case_costs') }} as costs
    inner join {{ ref('int_appraisal__cases') }} as cases on costs.case_id = cases.case_id
    group by costs.case_id
),

begun as (
    select
        cases.*,
        case
            when benefits.case_id is not null then 'benefits_by_year'
            when cases.saving_forecast_gbp is not null then 'saving_forecast'
            else 'not_stated'
        end as benefits_found_from,
        case
            when not costs.is_attributable then 'shared_by_several_cases'
            when costs.case_id is not null and cases.capital_cost_gbp is not null then 'case_capital_and_years'
            when costs.case_id is not null then 'costs_by_year'
            when cases.capital_cost_gbp is not null then 'case_capital'
            else 'not_stated'
        end as costs_found_from,
        case when costs.is_attributable then costs.last_running_start end as last_running_start,
        case when costs.is_attributable then costs.costs_outside_gbp end as costs_outside_gbp
    from {{ ref('int_appraisal__cases') }} as cases
    left join benefits on cases.case_id = benefits.case_id
    left join costs on cases.case_id = costs.case_id
),

schedules as (
    select distinct
        {{ discount_schedule_id('stated_on') }} as schedule_id,
        stated_on,
        valid_from,
        valid_to
    from {{ ref('green_book_rates') }}
)

select
    begun.case_id,
    begun.agreement_id,
    begun.party_id,
    begun.force_id,
    begun.function_name,
    begun.year_zero,
    begun.start_year_basis,
    begun.appraisal_years,
    begun.appraisal_years_basis,
    coalesce(begun.budget_year, {{ financial_year_from('begun.year_zero') }}) as price_base_year,
    case when begun.budget_year is null then 'start_year' else 'budget_year' end as price_base_basis,
    schedules.schedule_id as discount_schedule_id,
    schedules.stated_on as discount_schedule_stated_on,
    begun.benefits_found_from,
    begun.saving_forecast_gbp,
    begun.costs_found_from,
    begun.capital_cost_gbp,
    begun.last_running_start,
    cast(begun.costs_outside_gbp as {{ type_money() }}) as costs_outside_gbp,
    begun.end_date,
    coalesce(cast(begun.optimism_bias_pct as {{ type_double() }}), cast(defaults.upper_pct as {{ type_double() }}))
        as optimism_bias_pct,
    case
        when begun.optimism_bias_pct is not null then 'case'
        when defaults.asset_category is not null then 'default_upper'
        else 'not_stated'
    end as optimism_bias_basis,
    case when begun.optimism_bias_pct is null then defaults.asset_category end as asset_category,
    case
        when begun.optimism_bias_pct is not null then 'capital_and_set_up'
        else defaults.applies_to
    end as optimism_bias_applies_to,
    begun.submission_id
from begun
left join {{ ref('business_case_assets') }} as assets on begun.case_id = assets.case_id
left join {{ ref('optimism_bias_defaults') }} as defaults on assets.asset_category = defaults.asset_category
left join schedules
    on
        -- The last day of the year in which the case was decided: the rate then in force.
        {{ year_end_of('begun.year_zero') }}
        between coalesce(schedules.valid_from, cast('1900-01-01' as date))
        and coalesce(schedules.valid_to, cast('9999-12-31' as date))
