-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(capability), '') as capability,
    status__value as status,
    {{ register_date('as_at__value') }} as as_at,
    {{ register_date_precision('as_at__value') }} as as_at_precision,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__capabilities') }}
where {{ in_current_submission('collaboration_register') }}
