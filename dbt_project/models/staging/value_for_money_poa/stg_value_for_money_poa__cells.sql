select
    _submission_id,
    financial_year__value as financial_year,
    trim(sheet) as sheet,
    {{ try_integer('sheet_row__value') }} as sheet_row,
    trim(label) as label,
    nullif(trim(detail), '') as detail,
    trim(force_name) as force_name,
    {{ try_decimal('amount__value', 18, 6) }} as amount,
    amount__missing as amount_missing,
    _sheet,
    _row
from {{ source('raw', 'value_for_money_poa__cells') }}
where {{ in_force('value_for_money_poa') }}
