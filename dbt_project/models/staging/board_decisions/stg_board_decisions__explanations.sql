select
    {{ register_text('force_name') }} as force_name,
    {{ register_text('heading_name') }} as heading_name,
    {{ register_text('reason') }} as reason,
    {{ register_date('explained_on__value') }} as explained_on,
    {{ register_date('review_date__value') }} as review_date,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__explanations') }}
where {{ in_force('board_decisions') }}
