-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    contact_key,
    repeat_number,
    row_key,
    min_by(address, standing) filter (where address is not null) as address,
    min_by(party_id, standing) filter (where party_id is not null) as party_id,
    min_by(body_name, standing) filter (where body_name is not null) as body_name,
    min_by(force_id, standing) filter (where force_id is not null) as force_id,
    min_by(contact_post, standing) filter (where contact_post is not null) as contact_post,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_contacts') }}
group by
    agreement_id, contact_key, repeat_number, row_key
