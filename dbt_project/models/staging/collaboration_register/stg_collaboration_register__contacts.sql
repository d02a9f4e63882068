select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('contact_post') }} as contact_post,
    {{ register_text('body_name') }} as body_name,
    {{ register_text('address') }} as address,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__contacts') }}
where {{ in_force('collaboration_register') }}
