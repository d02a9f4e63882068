-- Written by `make generate` from orchestration/returns/board_decisions.yml. Change that file.
select
    nullif(trim(force_name), '') as force_name,
    return_id__value as return_id,
    measure_id__value as measure_id,
    heading_name__value as heading_name,
    financial_year__value as financial_year,
    nullif(trim(ground), '') as ground,
    try_cast(decided_on__value as date) as decided_on,
    nullif(trim(decided_by), '') as decided_by,
    try_cast(ended_on__value as date) as ended_on,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__exclusions') }}
where {{ in_current_submission('board_decisions') }}
