-- Written by `make generate` from orchestration/returns/board_decisions.yml. Change that file.
select
    nullif(trim(force_name), '') as force_name,
    measure_id__value as measure_id,
    heading_name__value as heading_name,
    financial_year__value as financial_year,
    nullif(trim(context), '') as context,
    warranted__value as warranted,
    try_cast(given_on__value as date) as given_on,
    nullif(trim(given_by), '') as given_by,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__contexts') }}
where {{ in_current_submission('board_decisions') }}
