with submissions as (
    select * from {{ ref('int_force_returns__organised_crime_submissions') }}
),

models as (
    select
        _submission_id as submission_id,
        max(lower(replace(value, ' ', '_'))) as regional_model
    from {{ ref('stg_organised_crime__about') }}
    where lower(item) = 'regional model'
    group by _submission_id
),

given as (
    select
        _submission_id as submission_id,
        figure_name,
        figure,
        as_at,
        {{ reported_state('figure', 'figure_missing') }} as reported_state
    from {{ ref('stg_organised_crime__response') }}
),

figures as (
    select
        submission_id,
        max(case when figure_name = 'Groups mapped' then figure end) as groups_mapped,
        max(case when figure_name = 'Groups mapped' then as_at end) as as_at,
        max(case when figure_name = 'Groups with a full operational response' then figure end)
            as groups_with_full_response,
        max(case when figure_name = {{ cost_of_organised_crime() }} then figure end) as cost_gbp,
        {{ combined_state('reported_state') }} as reported_state
    from given
    group by submission_id
),

criteria as (
    select
        submission_id,
        count(case when assessment <> 'not_assessed' then 1 end) as criteria_assessed,
        count(case when assessment = 'met' then 1 end) as criteria_met
    from {{ ref('organised_crime_functionality') }}
    group by submission_id
)

select
    submissions.force_id,
    submissions.financial_year,
    models.regional_model,
    cast(figures.groups_mapped as integer) as groups_mapped,
    cast(figures.groups_with_full_response as integer) as groups_with_full_response,
    cast(figures.groups_with_full_response as {{ type_double() }}) * 100 / nullif(figures.groups_mapped, 0)
        as full_response_pct,
    figures.as_at,
    cast(figures.cost_gbp as {{ type_money() }}) as cost_gbp,
    cast(criteria.criteria_assessed as integer) as criteria_assessed,
    cast(criteria.criteria_met as integer) as criteria_met,
    cast(criteria.criteria_met as {{ type_double() }}) * 100 / nullif(criteria.criteria_assessed, 0)
        as functionality_pct,
    coalesce(figures.reported_state, 'not_reported') as reported_state,
    submissions.submission_id,
    submissions.is_illustrative
from submissions
left join models
    on submissions.submission_id = models.submission_id
left join figures
    on submissions.submission_id = figures.submission_id
left join criteria
    on submissions.submission_id = criteria.submission_id
