{{ config(materialized='table') }}

with settled as (
    {{ register_settled('parties') }}
)

select
    settled.agreement_id,
    settled.party_id,
    settled.force_id,
    settled.party_name,
    settled.party_type,
    settled.role,
    settled.joined_date,
    settled.joined_date_precision,
    settled.left_date,
    settled.left_date_precision,
    settled.reason,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
