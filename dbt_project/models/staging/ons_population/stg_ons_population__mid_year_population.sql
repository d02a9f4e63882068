select
    {{ text_or_null('area_code') }} as area_code,
    {{ text_or_null('area_name') }} as area_name,
    {{ text_or_null('geography') }} as geography,
    try_cast(right(trim(mid_year), 4) as integer) as mid_year,
    {{ try_integer('population__value') }} as population,
    _submission_id,
    _sheet,
    _row,
    _column
from {{ source('raw', 'ons_population__mid_year_population') }}
where {{ in_force('ons_population') }}
