-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    repeat_number,
    row_key,
    min_by(title, standing) filter (where title is not null) as title,
    min_by(objective, standing) filter (where objective is not null) as objective,
    min_by(programme, standing) filter (where programme is not null) as programme,
    min_by(portfolio, standing) filter (where portfolio is not null) as portfolio,
    coalesce(
        min_by(style, standing) filter (where style <> 'not_stated'),
        max(style)
    ) as style,
    coalesce(
        min_by(legal_basis, standing) filter (where legal_basis <> 'not_stated'),
        max(legal_basis)
    ) as legal_basis,
    min_by(scale, standing) filter (where scale is not null) as scale,
    min_by(region, standing) filter (where region is not null) as region,
    min_by(direction_and_control, standing) filter (where direction_and_control is not null) as direction_and_control,
    min_by(notice_months, standing) filter (where notice_months is not null) as notice_months,
    coalesce(
        min_by(exit_rule, standing) filter (where exit_rule <> 'not_stated'),
        max(exit_rule)
    ) as exit_rule,
    coalesce(
        min_by(publication_status, standing) filter (where publication_status <> 'not_stated'),
        max(publication_status)
    ) as publication_status,
    min_by(publication_address, standing) filter (where publication_address is not null) as publication_address,
    min_by(stage, standing) filter (where stage is not null) as stage,
    min_by(start_date, standing) filter (where start_date is not null) as start_date,
    min_by(signed_date, standing) filter (where signed_date is not null) as signed_date,
    min_by(end_date, standing) filter (where end_date is not null) as end_date,
    min_by(review_date, standing) filter (where review_date is not null) as review_date,
    min_by(stage_reason, standing) filter (where stage_reason is not null) as stage_reason,
    min_by(lead_force_id, standing) filter (where lead_force_id is not null) as lead_force_id,
    min_by(host_party_id, standing) filter (where host_party_id is not null) as host_party_id,
    min_by(host_body, standing) filter (where host_body is not null) as host_body,
    min_by(start_date_precision, standing) filter (where start_date_precision is not null) as start_date_precision,
    min_by(signed_date_precision, standing) filter (where signed_date_precision is not null) as signed_date_precision,
    min_by(end_date_precision, standing) filter (where end_date_precision is not null) as end_date_precision,
    min_by(review_date_precision, standing) filter (where review_date_precision is not null) as review_date_precision,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_agreements') }}
group by
    agreement_id, repeat_number, row_key
