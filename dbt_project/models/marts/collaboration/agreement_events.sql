select
    agreement_id,
    sequence,
    event,
    event_date,
    event_date_precision,
    decision_body,
    reason,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__events') }}
