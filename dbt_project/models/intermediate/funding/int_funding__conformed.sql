with rows_given as (
    select * from {{ ref('stg_police_funding__grant_and_precept') }}
),

editions as (
    select * from {{ ref('int_editions__latest') }}
),

aliases as (
    select * from {{ ref('force_aliases') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
),

with_state as (
    select
        aliases.force_id,
        editions.financial_year,
        rows_given.formula_grant_gbp,
        rows_given.precept_gbp,
        rows_given.officer_fte,
        rows_given.precept_status,
        rows_given._submission_id as submission_id,
        case
            when lower(rows_given.precept_status) like 'as published%' then 'reported'
            when lower(rows_given.precept_status) like 'blank in source%' then 'not_provided'
            else 'unverified'
        end as precept_state
    from rows_given
    inner join editions
        on rows_given._submission_id = editions.submission_id
    inner join financial_years
        on editions.financial_year = financial_years.financial_year
    inner join aliases
        on
            {{ name_key('rows_given.force_name') }} = {{ name_key('aliases.alias') }}
            and {{ alias_is_valid_on('aliases', 'financial_years.ends_on') }}
)

select
    force_id,
    financial_year,
    formula_grant_gbp,
    -- A blank of the publisher stands as 0 in the transcription; it is no amount.
    case when precept_state <> 'not_provided' then precept_gbp end as precept_gbp,
    case
        when precept_state = 'reported' and precept_gbp is null then 'not_reported'
        else precept_state
    end as precept_state,
    precept_status,
    officer_fte,
    submission_id
from with_state
