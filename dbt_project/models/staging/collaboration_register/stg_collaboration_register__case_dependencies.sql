select
    {{ register_text('case_id') }} as case_id,
    {{ register_text('depends_on_case_id') }} as depends_on_case_id,
    {{ register_text('dependency') }} as dependency,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__case_dependencies') }}
where {{ in_force('collaboration_register') }}
