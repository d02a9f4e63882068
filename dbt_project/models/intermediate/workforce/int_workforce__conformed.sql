with rows_given as (
    select * from {{ ref('stg_home_office_workforce__data') }}
),

editions as (
    select * from {{ ref('int_editions__latest') }}
),

aliases as (
    select * from {{ ref('force_aliases') }}
),

worker_types as (
    select * from {{ ref('worker_types') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
)

select
    aliases.force_id,
    financial_years.workforce_as_at as as_at,
    worker_types.worker_type,
    rows_given.headcount,
    rows_given.fte,
    rows_given._submission_id as submission_id
from rows_given
inner join editions
    on rows_given._submission_id = editions.submission_id
inner join worker_types
    on {{ name_key('rows_given.worker_type_name') }} = worker_types.worker_type_name
inner join financial_years
    on rows_given.as_at_year = financial_years.start_year + 1
inner join aliases
    on
        {{ name_key('rows_given.force_name') }} = {{ name_key('aliases.alias') }}
        and {{ alias_is_valid_on('aliases', 'financial_years.workforce_as_at') }}
