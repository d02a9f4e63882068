-- An edition may repeat earlier years: the latest edition with a year gives that year.
with cells as (
    select
        *,
        coalesce({{ name_key('force_name') }} = 'england and wales', false) as is_national_total
    from {{ ref('stg_home_office_functions__cells') }}
),

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

select
    cells.as_at_year,
    cells.framework,
    cells.worker_type,
    cells.sheet,
    cells.sheet_row,
    cells.label,
    cells.force_name,
    cells.is_national_total,
    cells.fte,
    cells.fte_missing,
    cells._submission_id
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
