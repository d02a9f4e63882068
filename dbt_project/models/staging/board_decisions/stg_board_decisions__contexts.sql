select
    {{ register_text('force_name') }} as force_name,
    lower({{ register_text('measure_id') }}) as measure_id,
    {{ register_text('heading_name') }} as heading_name,
    {{ register_text('financial_year__value') }} as financial_year,
    {{ register_text('context') }} as context,
    {{ register_text('warranted__value') }} as warranted,
    {{ register_date('given_on__value') }} as given_on,
    {{ register_text('given_by') }} as given_by,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__contexts') }}
where {{ in_force('board_decisions') }}
