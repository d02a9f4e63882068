select
    {{ register_text('case_id') }} as case_id,
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('party_name') }} as party_name,
    {{ register_text('function_name') }} as function_name,
    {{ register_text('case_stage__value') }} as case_stage,
    {{ register_date('approved_date__value') }} as approved_date,
    {{ register_date_precision('approved_date__value') }} as approved_date_precision,
    {{ register_text('budget_year__value') }} as budget_year,
    {{ try_money('budget_without_collaboration_gbp__value') }} as budget_without_collaboration_gbp,
    {{ try_money('saving_forecast_original_gbp__value') }} as saving_forecast_original_gbp,
    {{ try_money('saving_forecast_gbp__value') }} as saving_forecast_gbp,
    {{ register_text('outcome_reason') }} as outcome_reason,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__business_cases') }}
where {{ in_force('collaboration_register') }}
