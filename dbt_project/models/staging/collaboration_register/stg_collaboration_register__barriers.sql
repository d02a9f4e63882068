-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    theme__value as theme,
    nullif(trim(barrier), '') as barrier,
    nullif(trim(heading_name), '') as heading_name,
    is_actual__value as is_actual,
    is_generic__value as is_generic,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__barriers') }}
where {{ in_current_submission('collaboration_register') }}
