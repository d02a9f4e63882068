-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(party_name), '') as party_name,
    financial_year__value as financial_year,
    nullif(trim(usage_measure), '') as usage_measure,
    {{ try_decimal('quantity__value', 18, 4) }} as quantity,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__usage') }}
where {{ in_current_submission('collaboration_register') }}
