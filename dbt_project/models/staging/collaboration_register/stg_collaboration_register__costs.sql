select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('party_name') }} as party_name,
    {{ register_text('financial_year__value') }} as financial_year,
    {{ register_text('kind__value') }} as kind,
    {{ try_money('amount_gbp__value') }} as amount_gbp,
    {{ register_text('status__value') }} as status,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__costs') }}
where {{ in_force('collaboration_register') }}
