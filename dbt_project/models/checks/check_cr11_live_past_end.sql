with rule as (
    {{ active_rule('CR11') | indent(4) }}
)

{{ failing_row(
    'CR11',
    'collaboration_register__agreements',
    'agreements._submission_id',
    "'agreement_id=' || agreements.agreement_id",
    column_name="'end_date'",
    row_number='agreements._row',
    value_given=as_printed('agreements.end_date', 'agreements.end_date_precision'),
) }}
from {{ ref('stg_collaboration_register__agreements') }} as agreements
cross join rule
where
    agreements.stage in ('live', 'in_review')
    and {{ is_past('agreements.end_date', 'agreements.end_date_precision') }}
