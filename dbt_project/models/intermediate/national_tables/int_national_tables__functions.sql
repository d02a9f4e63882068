{{ config(materialized='table') }}
-- The old list of 60 functions and the functions of Police Objective Analysis stand side by side at 31 March 2015; they
-- are different headings and are never joined. The publisher's column of totals is a control and no force. Where the
-- open data table has the force, 31 March and worker type, it is used: each edition of it revises the years before.
with cells as (
    select
        *,
        {{ national_label_key('label') }} as label_key
    from {{ ref('int_national_tables__function_cells') }}
    where not is_national_total
),

labels as (
    select
        labels.*,
        coalesce(headings.level, 2) as level
    from {{ ref('national_table_labels') }} as labels
    inner join {{ ref('poa_headings') }} as headings
        on labels.heading_id = headings.heading_id
    where labels.return_id = 'home_office_functions' and labels.use = 'heading'
),

from_cells as (
    select
        aliases.force_id,
        financial_years.financial_year,
        labels.heading_id,
        labels.level,
        worker_types.worker_type,
        cast(cells.fte as {{ type_measured() }}) as people,
        {{ reported_state('cells.fte', 'cells.fte_missing') }} as reported_state,
        cells.framework,
        cells.sheet,
        cells.sheet_row,
        cells._submission_id as submission_id
    from cells
    inner join {{ ref('financial_years') }} as financial_years
        on cells.as_at_year = financial_years.start_year + 1
    inner join labels
        on
            cells.label_key = labels.label_key
            and cells.framework = labels.table_key
            and financial_years.financial_year between labels.from_financial_year and labels.to_financial_year
    inner join {{ ref('worker_types') }} as worker_types
        on {{ name_key('cells.worker_type') }} = worker_types.worker_type_name
    inner join {{ ref('force_aliases') }} as aliases
        on
            {{ name_key('cells.force_name') }} = {{ name_key('aliases.alias') }}
            and {{ alias_is_valid_on('aliases', 'financial_years.workforce_as_at') }}
),

from_open_table as (
    select * from {{ ref('int_national_tables__open_functions') }}
),

in_open_table as (
    select distinct
        force_id,
        financial_year,
        worker_type
    from from_open_table
)

select
    from_cells.force_id,
    from_cells.financial_year,
    from_cells.heading_id,
    from_cells.level,
    from_cells.worker_type,
    from_cells.people,
    from_cells.reported_state,
    from_cells.sheet,
    from_cells.sheet_row,
    from_cells.submission_id
from from_cells
left join in_open_table
    on
        from_cells.framework = 'poa'
        and from_cells.force_id = in_open_table.force_id
        and from_cells.financial_year = in_open_table.financial_year
        and from_cells.worker_type = in_open_table.worker_type
where in_open_table.force_id is null
union all
select
    force_id,
    financial_year,
    heading_id,
    level,
    worker_type,
    people,
    reported_state,
    sheet,
    sheet_row,
    submission_id
from from_open_table
