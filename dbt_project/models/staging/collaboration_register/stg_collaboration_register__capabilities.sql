select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('capability') }} as capability,
    {{ register_text('status__value') }} as status,
    {{ register_date('as_at__value') }} as as_at,
    {{ register_date_precision('as_at__value') }} as as_at_precision,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__capabilities') }}
where {{ in_force('collaboration_register') }}
