select
    {{ register_text('item') }} as item,
    {{ register_text('value') }} as value,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'peer_groups__about') }}
where {{ in_force('peer_groups') }}
