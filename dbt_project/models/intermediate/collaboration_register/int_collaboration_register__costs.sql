with settled as (
    {{ register_on_one_basis('costs') }}
)

select
    settled.agreement_id,
    settled.party_id,
    settled.force_id,
    settled.financial_year,
    settled.kind,
    settled.amount_gbp,
    settled.status,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
