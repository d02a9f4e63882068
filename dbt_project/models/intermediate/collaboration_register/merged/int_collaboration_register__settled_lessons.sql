-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    lesson_key,
    repeat_number,
    row_key,
    min_by(theme, standing) filter (where theme is not null) as theme,
    min_by(heading_name, standing) filter (where heading_name is not null) as heading_name,
    min_by(lesson, standing) filter (where lesson is not null) as lesson,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_lessons') }}
group by
    agreement_id, lesson_key, repeat_number, row_key
