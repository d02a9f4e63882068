-- Written by `make generate` from orchestration/returns/peer_groups.yml. Change that file.
select
    nullif(trim(item), '') as item,
    nullif(trim(value), '') as value,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'peer_groups__about') }}
where {{ in_current_submission('peer_groups') }}
