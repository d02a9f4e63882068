with settled as (
    select * from {{ ref('int_collaboration_register__settled_business_cases') }}
)

select
    settled.case_key as case_id,
    settled.agreement_id,
    settled.party_id,
    settled.force_id,
    settled.function_name,
    coalesce(named.heading_id, agreement_headings.heading_id) as heading_id,
    settled.case_stage,
    settled.approved_date,
    settled.approved_date_precision,
    settled.budget_year,
    settled.budget_without_collaboration_gbp,
    settled.saving_forecast_original_gbp,
    settled.saving_forecast_gbp,
    settled.outcome_reason,
    settled.capital_cost_gbp,
    settled.optimism_bias_pct,
    settled.appraisal_years,
    settled.risks_of_going_ahead,
    settled.risks_of_not_going_ahead,
    settled.effect_on_workforce,
    settled.effect_on_public,
    settled.costs_stated,
    settled.dependencies_stated,
    settled.exit_stated,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    settled.report_count
from settled
left join {{ ref('int_collaboration_register__settled_functions') }} as named
    on
        settled.agreement_id = named.agreement_id
        and {{ spelling_key('settled.function_name') }} = {{ spelling_key('named.function_name') }}
left join {{ ref('int_collaboration_register__agreement_headings') }} as agreement_headings
    on settled.agreement_id = agreement_headings.agreement_id
