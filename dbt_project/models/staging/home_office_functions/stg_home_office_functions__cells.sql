with cells as (
    select
        cells._submission_id,
        {{ try_integer('cells.as_at_31_march__value') }} as as_at_year,
        cells.framework__value as framework,
        cells.worker_type__value as worker_type,
        trim(cells.sheet) as sheet,
        {{ try_integer('cells.sheet_row__value') }} as sheet_row,
        nullif(trim(cells.function_code), '') as function_code,
        trim(cells.label) as label,
        trim(cells.force_name) as force_name,
        coalesce({{ name_key('cells.force_name') }} = 'england and wales', false) as is_national_total,
        {{ try_decimal('cells.fte__value', 18, 6) }} as fte,
        cells.fte__missing as fte_missing,
        cells._sheet,
        cells._row
    from {{ source('raw', 'home_office_functions__cells') }} as cells
    left join {{ ref('stg_ledger__stopped_sheets') }} as stopped
        on {{ is_stopped('cells', 'stopped') }}
    where {{ in_force('home_office_functions') }} and stopped.submission_id is null
),

-- An edition may repeat earlier years: the latest edition with a year gives that year.
editions as (
    select
        _submission_id,
        framework,
        max(as_at_year) as edition_year
    from cells
    group by _submission_id, framework
),

latest as (
    select
        cells.as_at_year,
        cells.framework,
        max(editions.edition_year) as edition_year
    from cells
    inner join editions
        on
            cells._submission_id = editions._submission_id
            and cells.framework = editions.framework
    group by cells.as_at_year, cells.framework
)

select cells.*
from cells
inner join editions
    on
        cells._submission_id = editions._submission_id
        and cells.framework = editions.framework
inner join latest
    on
        cells.as_at_year = latest.as_at_year
        and cells.framework = latest.framework
        and editions.edition_year = latest.edition_year
