-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(case_id), '') as case_id,
    nullif(trim(depends_on_case_id), '') as depends_on_case_id,
    nullif(trim(dependency), '') as dependency,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__case_dependencies') }}
where {{ in_current_submission('collaboration_register') }}
