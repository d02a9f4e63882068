select
    {{ register_text('item') }} as item,
    {{ register_text('value') }} as value,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'savings_requirement__about') }}
where {{ in_force('savings_requirement') }}
