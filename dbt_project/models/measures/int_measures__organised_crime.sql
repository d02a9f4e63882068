with submissions as (
    select * from {{ ref('int_force_returns__organised_crime_submissions') }}
),

figures as (
    select
        submissions.force_id,
        submissions.financial_year,
        case given.figure_name
            when 'Groups mapped' then 'groups_mapped'
            when 'Groups with a full operational response' then 'groups_with_full_response'
            when {{ cost_of_organised_crime() }} then 'cost'
        end as quantity,
        cast(given.figure as {{ type_measured() }}) as amount,
        {{ reported_state('given.figure', 'given.figure_missing') }} as reported_state,
        submissions.submission_id
    from {{ ref('stg_organised_crime__response') }} as given
    inner join submissions
        on given._submission_id = submissions.submission_id
),

-- Criteria none of which was assessed say nothing; that is not the same as none that is met.
assessed as (
    select
        force_id,
        financial_year,
        criteria_assessed,
        criteria_met,
        case when criteria_assessed > 0 then 'reported' else 'not_reported' end as reported_state,
        submission_id
    from {{ ref('organised_crime_response') }}
),

of_the_force as (
    select * from figures
    union all
    select
        force_id,
        financial_year,
        'criteria_met' as quantity,
        cast(criteria_met as {{ type_measured() }}) as amount,
        reported_state,
        submission_id
    from assessed
    union all
    select
        force_id,
        financial_year,
        'criteria_assessed' as quantity,
        cast(criteria_assessed as {{ type_measured() }}) as amount,
        reported_state,
        submission_id
    from assessed
),

quantities as (
    select
        force_id,
        financial_year,
        {{ country_fact('heading_organised_crime') }} as heading_id,
        quantity,
        cast(null as {{ type_text() }}) as basis,
        amount,
        cast(null as integer) as population_mid_year,
        reported_state,
        submission_id
    from of_the_force
    union all
    {{ population_quantity(var('heading_organised_crime')) | indent(4) }}
)

{{ ratios_of('organised_crime', 'quantities') }}
