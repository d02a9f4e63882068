with rule as (
    {{ active_rule('XR07') | indent(4) }}
),

rows_given as (
    select
        *,
        case when wider_heading_id is null then 'wider_function_name' else 'function_subgroup_name' end as column_name,
        case when wider_heading_id is null then wider_function_name else function_subgroup_name end as name_given
    from {{ ref('int_national_tables__open_function_rows') }}
    where wider_heading_id is null or function_heading_id is null
),

-- A name stands in thousands of rows: it is told once, at the first of them.
unknown as (
    select
        submission_id,
        column_name,
        {{ national_label_key('name_given') }} as name_key,
        wider_heading_id,
        min(name_given) as name_given,
        min(sheet_row) as row_number
    from rows_given
    group by submission_id, column_name, {{ national_label_key('name_given') }}, wider_heading_id
)

{{ failing_row(
    'XR07',
    'home_office_workforce_functions__data',
    'unknown.submission_id',
    "unknown.column_name || '=' || unknown.name_given",
    column_name='unknown.column_name',
    row_number='unknown.row_number',
    value_given='unknown.name_given',
    expected="coalesce(headings.heading_name, 'All functions')",
) }}
from unknown
cross join rule
left join {{ ref('poa_headings') }} as headings
    on unknown.wider_heading_id = headings.heading_id
