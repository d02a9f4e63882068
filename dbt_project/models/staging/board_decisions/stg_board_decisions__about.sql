select
    {{ register_text('item') }} as item,
    {{ register_text('value') }} as value,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__about') }}
where {{ in_force('board_decisions') }}
