select
    force_id,
    financial_year,
    heading_id,
    coalesce(item_group, 'by_heading') as item_group,
    item,
    is_without_national_policing,
    unit,
    cast(amount as {{ type_double() }}) as amount,
    reported_state,
    sheet,
    sheet_rows,
    correction,
    definition,
    submission_id
from {{ ref('int_national_tables__figures') }}
union all
select
    force_id,
    financial_year,
    heading_id,
    'people_at_31_march' as item_group,
    worker_type as item,
    false as is_without_national_policing,
    'FTE' as unit,
    cast(people as {{ type_double() }}) as amount,
    reported_state,
    sheet,
    cast(sheet_row as {{ type_text() }}) as sheet_rows,
    cast(null as {{ type_text() }}) as correction,
    cast(null as {{ type_text() }}) as definition,
    submission_id
from {{ ref('int_national_tables__functions') }}
