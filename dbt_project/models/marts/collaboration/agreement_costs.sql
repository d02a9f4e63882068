select
    agreement_id,
    party_id,
    force_id,
    financial_year,
    kind,
    amount_gbp,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__costs') }}
