-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
with settled as (
    select
        agreement_id,
        function_key,
        repeat_number,
        row_key,
        min_by(heading_name, standing) filter (where heading_name is not null) as heading_name,
        min_by(function_name, standing) filter (where function_name is not null) as function_name,
        max(case when place = 1 then source_document end) as source_document,
        max(case when place = 1 then source_place end) as source_place,
        max(case when place = 1 then note end) as note,
        min_by(_submission_id, standing) as submission_id,
        cast(count(distinct _submission_id) as integer) as report_count
    from {{ ref('int_collaboration_register__reported_functions') }}
    group by
        agreement_id, function_key, repeat_number, row_key
),

-- A level 2 heading keeps its name from one version of the analysis to the next, so a name has one ID.
headings as (
    select
        lower(heading_name) as heading_key,
        min(heading_id) as heading_id
    from {{ ref('poa_headings') }}
    where level = 2
    group by lower(heading_name)
)

select
    settled.*,
    headings.heading_id
from settled
left join headings
    on lower(settled.heading_name) = headings.heading_key
