-- How a case takes the amounts of its agreement, and the years it counts. Costs name no function: where an agreement
-- has cases for several functions, its costs belong to none of them alone.
with cases as (
    select
        business_cases.*,
        coalesce(lines.line_key, {{ spelling_key('business_cases.function_name') }}) as line_key,
        {{ start_year_of('business_cases.approved_date') }} as approved_start,
        {{ start_of_financial_year('business_cases.budget_year') }} as budget_start
    from {{ ref('int_collaboration_register__business_cases') }} as business_cases
    left join {{ ref('int_collaboration_register__function_lines') }} as lines
        on
            business_cases.agreement_id = lines.agreement_id
            and {{ spelling_key('business_cases.function_name') }} = lines.function_key
),

functions as (
    select
        agreement_id,
        party_id,
        count(distinct line_key) as functions_of_party
    from cases
    group by agreement_id, party_id
),

forecasts as (
    select
        agreement_id,
        party_id,
        line_key,
        {{ start_of_financial_year('financial_year') }} as start_year
    from {{ ref('int_collaboration_register__one_basis_benefits') }}
    where forecast_gbp is not null
),

costs as (
    select
        agreement_id,
        party_id,
        {{ start_of_financial_year('financial_year') }} as start_year
    from {{ ref('int_money__costs') }}
    where kind in ('set_up', 'running') and expected_gbp is not null
),

amounts as (
    select
        agreement_id,
        party_id,
        line_key,
        start_year,
        'benefit' as what
    from forecasts
    union all
    select
        agreement_id,
        party_id,
        cast(null as {{ type_text() }}) as line_key,
        start_year,
        'cost' as what
    from costs
),

given_whole as (
    select
        agreement_id,
        max(case when what = 'benefit' then 1 else 0 end) as are_benefits_given_whole,
        max(case when what = 'cost' then 1 else 0 end) as are_costs_given_whole
    from amounts
    where party_id = 'all-parties'
    group by agreement_id
),

taking as (
    select
        cases.*,
        functions.functions_of_party = 1 as is_only_function,
        -- A case for all parties takes what is given for all of them, else what is given for each.
        cases.party_id = 'all-parties' and coalesce(given_whole.are_benefits_given_whole, 0) = 0
            as takes_benefits_of_each,
        cases.party_id = 'all-parties' and coalesce(given_whole.are_costs_given_whole, 0) = 0 as takes_costs_of_each
    from cases
    inner join functions on cases.agreement_id = functions.agreement_id and cases.party_id = functions.party_id
    left join given_whole on cases.agreement_id = given_whole.agreement_id
),

first_amounts as (
    select
        taking.case_id,
        min(amounts.start_year) as first_amount_start
    from taking
    inner join amounts
        on
            taking.agreement_id = amounts.agreement_id
            and (
                taking.party_id = amounts.party_id
                or (amounts.what = 'benefit' and taking.takes_benefits_of_each)
                or (amounts.what = 'cost' and taking.takes_costs_of_each)
            )
            and (taking.is_only_function or taking.line_key = coalesce(amounts.line_key, taking.line_key))
    group by taking.case_id
)

select
    taking.case_id,
    taking.agreement_id,
    taking.party_id,
    taking.force_id,
    taking.function_name,
    taking.line_key,
    taking.approved_date,
    taking.budget_year,
    taking.saving_forecast_gbp,
    taking.capital_cost_gbp,
    taking.optimism_bias_pct,
    taking.submission_id,
    taking.is_only_function,
    taking.takes_benefits_of_each,
    taking.takes_costs_of_each,
    -- The base year of a case is its own: an amount in another year does not move it.
    coalesce(taking.approved_start, taking.budget_start, first_amounts.first_amount_start) as year_zero,
    case
        when taking.approved_start is not null then 'approved_date'
        when taking.budget_start is not null then 'budget_year'
        when first_amounts.first_amount_start is not null then 'first_amount'
        else 'not_stated'
    end as start_year_basis,
    coalesce(taking.appraisal_years, {{ appraisal_setting('default_appraisal_years') }}) as appraisal_years,
    case when taking.appraisal_years is null then 'setting' else 'case' end as appraisal_years_basis,
    ends.end_date
from taking
left join first_amounts on taking.case_id = first_amounts.case_id
left join {{ ref('int_agreement_life__ends') }} as ends
    on taking.agreement_id = ends.agreement_id and taking.party_id = ends.party_id
