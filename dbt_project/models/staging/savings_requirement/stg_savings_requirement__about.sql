-- Written by `make generate` from orchestration/returns/savings_requirement.yml. Change that file.
select
    nullif(trim(item), '') as item,
    nullif(trim(value), '') as value,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'savings_requirement__about') }}
where {{ in_current_submission('savings_requirement') }}
