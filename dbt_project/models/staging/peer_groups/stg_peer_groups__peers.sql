-- Written by `make generate` from orchestration/returns/peer_groups.yml. Change that file.
select
    nullif(trim(force_name), '') as force_name,
    nullif(trim(peer_force_name), '') as peer_force_name,
    financial_year_from__value as financial_year_from,
    financial_year_to__value as financial_year_to,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'peer_groups__peers') }}
where {{ in_current_submission('peer_groups') }}
