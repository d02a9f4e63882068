-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    capability_key,
    repeat_number,
    row_key,
    coalesce(
        min_by(status, standing) filter (where status <> 'not_stated'),
        max(status)
    ) as status,
    min_by(as_at, standing) filter (where as_at is not null) as as_at,
    min_by(as_at_precision, standing) filter (where as_at_precision is not null) as as_at_precision,
    min_by(capability, standing) filter (where capability is not null) as capability,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_capabilities') }}
group by
    agreement_id, capability_key, repeat_number, row_key
