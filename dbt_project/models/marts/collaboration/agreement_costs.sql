select
    agreement_id,
    party_id,
    force_id,
    financial_year,
    kind,
    coalesce(status, 'not_stated') as status,
    amount_gbp,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__one_basis_costs') }}
