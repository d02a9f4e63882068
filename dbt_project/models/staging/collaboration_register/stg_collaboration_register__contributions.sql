-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(agreement_id), '') as agreement_id,
    nullif(trim(party_name), '') as party_name,
    financial_year__value as financial_year,
    basis__value as basis,
    {{ try_decimal('basis_value__value', 18, 4) }} as basis_value,
    {{ try_decimal('share_pct__value', 18, 4) }} as share_pct,
    {{ try_money('amount_gbp__value') }} as amount_gbp,
    {{ try_decimal('officer_fte__value', 18, 4) }} as officer_fte,
    {{ try_decimal('staff_fte__value', 18, 4) }} as staff_fte,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__contributions') }}
where {{ in_current_submission('collaboration_register') }}
