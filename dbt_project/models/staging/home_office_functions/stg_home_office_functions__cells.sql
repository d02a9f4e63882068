-- Written by `make generate` from orchestration/returns/home_office_functions.yml. Change that file.
select
    {{ try_integer('cells.as_at_31_march__value') }} as as_at_year,
    cells.framework__value as framework,
    cells.worker_type__value as worker_type,
    nullif(trim(cells.sheet), '') as sheet,
    {{ try_integer('cells.sheet_row__value') }} as sheet_row,
    nullif(trim(cells.function_code), '') as function_code,
    nullif(trim(cells.label), '') as label,
    nullif(trim(cells.force_name), '') as force_name,
    {{ try_decimal('cells.fte__value', 18, 6) }} as fte,
    cells.fte__missing as fte_missing,
    cells._submission_id,
    cells._sheet,
    cells._row
from {{ source('raw', 'home_office_functions__cells') }} as cells
left join {{ ref('stg_ledger__stopped_sheets') }} as stopped
    on {{ is_stopped('cells', 'stopped') }}
where {{ in_current_submission('home_office_functions') }} and stopped.submission_id is null
