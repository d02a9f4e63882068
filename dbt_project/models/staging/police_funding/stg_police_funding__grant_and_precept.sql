-- Written by `make generate` from orchestration/returns/police_funding.yml. Change that file.
select
    nullif(trim(force_name), '') as force_name,
    {{ try_money('formula_grant_gbp__value') }} as formula_grant_gbp,
    {{ try_money('precept_gbp__value') }} as precept_gbp,
    {{ try_decimal('officer_fte__value', 38, 18) }} as officer_fte,
    nullif(trim(precept_status), '') as precept_status,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'police_funding__grant_and_precept') }}
where {{ in_current_submission('police_funding') }}
