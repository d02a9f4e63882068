{{ config(materialized='table') }}
{%- set numbers, signs = {}, {} -%}
{%- for each in workforce_counts() -%}
    {%- set name = each.worker_type ~ '_' ~ each.basis -%}
    {%- do numbers.update({name: 'cast(given.' ~ name ~ ' as ' ~ type_measured() ~ ')'}) -%}
    {%- do signs.update({name: 'given.' ~ name ~ '_missing'}) -%}
{%- endfor -%}
with expected as (
    select * from {{ ref('int_force_returns__workforce_rows_expected') }}
),

given as (
    {{ with_heading_ids('stg_workforce__functions') }}
),

counts as (
    {{ typed_rows(workforce_counts()) }}
),

-- The editions before 2018/19 have no column for volunteers: a file that says nothing of them has no rows for them.
with_volunteers as (
    select distinct _submission_id as submission_id
    from given
    where police_support_volunteer_headcount is not null or police_support_volunteer_headcount_missing is not null
),

long as (
    select
        expected.submission_id,
        expected.force_id,
        expected.financial_year,
        expected.is_illustrative,
        expected.heading_id,
        expected.level,
        expected.is_needed_for_total,
        counts.worker_type,
        counts.basis,
        {{ column_of("concat(counts.worker_type, '_', counts.basis)", numbers) }} as people,
        {{ column_of("concat(counts.worker_type, '_', counts.basis)", signs) }} as missing
    from expected
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
