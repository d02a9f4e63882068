-- What is given from the year it begins in is laid out over every year of the appraisal. Year 0 is not discounted.
with assumptions as (
    select * from {{ ref('int_appraisal__case_assumptions') }}
    where year_zero is not null and benefits_found_from <> 'not_stated' and discount_schedule_id is not null
),

case_years as (
    select
        assumptions.case_id,
        numbers.n as year_number,
        assumptions.year_zero + numbers.n as year_start,
        -- What is carried on stops when the agreement does; the year in which it stops is not carried to its end.
        coalesce(assumptions.end_date < {{ year_end_of('assumptions.year_zero + numbers.n') }}, false) as is_over
    from assumptions
    inner join {{ whole_numbers() | indent(4) }} as numbers on assumptions.appraisal_years > numbers.n
),

-- A case without benefits by year saves its forecast from the first full year on.
benefits_of_year as (
    select
        benefits.case_id,
        benefits.year_start,
        benefits.benefit_gbp,
        benefits.other_benefit_gbp
    from {{ ref('int_appraisal__case_benefits') }} as benefits
    inner join assumptions
        on benefits.case_id = assumptions.case_id and assumptions.benefits_found_from = 'benefits_by_year'
    union all
    select
        assumptions.case_id,
        case_years.year_start,
        assumptions.saving_forecast_gbp as benefit_gbp,
        0 as other_benefit_gbp
    from assumptions
    inner join case_years on assumptions.case_id = case_years.case_id
    where
        assumptions.benefits_found_from = 'saving_forecast'
        and case_years.year_number >= {{ appraisal_setting('first_benefit_after_years') }}
        and not case_years.is_over
),

-- Running costs go on at the level of the last year given: benefits go on, and so does what they cost.
amounts as (
    select
        case_years.case_id,
        case_years.year_number,
        case_years.year_start,
        coalesce(benefits_of_year.benefit_gbp, 0) as benefit_gbp,
        coalesce(benefits_of_year.other_benefit_gbp, 0) as other_benefit_gbp,
        case when case_years.year_number = 0 then coalesce(assumptions.capital_cost_gbp, 0) else 0 end
            as capital_cost_gbp,
        coalesce(costs.set_up_gbp, 0) as set_up_cost_gbp,
        coalesce(
            costs.running_gbp,
            case
                when case_years.year_start > assumptions.last_running_start and not case_years.is_over
                    then last_running.running_gbp
            end,
            0
        ) as running_cost_gbp,
        coalesce(case_years.year_start > assumptions.last_running_start and not case_years.is_over, false)
            as is_running_cost_carried_on,
        coalesce(costs.exit_gbp, 0) as exit_cost_gbp,
        assumptions.optimism_bias_pct,
        assumptions.optimism_bias_applies_to,
        assumptions.discount_schedule_id
    from case_years
    inner join assumptions on case_years.case_id = assumptions.case_id
    left join benefits_of_year
        on
            case_years.case_id = benefits_of_year.case_id
            and case_years.year_start = benefits_of_year.year_start
    left join {{ ref('int_appraisal__case_costs') }} as costs
        on
            case_years.case_id = costs.case_id and case_years.year_start = costs.year_start and costs.is_attributable
    left join {{ ref('int_appraisal__case_costs') }} as last_running
        on
            assumptions.case_id = last_running.case_id
            and assumptions.last_running_start = last_running.year_start
),

scenarios as (
    select
        *,
        'as_stated' as scenario,
        cast(0 as {{ type_money() }}) as optimism_bias_gbp
    from amounts
    union all
    select
        *,
        'with_optimism_bias' as scenario,
        cast(
            case
                when optimism_bias_applies_to = 'running' then running_cost_gbp
                else capital_cost_gbp + set_up_cost_gbp
            end * optimism_bias_pct / 100 as {{ type_money() }}
        ) as optimism_bias_gbp
    from amounts
    where optimism_bias_pct is not null
),

costed as (
    select
        *,
        capital_cost_gbp + set_up_cost_gbp + running_cost_gbp + exit_cost_gbp + optimism_bias_gbp as cost_gbp
    from scenarios
),

discounted as (
    select
        costed.*,
        factors.rate_pct,
        factors.discount_factor,
        cast(cast(costed.benefit_gbp as {{ type_double() }}) * factors.discount_factor as {{ type_money() }})
            as discounted_benefit_gbp,
        cast(cast(costed.other_benefit_gbp as {{ type_double() }}) * factors.discount_factor as {{ type_money() }})
            as discounted_other_benefit_gbp,
        cast(cast(costed.cost_gbp as {{ type_double() }}) * factors.discount_factor as {{ type_money() }})
            as discounted_cost_gbp
    from costed
    inner join {{ ref('int_appraisal__discount_factors') }} as factors
        on
            costed.discount_schedule_id = factors.schedule_id
            and costed.year_number = factors.year_number
)

select
    case_id,
    scenario,
    cast(year_number as integer) as year_number,
    {{ financial_year_from('year_start') }} as financial_year,
    cast(benefit_gbp as {{ type_money() }}) as benefit_gbp,
    cast(other_benefit_gbp as {{ type_money() }}) as other_benefit_gbp,
    cast(capital_cost_gbp as {{ type_money() }}) as capital_cost_gbp,
    cast(set_up_cost_gbp as {{ type_money() }}) as set_up_cost_gbp,
    cast(running_cost_gbp as {{ type_money() }}) as running_cost_gbp,
    is_running_cost_carried_on,
    optimism_bias_gbp,
    cast(cost_gbp as {{ type_money() }}) as cost_gbp,
    cast(benefit_gbp - cost_gbp as {{ type_money() }}) as net_gbp,
    rate_pct as discount_rate_pct,
    discount_factor,
    discounted_benefit_gbp,
    discounted_other_benefit_gbp,
    discounted_cost_gbp,
    cast(discounted_benefit_gbp - discounted_cost_gbp as {{ type_money() }}) as discounted_net_gbp,
    cast(
        sum(discounted_benefit_gbp - discounted_cost_gbp) over (
            partition by case_id, scenario
            order by year_number asc nulls last
        ) as {{ type_money() }}
    ) as discounted_net_to_date_gbp,
    cast(exit_cost_gbp as {{ type_money() }}) as exit_cost_gbp
from discounted
