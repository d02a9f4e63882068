-- A forecast of the year it begins in: a recurrent one comes again every year after.
with benefits as (
    select
        *,
        {{ is_money_off_a_budget('kind', 'reinvested_in') }} as is_off_budget
    from {{ ref('int_collaboration_register__benefits') }}
    where forecast_gbp is not null
),

begun as (
    select
        cases.case_id,
        {{ start_of_financial_year('benefits.financial_year') }} as year_start,
        benefits.is_off_budget,
        benefits.recurrence = 'recurrent' as is_recurrent,
        benefits.forecast_gbp
    from {{ ref('int_appraisal__cases') }} as cases
    inner join benefits
        on
            cases.agreement_id = benefits.agreement_id
            and (cases.party_id = benefits.party_id or cases.takes_benefits_of_each)
            and (cases.is_only_function or lower(cases.function_name) = lower(benefits.function_name))
)

select
    case_id,
    year_start,
    sum(case when is_off_budget and is_recurrent then forecast_gbp else 0 end) as recurrent_gbp,
    sum(case when is_off_budget and not is_recurrent then forecast_gbp else 0 end) as one_off_gbp,
    sum(case when not is_off_budget and is_recurrent then forecast_gbp else 0 end) as other_recurrent_gbp,
    sum(case when not is_off_budget and not is_recurrent then forecast_gbp else 0 end) as other_one_off_gbp
from begun
group by case_id, year_start
