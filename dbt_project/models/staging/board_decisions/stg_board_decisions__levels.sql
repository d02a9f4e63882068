-- Written by `make generate` from orchestration/returns/board_decisions.yml. Change that file.
select
    nullif(trim(decision_id), '') as decision_id,
    subject__value as subject,
    heading_name__value as heading_name,
    nullif(trim(agreement_id), '') as agreement_id,
    {{ try_integer('level_of_support__value') }} as level_of_support,
    try_cast(decided_on__value as date) as decided_on,
    nullif(trim(decided_by), '') as decided_by,
    nullif(trim(reason), '') as reason,
    nullif(trim(supersedes_decision_id), '') as supersedes_decision_id,
    try_cast(review_date__value as date) as review_date,
    nullif(trim(note), '') as note,
    source_document__value as source_document,
    nullif(trim(source_place), '') as source_place,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__levels') }}
where {{ in_current_submission('board_decisions') }}
