-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    party_id,
    repeat_number,
    row_key,
    min_by(party_type, standing) filter (where party_type is not null) as party_type,
    min_by(role, standing) filter (where role is not null) as role,
    min_by(joined_date, standing) filter (where joined_date is not null) as joined_date,
    min_by(left_date, standing) filter (where left_date is not null) as left_date,
    min_by(reason, standing) filter (where reason is not null) as reason,
    min_by(party_name, standing) filter (where party_name is not null) as party_name,
    min_by(force_id, standing) filter (where force_id is not null) as force_id,
    min_by(joined_date_precision, standing) filter (where joined_date_precision is not null) as joined_date_precision,
    min_by(left_date_precision, standing) filter (where left_date_precision is not null) as left_date_precision,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_parties') }}
group by
    agreement_id, party_id, repeat_number, row_key
