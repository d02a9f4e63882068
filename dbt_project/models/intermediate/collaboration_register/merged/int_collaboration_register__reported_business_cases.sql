-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Rows as each register reports them, with the national agreement and the place of the register among those that report
-- it: standing is smaller the earlier a report comes.
with conformed as (
    select
        given._submission_id,
        given._row,
        given.source_document,
        given.source_place,
        given.note,
        coalesce(identities.agreement_id, given.agreement_id) as agreement_id,
        coalesce(tiers.tier, 3) as tier,
        coalesce(tiers.tier, 3) * 1000000 + registers.precedence as standing,
        given.case_stage,
        given.approved_date,
        given.budget_year,
        given.budget_without_collaboration_gbp,
        given.saving_forecast_original_gbp,
        given.saving_forecast_gbp,
        given.outcome_reason,
        given.capital_cost_gbp,
        given.optimism_bias_pct,
        given.appraisal_years,
        given.risks_of_going_ahead,
        given.risks_of_not_going_ahead,
        given.effect_on_workforce,
        given.effect_on_public,
        given.costs_stated,
        given.dependencies_stated,
        given.exit_stated,
        given.approved_date_precision,
        given.case_id,
        coalesce(bodies.party_id, 'all-parties') as party_id,
        bodies.force_id,
        given.function_name as function_name_given,
        {{ spelling_key('given.function_name') }} as function_key
    from {{ ref('stg_collaboration_register__business_cases') }} as given
    inner join {{ source('ledger', 'registers') }} as registers
        on given._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__identities') }} as identities
        on given.agreement_id = identities.given_agreement_id
    left join {{ ref('int_collaboration_register__tiers') }} as tiers
        on
            given._submission_id = tiers.submission_id
            and coalesce(identities.agreement_id, given.agreement_id) = tiers.agreement_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies
        on given.party_name = bodies.body_name
),

keyed as (
    select
        *,
        first_value(function_name_given) over (
            partition by agreement_id, function_key
            order by standing asc nulls last, _row asc nulls last
        ) as function_name
    from conformed
),

-- Registers identify a row as they like: rows alike in these columns are one row, if no register has two of them.
counted as (
    select
        *,
        count(*) over (partition by _submission_id, agreement_id, party_id, function_key, budget_year) as own_rows
    from keyed
),

identified as (
    select
        *,
        case
            when max(own_rows) over (partition by agreement_id, party_id, function_key, budget_year) = 1
                then first_value(case_id) over (
                    partition by agreement_id, party_id, function_key, budget_year
                    order by standing asc nulls last
                )
            else case_id
        end as case_key
    from counted
),

-- Rows that one register repeats are kept apart, so the key test of the mart reports them.
numbered as (
    select
        *,
        row_number() over (
            partition by _submission_id, agreement_id, case_key
            order by _row asc nulls last
        ) as repeat_number
    from identified
)

select
    *,
    'case=' || coalesce(cast(case_key as {{ type_text() }}), '') as row_key,
    row_number() over (
        partition by agreement_id, case_key, repeat_number
        order by standing asc nulls last
    ) as place
from numbered
