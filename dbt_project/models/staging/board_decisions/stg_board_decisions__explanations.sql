-- Written by `make generate` from orchestration/returns/board_decisions.yml. Change that file.
select
    nullif(trim(force_name), '') as force_name,
    heading_name__value as heading_name,
    nullif(trim(reason), '') as reason,
    try_cast(explained_on__value as date) as explained_on,
    try_cast(review_date__value as date) as review_date,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__explanations') }}
where {{ in_current_submission('board_decisions') }}
