select
    events.agreement_id,
    events.sequence,
    events.event,
    events.event_date,
    events.event_date_precision,
    events.decision_body,
    events.reason,
    events.source_document,
    events.source_place,
    events.note,
    events.submission_id,
    bodies.party_id,
    bodies.force_id,
    events.successor_agreement_id,
    events.document_reference
from {{ ref('int_collaboration_register__events') }} as events
left join {{ ref('int_collaboration_register__bodies') }} as bodies on events.party_name = bodies.body_name
