-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

with agreements_columns as (
    select 'title' as column_name
    union all
    select 'objective' as column_name
    union all
    select 'programme' as column_name
    union all
    select 'portfolio' as column_name
    union all
    select 'style' as column_name
    union all
    select 'legal_basis' as column_name
    union all
    select 'scale' as column_name
    union all
    select 'region' as column_name
    union all
    select 'direction_and_control' as column_name
    union all
    select 'notice_months' as column_name
    union all
    select 'exit_rule' as column_name
    union all
    select 'publication_status' as column_name
    union all
    select 'publication_address' as column_name
    union all
    select 'stage' as column_name
    union all
    select 'start_date' as column_name
    union all
    select 'signed_date' as column_name
    union all
    select 'end_date' as column_name
    union all
    select 'review_date' as column_name
    union all
    select 'stage_reason' as column_name
    union all
    select 'lead_force_id' as column_name
    union all
    select 'host_party_id' as column_name
),

parties_columns as (
    select 'party_type' as column_name
    union all
    select 'role' as column_name
    union all
    select 'joined_date' as column_name
    union all
    select 'left_date' as column_name
    union all
    select 'reason' as column_name
),

functions_columns as (
    select 'heading_name' as column_name
),

contributions_columns as (
    select 'basis_value' as column_name
    union all
    select 'share_pct' as column_name
    union all
    select 'amount_gbp' as column_name
    union all
    select 'officer_fte' as column_name
    union all
    select 'staff_fte' as column_name
),

events_columns as (
    select 'event_date' as column_name
    union all
    select 'decision_body' as column_name
    union all
    select 'reason' as column_name
    union all
    select 'document_reference' as column_name
    union all
    select 'successor_id' as column_name
),

benefits_columns as (
    select 'amount_is' as column_name
    union all
    select 'forecast_gbp' as column_name
    union all
    select 'forecast_original_gbp' as column_name
    union all
    select 'delivered_gbp' as column_name
    union all
    select 'confidence' as column_name
    union all
    select 'reinvested_in' as column_name
    union all
    select 'outcome_reason' as column_name
),

costs_columns as (
    select 'amount_gbp' as column_name
),

workforce_columns as (
    select 'basis' as column_name
    union all
    select 'people' as column_name
),

business_cases_columns as (
    select 'case_stage' as column_name
    union all
    select 'approved_date' as column_name
    union all
    select 'budget_year' as column_name
    union all
    select 'budget_without_collaboration_gbp' as column_name
    union all
    select 'saving_forecast_original_gbp' as column_name
    union all
    select 'saving_forecast_gbp' as column_name
    union all
    select 'outcome_reason' as column_name
    union all
    select 'capital_cost_gbp' as column_name
    union all
    select 'optimism_bias_pct' as column_name
    union all
    select 'appraisal_years' as column_name
    union all
    select 'risks_of_going_ahead' as column_name
    union all
    select 'risks_of_not_going_ahead' as column_name
    union all
    select 'effect_on_workforce' as column_name
    union all
    select 'effect_on_public' as column_name
    union all
    select 'costs_stated' as column_name
    union all
    select 'dependencies_stated' as column_name
    union all
    select 'exit_stated' as column_name
),

capabilities_columns as (
    select 'status' as column_name
    union all
    select 'as_at' as column_name
),

barriers_columns as (
    select 'theme' as column_name
    union all
    select 'heading_name' as column_name
    union all
    select 'is_actual' as column_name
    union all
    select 'is_generic' as column_name
),

lessons_columns as (
    select 'theme' as column_name
    union all
    select 'heading_name' as column_name
),

usage_columns as (
    select 'quantity' as column_name
),

contacts_columns as (
    select 'address' as column_name
    union all
    select 'party_id' as column_name
)

