select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ try_number('sequence__value', 'integer') }} as sequence,
    {{ register_text('event__value') }} as event,
    {{ register_date('event_date__value') }} as event_date,
    {{ register_date_precision('event_date__value') }} as event_date_precision,
    {{ register_text('decision_body') }} as decision_body,
    {{ register_text('party_name') }} as party_name,
    {{ register_text('reason') }} as reason,
    {{ register_text('successor_agreement_id') }} as successor_agreement_id,
    {{ register_text('document_reference') }} as document_reference,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__events') }}
where {{ in_force('collaboration_register') }}
