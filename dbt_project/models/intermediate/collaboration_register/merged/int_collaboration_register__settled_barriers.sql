-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    barrier_key,
    repeat_number,
    row_key,
    min_by(theme, standing) filter (where theme is not null) as theme,
    min_by(heading_name, standing) filter (where heading_name is not null) as heading_name,
    coalesce(
        min_by(is_actual, standing) filter (where is_actual <> 'not_stated'),
        max(is_actual)
    ) as is_actual,
    coalesce(
        min_by(is_generic, standing) filter (where is_generic <> 'not_stated'),
        max(is_generic)
    ) as is_generic,
    min_by(barrier, standing) filter (where barrier is not null) as barrier,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_barriers') }}
group by
    agreement_id, barrier_key, repeat_number, row_key
