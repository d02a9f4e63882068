with settled as (
    {{ register_settled('usage') }}
)

select
    settled.agreement_id,
    settled.party_id,
    settled.force_id,
    settled.financial_year,
    settled.usage_measure,
    settled.quantity,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
