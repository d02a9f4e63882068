-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(contact_post), '') as contact_post,
    nullif(trim(body_name), '') as body_name,
    nullif(trim(address), '') as address,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__contacts') }}
where {{ in_current_submission('collaboration_register') }}
