select
    {{ try_integer('as_at_31_march__value') }} as as_at_year,
    {{ text_or_null('geo_code') }} as geo_code,
    {{ text_or_null('force_name') }} as force_name,
    {{ text_or_null('region') }} as region,
    sex__value as sex,
    {{ text_or_null('rank_description') }} as rank_description,
    worker_type__value as worker_type_name,
    {{ try_integer('total_headcount__value') }} as headcount,
    {{ try_fte('total_fte__value') }} as fte,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'home_office_workforce__data') }}
where {{ in_force('home_office_workforce') }}
