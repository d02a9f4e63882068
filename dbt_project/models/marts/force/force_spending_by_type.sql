select
    force_id,
    financial_year,
    'estimate' as basis,
    spending_group,
    spending_type,
    amount_gbp,
    reported_state,
    submission_id
from {{ ref('int_national_tables__spending') }}
