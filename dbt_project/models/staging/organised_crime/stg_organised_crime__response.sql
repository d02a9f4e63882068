-- Written by `make generate` from orchestration/returns/organised_crime.yml. Change that file.
select
    figure_name__value as figure_name,
    {{ try_decimal('figure__value', 38, 18) }} as figure,
    figure__missing as figure_missing,
    try_cast(as_at__value as date) as as_at,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'organised_crime__response') }}
where {{ in_current_submission('organised_crime') }}
