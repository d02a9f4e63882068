-- Written by `make generate` from orchestration/returns/board_decisions.yml. Change that file.
select
    nullif(trim(recommendation_id), '') as recommendation_id,
    source_document__value as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(recommendation), '') as recommendation,
    nullif(trim(owner), '') as owner,
    {{ register_date('deadline__value') }} as deadline,
    {{ register_date_precision('deadline__value') }} as deadline_precision,
    outcome__value as outcome,
    {{ register_date('outcome_on__value') }} as outcome_on,
    {{ register_date_precision('outcome_on__value') }} as outcome_on_precision,
    nullif(trim(outcome_source), '') as outcome_source,
    heading_name__value as heading_name,
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__recommendations') }}
where {{ in_current_submission('board_decisions') }}
