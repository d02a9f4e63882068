select
    agreement_id,
    party_id,
    force_id,
    party_name,
    party_type,
    role,
    joined_date,
    joined_date_precision,
    left_date,
    left_date_precision,
    coalesce(left_date is not null or reason is not null, false) as has_left,
    reason,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__parties') }}
where role <> 'not_a_party'