select
    'agreements' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    compared.column_name in ('start_date', 'signed_date', 'end_date', 'review_date') as is_date,
    case compared.column_name
        when 'title'
            then cast(reported.title as {{ type_text() }})
        when 'objective'
            then cast(reported.objective as {{ type_text() }})
        when 'programme'
            then cast(reported.programme as {{ type_text() }})
        when 'portfolio'
            then cast(reported.portfolio as {{ type_text() }})
        when 'style'
            then nullif(reported.style, 'not_stated')
        when 'legal_basis'
            then nullif(reported.legal_basis, 'not_stated')
        when 'scale'
            then cast(reported.scale as {{ type_text() }})
        when 'region'
            then cast(reported.region as {{ type_text() }})
        when 'direction_and_control'
            then cast(reported.direction_and_control as {{ type_text() }})
        when 'notice_months'
            then cast(reported.notice_months as {{ type_text() }})
        when 'exit_rule'
            then nullif(reported.exit_rule, 'not_stated')
        when 'publication_status'
            then nullif(reported.publication_status, 'not_stated')
        when 'publication_address'
            then cast(reported.publication_address as {{ type_text() }})
        when 'stage'
            then cast(reported.stage as {{ type_text() }})
        when 'start_date'
            then {{ as_printed('reported.start_date', 'reported.start_date_precision') }}
        when 'signed_date'
            then {{ as_printed('reported.signed_date', 'reported.signed_date_precision') }}
        when 'end_date'
            then {{ as_printed('reported.end_date', 'reported.end_date_precision') }}
        when 'review_date'
            then {{ as_printed('reported.review_date', 'reported.review_date_precision') }}
        when 'stage_reason'
            then cast(reported.stage_reason as {{ type_text() }})
        when 'lead_force_id'
            then cast(reported.lead_force_id as {{ type_text() }})
        when 'host_party_id'
            then cast(reported.host_party_id as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_agreements') }} as reported
cross join agreements_columns as compared
union all
select
    'parties' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    compared.column_name in ('joined_date', 'left_date') as is_date,
    case compared.column_name
        when 'party_type'
            then cast(reported.party_type as {{ type_text() }})
        when 'role'
            then cast(reported.role as {{ type_text() }})
        when 'joined_date'
            then {{ as_printed('reported.joined_date', 'reported.joined_date_precision') }}
        when 'left_date'
            then {{ as_printed('reported.left_date', 'reported.left_date_precision') }}
        when 'reason'
            then cast(reported.reason as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_parties') }} as reported
cross join parties_columns as compared
union all
select
    'functions' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'heading_name'
            then cast(reported.heading_name as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_functions') }} as reported
cross join functions_columns as compared
union all
select
    'contributions' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'basis_value'
            then cast(reported.basis_value as {{ type_text() }})
        when 'share_pct'
            then cast(reported.share_pct as {{ type_text() }})
        when 'amount_gbp'
            then cast(reported.amount_gbp as {{ type_text() }})
        when 'officer_fte'
            then cast(reported.officer_fte as {{ type_text() }})
        when 'staff_fte'
            then cast(reported.staff_fte as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_contributions') }} as reported
cross join contributions_columns as compared
union all
select
    'events' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    compared.column_name in ('event_date') as is_date,
    case compared.column_name
        when 'event_date'
            then {{ as_printed('reported.event_date', 'reported.event_date_precision') }}
        when 'decision_body'
            then cast(reported.decision_body as {{ type_text() }})
        when 'reason'
            then cast(reported.reason as {{ type_text() }})
        when 'document_reference'
            then cast(reported.document_reference as {{ type_text() }})
        when 'successor_id'
            then cast(reported.successor_id as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_events') }} as reported
cross join events_columns as compared
union all
select
    'benefits' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'amount_is'
            then cast(reported.amount_is as {{ type_text() }})
        when 'forecast_gbp'
            then cast(reported.forecast_gbp as {{ type_text() }})
        when 'forecast_original_gbp'
            then cast(reported.forecast_original_gbp as {{ type_text() }})
        when 'delivered_gbp'
            then cast(reported.delivered_gbp as {{ type_text() }})
        when 'confidence'
            then nullif(reported.confidence, 'not_stated')
        when 'reinvested_in'
            then cast(reported.reinvested_in as {{ type_text() }})
        when 'outcome_reason'
            then cast(reported.outcome_reason as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_benefits') }} as reported
cross join benefits_columns as compared
union all
select
    'costs' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'amount_gbp'
            then cast(reported.amount_gbp as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_costs') }} as reported
cross join costs_columns as compared
union all
select
    'workforce' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'basis'
            then cast(reported.basis as {{ type_text() }})
        when 'people'
            then cast(reported.people as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_workforce') }} as reported
cross join workforce_columns as compared
union all
select
    'business_cases' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    compared.column_name in ('approved_date') as is_date,
    case compared.column_name
        when 'case_stage'
            then nullif(reported.case_stage, 'not_stated')
        when 'approved_date'
            then {{ as_printed('reported.approved_date', 'reported.approved_date_precision') }}
        when 'budget_year'
            then cast(reported.budget_year as {{ type_text() }})
        when 'budget_without_collaboration_gbp'
            then cast(reported.budget_without_collaboration_gbp as {{ type_text() }})
        when 'saving_forecast_original_gbp'
            then cast(reported.saving_forecast_original_gbp as {{ type_text() }})
        when 'saving_forecast_gbp'
            then cast(reported.saving_forecast_gbp as {{ type_text() }})
        when 'outcome_reason'
            then cast(reported.outcome_reason as {{ type_text() }})
        when 'capital_cost_gbp'
            then cast(reported.capital_cost_gbp as {{ type_text() }})
        when 'optimism_bias_pct'
            then cast(reported.optimism_bias_pct as {{ type_text() }})
        when 'appraisal_years'
            then cast(reported.appraisal_years as {{ type_text() }})
        when 'risks_of_going_ahead'
            then cast(reported.risks_of_going_ahead as {{ type_text() }})
        when 'risks_of_not_going_ahead'
            then cast(reported.risks_of_not_going_ahead as {{ type_text() }})
        when 'effect_on_workforce'
            then cast(reported.effect_on_workforce as {{ type_text() }})
        when 'effect_on_public'
            then cast(reported.effect_on_public as {{ type_text() }})
        when 'costs_stated'
            then cast(reported.costs_stated as {{ type_text() }})
        when 'dependencies_stated'
            then cast(reported.dependencies_stated as {{ type_text() }})
        when 'exit_stated'
            then cast(reported.exit_stated as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_business_cases') }} as reported
cross join business_cases_columns as compared
union all
select
    'capabilities' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    compared.column_name in ('as_at') as is_date,
    case compared.column_name
        when 'status'
            then nullif(reported.status, 'not_stated')
        when 'as_at'
            then {{ as_printed('reported.as_at', 'reported.as_at_precision') }}
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_capabilities') }} as reported
cross join capabilities_columns as compared
union all
select
    'barriers' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'theme'
            then cast(reported.theme as {{ type_text() }})
        when 'heading_name'
            then cast(reported.heading_name as {{ type_text() }})
        when 'is_actual'
            then nullif(reported.is_actual, 'not_stated')
        when 'is_generic'
            then nullif(reported.is_generic, 'not_stated')
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_barriers') }} as reported
cross join barriers_columns as compared
union all
select
    'lessons' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'theme'
            then cast(reported.theme as {{ type_text() }})
        when 'heading_name'
            then cast(reported.heading_name as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_lessons') }} as reported
cross join lessons_columns as compared
union all
select
    'usage' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'quantity'
            then cast(reported.quantity as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_usage') }} as reported
cross join usage_columns as compared
union all
select
    'contacts' as table_name,
    reported.agreement_id,
    reported.row_key
    || case when reported.repeat_number > 1 then '; number=' || reported.repeat_number else '' end as row_key,
    compared.column_name,
    false as is_date,
    case compared.column_name
        when 'address'
            then cast(reported.address as {{ type_text() }})
        when 'party_id'
            then cast(reported.party_id as {{ type_text() }})
    end as value_given,
    reported.tier,
    reported.standing,
    reported._submission_id
from {{ ref('int_collaboration_register__reported_contacts') }} as reported
cross join contacts_columns as compared
