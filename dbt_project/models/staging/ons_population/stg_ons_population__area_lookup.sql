select
    {{ text_or_null('lad_code') }} as lad_code,
    {{ text_or_null('lad_name') }} as lad_name,
    {{ text_or_null('csp_code') }} as csp_code,
    {{ text_or_null('csp_name') }} as csp_name,
    {{ text_or_null('pfa_code') }} as pfa_code,
    {{ text_or_null('pfa_name') }} as pfa_name,
    {{ try_integer('object_id__value') }} as object_id,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'ons_population__area_lookup') }}
where {{ in_force('ons_population') }}
