-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    party_id,
    financial_year,
    usage_key,
    repeat_number,
    row_key,
    min_by(quantity, standing) filter (where quantity is not null) as quantity,
    min_by(force_id, standing) filter (where force_id is not null) as force_id,
    min_by(usage_measure, standing) filter (where usage_measure is not null) as usage_measure,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_usage') }}
group by
    agreement_id, party_id, financial_year, usage_key, repeat_number, row_key
