-- Written by `make generate` from orchestration/returns/police_funding_by_year.yml. Change that file.
select
    nullif(trim(area_code), '') as area_code,
    nullif(trim(area_name), '') as area_name,
    nullif(trim(heading), '') as heading,
    {{ try_decimal('amount_gbp_million__value', 38, 9) }} as amount_gbp_million,
    amount_gbp_million__missing as amount_gbp_million_missing,
    _submission_id,
    _sheet,
    _row,
    _column
from {{ source('raw', 'police_funding_by_year__by_year') }}
where {{ in_current_submission('police_funding_by_year') }}
