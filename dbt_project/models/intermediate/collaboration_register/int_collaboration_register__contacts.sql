with settled as (
    {{ register_settled('contacts') }}
)

select
    settled.agreement_id,
    settled.contact_post,
    settled.body_name,
    settled.party_id,
    settled.force_id,
    settled.address,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
