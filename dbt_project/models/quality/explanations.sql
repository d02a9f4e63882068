select
    decision_id as explanation_id,
    rule_id,
    return_id,
    force_id,
    financial_year,
    variant,
    natural_key,
    reason as explanation,
    decided_by as explained_by,
    decided_at as explained_at
from {{ source('ledger', 'decisions') }}
where kind = 'explanation'
