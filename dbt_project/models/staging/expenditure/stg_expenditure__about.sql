-- Written by `make generate` from orchestration/returns/expenditure.yml. Change that file.
select
    nullif(trim(item), '') as item,
    nullif(trim(value), '') as value,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'expenditure__about') }}
where {{ in_current_submission('expenditure') }}
