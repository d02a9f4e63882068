-- Costs name no function. Where an agreement has cases for several functions, its costs belong to none of them alone.
with functions as (
    select
        agreement_id,
        party_id,
        count(distinct lower(function_name)) as functions_of_party
    from {{ ref('int_collaboration_register__business_cases') }}
    group by agreement_id, party_id
),

given_whole as (
    select
        agreement_id,
        max(case when what = 'benefit' then 1 else 0 end) as are_benefits_given_whole,
        max(case when what = 'cost' then 1 else 0 end) as are_costs_given_whole
    from (
        select
            agreement_id,
            'benefit' as what
        from {{ ref('int_collaboration_register__benefits') }}
        where party_id = 'all-parties' and forecast_gbp is not null
        union all
        select
            agreement_id,
            'cost' as what
        from {{ ref('int_money__costs') }}
        where party_id = 'all-parties' and kind in ('set_up', 'running') and expected_gbp is not null
    ) as given
    group by agreement_id
)

select
    cases.case_id,
    cases.agreement_id,
    cases.party_id,
    cases.force_id,
    cases.function_name,
    cases.approved_date,
    cases.budget_year,
    cases.saving_forecast_gbp,
    cases.capital_cost_gbp,
    cases.optimism_bias_pct,
    cases.appraisal_years,
    cases.submission_id,
    functions.functions_of_party = 1 as is_only_function,
    -- A case for all parties takes what is given for all of them, else what is given for each.
    cases.party_id = 'all-parties' and coalesce(given_whole.are_benefits_given_whole, 0) = 0 as takes_benefits_of_each,
    cases.party_id = 'all-parties' and coalesce(given_whole.are_costs_given_whole, 0) = 0 as takes_costs_of_each
from {{ ref('int_collaboration_register__business_cases') }} as cases
inner join functions on cases.agreement_id = functions.agreement_id and cases.party_id = functions.party_id
left join given_whole on cases.agreement_id = given_whole.agreement_id
