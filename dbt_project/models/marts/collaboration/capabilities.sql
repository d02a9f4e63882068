select
    agreement_id,
    capability,
    status,
    as_at,
    as_at_precision,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__settled_capabilities') }}
