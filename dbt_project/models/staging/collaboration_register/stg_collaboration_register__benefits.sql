-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(party_name), '') as party_name,
    financial_year__value as financial_year,
    nullif(trim(function_name), '') as function_name,
    kind__value as kind,
    recurrence__value as recurrence,
    amount_is__value as amount_is,
    {{ try_money('forecast_gbp__value') }} as forecast_gbp,
    {{ try_money('forecast_original_gbp__value') }} as forecast_original_gbp,
    {{ try_money('delivered_gbp__value') }} as delivered_gbp,
    confidence__value as confidence,
    nullif(trim(reinvested_in), '') as reinvested_in,
    nullif(trim(outcome_reason), '') as outcome_reason,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__benefits') }}
where {{ in_current_submission('collaboration_register') }}
