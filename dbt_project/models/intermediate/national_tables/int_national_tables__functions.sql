{{ config(materialized='table') }}
-- The old list of 60 functions and the functions of Police Objective Analysis stand side by side at 31 March 2015; they
-- are different headings and are never joined. The publisher's column of totals is a control and no force.
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
)

select
    aliases.force_id,
    financial_years.financial_year,
    labels.heading_id,
    labels.level,
    worker_types.worker_type,
    cells.fte as people,
    {{ reported_state('cells.fte', 'cells.fte_missing') }} as reported_state,
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
        and {{ alias_holds_on('aliases', 'financial_years.workforce_as_at') }}
