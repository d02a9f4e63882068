select
    submission_id,
    given_agreement_id,
    agreement_id,
    method,
    score,
    matched_submission_id,
    matched_agreement_id
from {{ ref('int_collaboration_register__reports') }}
