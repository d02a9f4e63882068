with rule as (
    {{ active_rule('CR10') | indent(4) }}
)

{{ failing_row(
    'CR10',
    'collaboration_register__agreements',
    'agreements._submission_id',
    "'agreement_id=' || agreements.agreement_id",
    column_name="'review_date'",
    row_number='agreements._row',
    value_given=as_printed('agreements.review_date', 'agreements.review_date_precision'),
) }}
from {{ ref('stg_collaboration_register__agreements') }} as agreements
cross join rule
where
    agreements.stage = 'live'
    and {{ is_past('agreements.review_date', 'agreements.review_date_precision') }}
