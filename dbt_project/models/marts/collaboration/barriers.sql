select
    coalesce(agreement_id, 'general') || '-' || substr(md5(barrier), 1, 12) as barrier_id,
    agreement_id,
    theme,
    barrier,
    actual_or_perceived,
    generic_or_specific,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__barriers') }}
