-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(party_name), '') as party_name,
    financial_year__value as financial_year,
    kind__value as kind,
    {{ try_money('amount_gbp__value') }} as amount_gbp,
    status__value as status,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__costs') }}
where {{ in_current_submission('collaboration_register') }}
