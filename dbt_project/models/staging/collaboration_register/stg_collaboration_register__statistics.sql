select
    {{ register_text('statistic_id') }} as statistic_id,
    {{ register_text('component') }} as component,
    {{ register_text('title') }} as title,
    {{ register_text('area') }} as area,
    {{ register_text('period') }} as period,
    {{ try_decimal('value__value', 24, 6) }} as value,
    {{ register_text('unit__value') }} as unit,
    {{ try_decimal('precision__value', 24, 6) }} as printed_precision,
    {{ register_text('qualifier__value') }} as qualifier,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__statistics') }}
where {{ in_force('collaboration_register') }}
