select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('theme__value') }} as theme,
    {{ register_text('lesson') }} as lesson,
    {{ register_text('heading_name') }} as heading_name,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__lessons') }}
where {{ in_force('collaboration_register') }}
