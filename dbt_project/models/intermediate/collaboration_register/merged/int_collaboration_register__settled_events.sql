-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    event,
    event_party,
    repeat_number,
    row_key,
    min_by(event_date, standing) filter (where event_date is not null) as event_date,
    min_by(decision_body, standing) filter (where decision_body is not null) as decision_body,
    min_by(reason, standing) filter (where reason is not null) as reason,
    min_by(document_reference, standing) filter (where document_reference is not null) as document_reference,
    min_by(successor_id, standing) filter (where successor_id is not null) as successor_id,
    min_by(party_name, standing) filter (where party_name is not null) as party_name,
    min_by(sequence, standing) filter (where sequence is not null) as sequence,
    min_by(event_date_precision, standing) filter (where event_date_precision is not null) as event_date_precision,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_events') }}
group by
    agreement_id, event, event_party, repeat_number, row_key
