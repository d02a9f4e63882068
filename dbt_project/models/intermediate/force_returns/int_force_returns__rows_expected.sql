-- A heading of level 1 that a file leaves out is not reported: silence is no zero.
with submissions as (
    select * from {{ ref('int_force_returns__submissions') }}
    where return_id in ('workforce', 'expenditure')
),

headings as (
    select * from {{ ref('int_force_returns__headings') }}
),

levels as (
    select distinct
        heading_id,
        level,
        is_needed_for_total
    from headings
),

named as (
    select
        _submission_id,
        heading_name
    from {{ ref('stg_workforce__functions') }}
    union all
    select
        _submission_id,
        heading_name
    from {{ ref('stg_expenditure__functions') }}
),

expected as (
    select
        submissions.submission_id,
        levels.heading_id
    from submissions
    cross join levels
    where levels.level = 1
    union
    select
        named._submission_id as submission_id,
        headings.heading_id
    from named
    inner join headings
        on {{ name_key('named.heading_name') }} = headings.heading_key
)

select
    submissions.submission_id,
    submissions.return_id,
    submissions.force_id,
    submissions.financial_year,
    submissions.basis,
    submissions.is_illustrative,
    levels.heading_id,
    levels.level,
    levels.is_needed_for_total
from expected
inner join submissions
    on expected.submission_id = submissions.submission_id
inner join levels
    on expected.heading_id = levels.heading_id
