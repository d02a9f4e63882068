-- Rows of the latest edition with their headings; a name that is no heading leaves it null, and its people count.
with rows_given as (
    select rows_given.*
    from {{ ref('stg_home_office_workforce_functions__data') }} as rows_given
    inner join {{ ref('int_editions__latest') }} as editions
        on rows_given._submission_id = editions.submission_id
),

names as (
    select * from {{ ref('int_national_tables__function_names') }}
)

select
    aliases.force_id,
    financial_years.financial_year,
    worker_types.worker_type,
    rows_given.wider_function_name,
    rows_given.function_subgroup_name,
    wider.heading_id as wider_heading_id,
    functions.heading_id as function_heading_id,
    rows_given.fte,
    rows_given.fte_missing,
    rows_given._sheet as sheet,
    rows_given._row as sheet_row,
    rows_given._submission_id as submission_id
from rows_given
inner join {{ ref('financial_years') }} as financial_years
    on rows_given.as_at_year = financial_years.start_year + 1
inner join {{ ref('worker_types') }} as worker_types
    on {{ name_key('rows_given.worker_type_name') }} = worker_types.worker_type_name
inner join {{ ref('force_aliases') }} as aliases
    on
        {{ name_key('rows_given.force_name') }} = {{ name_key('aliases.alias') }}
        and {{ alias_is_valid_on('aliases', 'financial_years.workforce_as_at') }}
left join names as wider
    on
        wider.level = 1
        and {{ national_label_key('rows_given.wider_function_name') }} = wider.name_key
left join names as functions
    on
        functions.level = 2
        and wider.heading_id = functions.parent_heading_id
        and {{ national_label_key('rows_given.function_subgroup_name') }} = functions.name_key
