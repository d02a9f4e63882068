select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('party_name') }} as party_name,
    {{ register_text('party_type__value') }} as party_type,
    {{ register_text('role__value') }} as role,
    {{ register_date('joined_date__value') }} as joined_date,
    {{ register_date_precision('joined_date__value') }} as joined_date_precision,
    {{ register_date('left_date__value') }} as left_date,
    {{ register_date_precision('left_date__value') }} as left_date_precision,
    {{ register_text('reason') }} as reason,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__parties') }}
where {{ in_force('collaboration_register') }}
