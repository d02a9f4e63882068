-- Written by `make generate` from orchestration/returns/ons_population.yml. Change that file.
select
    nullif(trim(lad_code), '') as lad_code,
    nullif(trim(lad_name), '') as lad_name,
    nullif(trim(csp_code), '') as csp_code,
    nullif(trim(csp_name), '') as csp_name,
    nullif(trim(pfa_code), '') as pfa_code,
    nullif(trim(pfa_name), '') as pfa_name,
    {{ try_integer('object_id__value') }} as object_id,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'ons_population__area_lookup') }}
where {{ in_current_submission('ons_population') }}
