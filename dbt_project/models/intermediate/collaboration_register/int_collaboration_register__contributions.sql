with settled as (
    {{ register_settled('contributions') }}
)

select
    settled.agreement_id,
    settled.party_id,
    settled.force_id,
    settled.party_name,
    settled.financial_year,
    settled.basis,
    settled.basis_value,
    settled.share_pct,
    settled.amount_gbp,
    settled.officer_fte,
    settled.staff_fte,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
