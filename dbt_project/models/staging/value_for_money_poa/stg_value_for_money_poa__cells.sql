-- Written by `make generate` from orchestration/returns/value_for_money_poa.yml. Change that file.
select
    nullif(trim(cells.edition), '') as edition,
    cells.financial_year__value as financial_year,
    nullif(trim(cells.sheet), '') as sheet,
    {{ try_integer('cells.sheet_row__value') }} as sheet_row,
    nullif(trim(cells.label), '') as label,
    nullif(trim(cells.detail), '') as detail,
    nullif(trim(cells.force_name), '') as force_name,
    {{ try_decimal('cells.amount__value', 18, 6) }} as amount,
    cells.amount__missing as amount_missing,
    cells._submission_id,
    cells._sheet,
    cells._row
from {{ source('raw', 'value_for_money_poa__cells') }} as cells
left join {{ ref('stg_ledger__stopped_sheets') }} as stopped
    on {{ is_stopped('cells', 'stopped') }}
where {{ in_current_submission('value_for_money_poa') }} and stopped.submission_id is null
