-- Written by `make generate` from orchestration/returns/procurement_spend.yml. Change that file.
select
    nullif(trim(item), '') as item,
    nullif(trim(value), '') as value,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'procurement_spend__about') }}
where {{ in_current_submission('procurement_spend') }}
