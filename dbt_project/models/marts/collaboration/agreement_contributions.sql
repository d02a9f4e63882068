select
    agreement_id,
    party_id,
    force_id,
    financial_year,
    basis,
    basis_value,
    cast(share_pct as double) as share_pct,
    amount_gbp,
    cast(officer_fte as decimal(18, 2)) as officer_fte,
    cast(staff_fte as decimal(18, 2)) as staff_fte,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__settled_contributions') }}
