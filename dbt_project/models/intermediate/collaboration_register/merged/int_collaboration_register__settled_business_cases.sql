-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    case_key,
    repeat_number,
    row_key,
    coalesce(
        min_by(case_stage, standing) filter (where case_stage <> 'not_stated'),
        max(case_stage)
    ) as case_stage,
    min_by(approved_date, standing) filter (where approved_date is not null) as approved_date,
    min_by(budget_year, standing) filter (where budget_year is not null) as budget_year,
    min_by(budget_without_collaboration_gbp, standing) filter (
        where budget_without_collaboration_gbp is not null
    ) as budget_without_collaboration_gbp,
    min_by(saving_forecast_original_gbp, standing) filter (
        where saving_forecast_original_gbp is not null
    ) as saving_forecast_original_gbp,
    min_by(saving_forecast_gbp, standing) filter (where saving_forecast_gbp is not null) as saving_forecast_gbp,
    min_by(outcome_reason, standing) filter (where outcome_reason is not null) as outcome_reason,
    min_by(capital_cost_gbp, standing) filter (where capital_cost_gbp is not null) as capital_cost_gbp,
    min_by(optimism_bias_pct, standing) filter (where optimism_bias_pct is not null) as optimism_bias_pct,
    min_by(appraisal_years, standing) filter (where appraisal_years is not null) as appraisal_years,
    min_by(risks_of_going_ahead, standing) filter (where risks_of_going_ahead is not null) as risks_of_going_ahead,
    min_by(risks_of_not_going_ahead, standing) filter (
        where risks_of_not_going_ahead is not null
    ) as risks_of_not_going_ahead,
    min_by(effect_on_workforce, standing) filter (where effect_on_workforce is not null) as effect_on_workforce,
    min_by(effect_on_public, standing) filter (where effect_on_public is not null) as effect_on_public,
    min_by(costs_stated, standing) filter (where costs_stated is not null) as costs_stated,
    min_by(dependencies_stated, standing) filter (where dependencies_stated is not null) as dependencies_stated,
    min_by(exit_stated, standing) filter (where exit_stated is not null) as exit_stated,
    min_by(party_id, standing) filter (where party_id is not null) as party_id,
    min_by(force_id, standing) filter (where force_id is not null) as force_id,
    min_by(approved_date_precision, standing) filter (
        where approved_date_precision is not null
    ) as approved_date_precision,
    min_by(function_name, standing) filter (where function_name is not null) as function_name,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_business_cases') }}
group by
    agreement_id, case_key, repeat_number, row_key
