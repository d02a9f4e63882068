select
    submission_id || '-' || cast(
        row_number() over (
            partition by submission_id
            order by
                table_name asc nulls first, natural_key asc nulls first, column_name asc nulls first,
                cell asc nulls first, change asc nulls first
        ) as {{ type_text() }}
    ) as change_id,
    submission_id,
    previous_submission_id,
    table_name,
    natural_key,
    column_name,
    cell,
    change,
    previous_value,
    new_value
from {{ source('ledger', 'value_changes') }}
