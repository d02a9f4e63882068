select
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('party_name') }} as party_name,
    {{ register_text('financial_year__value') }} as financial_year,
    {{ register_text('basis__value') }} as basis,
    {{ try_decimal('basis_value__value', 18, 4) }} as basis_value,
    {{ try_decimal('share_pct__value', 18, 4) }} as share_pct,
    {{ try_money('amount_gbp__value') }} as amount_gbp,
    {{ try_decimal('officer_fte__value', 18, 4) }} as officer_fte,
    {{ try_decimal('staff_fte__value', 18, 4) }} as staff_fte,
    {{ register_text('source_document') }} as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__contributions') }}
where {{ in_force('collaboration_register') }}
