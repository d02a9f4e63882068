select
    agreement_id,
    party_id,
    force_id,
    financial_year,
    usage_measure,
    cast(quantity as {{ type_double() }}) as quantity,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__settled_usage') }}
