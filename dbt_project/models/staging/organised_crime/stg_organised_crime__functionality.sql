select
    criterion__value as criterion,
    assessment__value as assessment,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'organised_crime__functionality') }}
where {{ in_force('organised_crime') }}
