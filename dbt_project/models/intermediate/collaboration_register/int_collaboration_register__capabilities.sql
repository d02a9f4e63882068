with settled as (
    {{ register_settled('capabilities') }}
)

select
    settled.agreement_id,
    settled.capability,
    settled.status,
    settled.as_at,
    settled.as_at_precision,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
