-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    party_id,
    function_key,
    as_at,
    worker_type,
    location,
    repeat_number,
    row_key,
    group_key,
    min_by(basis, standing) filter (where basis is not null) as basis,
    min_by(people, standing) filter (where people is not null) as people,
    min_by(force_id, standing) filter (where force_id is not null) as force_id,
    min_by(as_at_precision, standing) filter (where as_at_precision is not null) as as_at_precision,
    min_by(function_name, standing) filter (where function_name is not null) as function_name,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_workforce') }}
group by
    agreement_id, party_id, function_key, as_at, worker_type, location, repeat_number, row_key, group_key
