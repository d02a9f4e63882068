-- The open data table has no totals: a wider function is the sum of its rows, and all functions that of every row,
-- whether or not each of its functions is a heading that the hub knows.
with by_heading as (
    select
        *,
        'all-functions' as heading_id,
        0 as level
    from {{ ref('int_national_tables__open_function_rows') }}
    union all
    select
        *,
        wider_heading_id as heading_id,
        1 as level
    from {{ ref('int_national_tables__open_function_rows') }}
    where wider_heading_id is not null
    union all
    select
        *,
        function_heading_id as heading_id,
        2 as level
    from {{ ref('int_national_tables__open_function_rows') }}
    where function_heading_id is not null
)

-- People of a heading are unknown as soon as those of one of its rows are.
select
    force_id,
    financial_year,
    heading_id,
    level,
    worker_type,
    {{ sum_if_complete('fte', 'decimal(18, 6)') }} as people,
    case
        when count(fte) = count(*) then 'reported'
        when count(case when fte_missing = 'not_provided' then 1 end) = count(*) then 'not_provided'
        else 'not_reported'
    end as reported_state,
    min(sheet) as sheet,
    min(sheet_row) as sheet_row,
    submission_id
from by_heading
where worker_type in ('police_officer', 'police_staff', 'pcso', 'designated_officer')
group by force_id, financial_year, heading_id, level, worker_type, submission_id
