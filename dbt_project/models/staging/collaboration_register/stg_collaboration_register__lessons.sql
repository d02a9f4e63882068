-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    theme__value as theme,
    nullif(trim(lesson), '') as lesson,
    nullif(trim(heading_name), '') as heading_name,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__lessons') }}
where {{ in_current_submission('collaboration_register') }}
