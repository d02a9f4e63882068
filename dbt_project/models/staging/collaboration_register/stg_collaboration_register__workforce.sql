-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(function_name), '') as function_name,
    nullif(trim(party_name), '') as party_name,
    {{ register_date('as_at__value') }} as as_at,
    {{ register_date_precision('as_at__value') }} as as_at_precision,
    worker_type__value as worker_type,
    location__value as location,
    basis__value as basis,
    {{ try_decimal('people__value', 18, 4) }} as people,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__workforce') }}
where {{ in_current_submission('collaboration_register') }}
