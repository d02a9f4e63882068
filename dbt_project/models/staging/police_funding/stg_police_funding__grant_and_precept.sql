select
    {{ text_or_null('force_name') }} as force_name,
    {{ try_money('formula_grant_gbp__value') }} as formula_grant_gbp,
    {{ try_money('precept_gbp__value') }} as precept_gbp,
    {{ try_fte('officer_fte__value') }} as officer_fte,
    {{ text_or_null('precept_status') }} as precept_status,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'police_funding__grant_and_precept') }}
where {{ in_force('police_funding') }}
