{%- set numbers, signs = {}, {} -%}
{%- for each in workforce_counts() -%}
    {%- set name = each.worker_type ~ '_' ~ each.basis -%}
    {%- do numbers.update({name: 'cast(given.' ~ name ~ ' as ' ~ type_measured() ~ ')'}) -%}
    {%- do signs.update({name: 'given.' ~ name ~ '_missing'}) -%}
{%- endfor -%}
-- A heading of level 1 that the file leaves out is not reported: silence is no zero.
with submissions as (
    select * from {{ ref('int_force_returns__submissions') }}
    where return_id = 'workforce'
),

headings as (
    select * from {{ ref('int_force_returns__headings') }}
),

given as (
    select
        headings.heading_id,
        rows_given.*
    from {{ ref('stg_workforce__functions') }} as rows_given
    inner join headings
        on {{ name_key('rows_given.heading_name') }} = headings.heading_key
),

expected as (
    select
        submissions.submission_id,
        headings.heading_id
    from submissions
    cross join headings
    where headings.level = 1
    union
    select
        _submission_id as submission_id,
        heading_id
    from given
),

counts as (
    {{ typed_rows(workforce_counts()) }}
),

levels as (
    select distinct
        heading_id,
        level,
        is_needed_for_total
    from headings
),

-- The editions before 2018/19 have no column for volunteers: a file that says nothing of them has no rows for them.
with_volunteers as (
    select distinct _submission_id as submission_id
    from given
    where police_support_volunteer_headcount is not null or police_support_volunteer_headcount_missing is not null
),

long as (
    select
        submissions.force_id,
        submissions.financial_year,
        submissions.submission_id,
        submissions.is_illustrative,
        levels.heading_id,
        levels.level,
        levels.is_needed_for_total,
        counts.worker_type,
        counts.basis,
        {{ column_of("concat(counts.worker_type, '_', counts.basis)", numbers) }} as people,
        {{ column_of("concat(counts.worker_type, '_', counts.basis)", signs) }} as missing
    from expected
    inner join submissions
        on expected.submission_id = submissions.submission_id
    inner join levels
        on expected.heading_id = levels.heading_id
    cross join counts
    left join given
        on
            expected.submission_id = given._submission_id
            and expected.heading_id = given.heading_id
    left join with_volunteers
        on expected.submission_id = with_volunteers.submission_id
    where
        counts.worker_type <> 'police_support_volunteer'
        or with_volunteers.submission_id is not null
)

select
    force_id,
    financial_year,
    heading_id,
    level,
    is_needed_for_total,
    worker_type,
    basis,
    people,
    {{ reported_state('people', 'missing') }} as reported_state,
    submission_id,
    is_illustrative
from long
