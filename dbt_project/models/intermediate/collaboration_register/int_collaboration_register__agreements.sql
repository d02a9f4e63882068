{{ config(materialized='table') }}

with settled as (
    {{ register_settled('agreements') }}
)

select
    settled.agreement_id,
    settled.title,
    settled.objective,
    settled.programme,
    settled.portfolio,
    settled.style,
    settled.legal_basis,
    settled.scale,
    settled.region,
    settled.lead_force_id,
    settled.host_body,
    settled.direction_and_control,
    settled.notice_months,
    settled.exit_rule,
    settled.publication_status,
    settled.publication_address,
    settled.stage,
    settled.stage_reason,
    settled.start_date,
    settled.start_date_precision,
    settled.signed_date,
    settled.signed_date_precision,
    settled.end_date,
    settled.end_date_precision,
    settled.review_date,
    settled.review_date_precision,
    settled.host_party_id,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
