-- Written by `make generate` from orchestration/returns/published_spend.yml. Change that file.
select
    nullif(trim(item), '') as item,
    nullif(trim(value), '') as value,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'published_spend__about') }}
where {{ in_current_submission('published_spend') }}
