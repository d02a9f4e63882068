-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    {{ try_integer('sequence__value') }} as sequence,
    event__value as event,
    {{ register_date('event_date__value') }} as event_date,
    {{ register_date_precision('event_date__value') }} as event_date_precision,
    nullif(trim(decision_body), '') as decision_body,
    nullif(trim(party_name), '') as party_name,
    nullif(trim(reason), '') as reason,
    nullif(trim(successor_agreement_id), '') as successor_agreement_id,
    nullif(trim(document_reference), '') as document_reference,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__events') }}
where {{ in_current_submission('collaboration_register') }}
