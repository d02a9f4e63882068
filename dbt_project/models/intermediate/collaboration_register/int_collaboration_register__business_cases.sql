with ranked as (
    select
        given.*,
        bodies.force_id,
        coalesce(bodies.party_id, 'all-parties') as party_id,
        {{ register_rank(['given.case_id']) }} as register_rank
    from {{ ref('stg_collaboration_register__business_cases') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies
        on given.party_name = bodies.body_name
)

select
    ranked.case_id,
    ranked.agreement_id,
    ranked.party_id,
    ranked.force_id,
    ranked.function_name,
    coalesce(named.heading_id, agreement_headings.heading_id) as heading_id,
    ranked.case_stage,
    ranked.approved_date,
    ranked.approved_date_precision,
    ranked.budget_year,
    ranked.budget_without_collaboration_gbp,
    ranked.saving_forecast_original_gbp,
    ranked.saving_forecast_gbp,
    ranked.outcome_reason,
    ranked.capital_cost_gbp,
    ranked.optimism_bias_pct,
    ranked.appraisal_years,
    ranked.risks_of_going_ahead,
    ranked.risks_of_not_going_ahead,
    ranked.effect_on_workforce,
    ranked.effect_on_public,
    ranked.costs_stated,
    ranked.dependencies_stated,
    ranked.exit_stated,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
left join {{ ref('int_collaboration_register__functions') }} as named
    on
        ranked.agreement_id = named.agreement_id
        and lower(ranked.function_name) = lower(named.function_name)
left join {{ ref('int_collaboration_register__agreement_headings') }} as agreement_headings
    on ranked.agreement_id = agreement_headings.agreement_id
where ranked.register_rank = 1
