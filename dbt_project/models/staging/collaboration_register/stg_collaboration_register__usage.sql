select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('party_name') }} as party_name,
    {{ register_text('financial_year__value') }} as financial_year,
    {{ register_text('usage_measure') }} as usage_measure,
    {{ try_decimal('quantity__value', 18, 4) }} as quantity,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__usage') }}
where {{ in_force('collaboration_register') }}
