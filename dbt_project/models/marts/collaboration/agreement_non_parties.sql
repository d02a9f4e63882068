select
    agreement_id,
    party_id,
    force_id,
    party_name,
    reason,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__settled_parties') }}
where role = 'not_a_party'
