-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(party_name), '') as party_name,
    party_type__value as party_type,
    role__value as role,
    {{ register_date('joined_date__value') }} as joined_date,
    {{ register_date_precision('joined_date__value') }} as joined_date_precision,
    {{ register_date('left_date__value') }} as left_date,
    {{ register_date_precision('left_date__value') }} as left_date_precision,
    nullif(trim(reason), '') as reason,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__parties') }}
where {{ in_current_submission('collaboration_register') }}
