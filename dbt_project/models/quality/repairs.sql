select
    submission_id || '-' || cast(
        row_number() over (
            partition by submission_id
            order by
                sheet asc nulls first, row_number asc nulls first, column_name asc nulls first, cell asc nulls first,
                rule_id asc nulls first, value_given asc nulls first
        ) as {{ type_text() }}
    ) as repair_id,
    submission_id,
    table_name,
    sheet,
    row_number,
    cell,
    column_name,
    rule_id,
    value_given,
    value_read,
    missing
from {{ source('ledger', 'repairs') }}
