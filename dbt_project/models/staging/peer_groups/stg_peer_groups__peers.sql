select
    {{ register_text('force_name') }} as force_name,
    {{ register_text('peer_force_name') }} as peer_force_name,
    {{ register_text('financial_year_from__value') }} as financial_year_from,
    {{ register_text('financial_year_to__value') }} as financial_year_to,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'peer_groups__peers') }}
where {{ in_force('peer_groups') }}
