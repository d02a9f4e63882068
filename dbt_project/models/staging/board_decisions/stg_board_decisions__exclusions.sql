select
    {{ register_text('force_name') }} as force_name,
    {{ register_text('return_id__value') }} as return_id,
    lower({{ register_text('measure_id') }}) as measure_id,
    {{ register_text('heading_name') }} as heading_name,
    {{ register_text('financial_year__value') }} as financial_year,
    {{ register_text('ground') }} as ground,
    {{ register_date('decided_on__value') }} as decided_on,
    {{ register_text('decided_by') }} as decided_by,
    {{ register_date('ended_on__value') }} as ended_on,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__exclusions') }}
where {{ in_force('board_decisions') }}
