select
    agreement_id,
    contact_post,
    body_name,
    party_id,
    force_id,
    address,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__settled_contacts') }}
