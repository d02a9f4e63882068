select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('function_name') }} as function_name,
    {{ register_text('party_name') }} as party_name,
    {{ register_date('as_at__value') }} as as_at,
    {{ register_date_precision('as_at__value') }} as as_at_precision,
    {{ register_text('worker_type__value') }} as worker_type,
    {{ register_text('location__value') }} as location,
    {{ register_text('basis__value') }} as basis,
    {{ try_decimal('people__value', 18, 4) }} as people,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__workforce') }}
where {{ in_force('collaboration_register') }}
