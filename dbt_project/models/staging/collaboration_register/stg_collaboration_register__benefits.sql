select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('party_name') }} as party_name,
    {{ register_text('financial_year__value') }} as financial_year,
    {{ register_text('function_name') }} as function_name,
    {{ register_text('kind__value') }} as kind,
    {{ register_text('recurrence__value') }} as recurrence,
    {{ register_text('amount_is__value') }} as amount_is,
    {{ try_money('forecast_gbp__value') }} as forecast_gbp,
    {{ try_money('forecast_original_gbp__value') }} as forecast_original_gbp,
    {{ try_money('delivered_gbp__value') }} as delivered_gbp,
    {{ register_text('confidence__value') }} as confidence,
    {{ register_text('reinvested_in') }} as reinvested_in,
    {{ register_text('outcome_reason') }} as outcome_reason,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__benefits') }}
where {{ in_force('collaboration_register') }}
