select
    {{ register_text('decision_id') }} as decision_id,
    {{ register_text('subject__value') }} as subject,
    {{ register_text('heading_name') }} as heading_name,
    {{ register_text('agreement_id') }} as agreement_id,
    {{ try_number('level_of_support__value', 'integer') }} as level_of_support,
    {{ register_date('decided_on__value') }} as decided_on,
    {{ register_text('decided_by') }} as decided_by,
    {{ register_text('reason') }} as reason,
    {{ register_text('supersedes_decision_id') }} as supersedes_decision_id,
    {{ register_date('review_date__value') }} as review_date,
    {{ register_text('note') }} as note,
    lower({{ register_text('source_document') }}) as source_document,
    {{ register_text('source_place') }} as source_place,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__levels') }}
where {{ in_force('board_decisions') }}
