-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    party_id,
    financial_year,
    kind,
    status_key,
    repeat_number,
    row_key,
    group_key,
    min_by(amount_gbp, standing) filter (where amount_gbp is not null) as amount_gbp,
    min_by(force_id, standing) filter (where force_id is not null) as force_id,
    coalesce(
        min_by(status, standing) filter (where status <> 'not_stated'),
        max(status)
    ) as status,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_costs') }}
group by
    agreement_id, party_id, financial_year, kind, status_key, repeat_number, row_key, group_key
