select
    decision_id as waiver_id,
    rule_id,
    return_id,
    force_id,
    financial_year,
    natural_key,
    reason,
    decided_by as waived_by,
    decided_at as waived_at,
    valid_until,
    variant
from {{ source('ledger', 'decisions') }}
where kind = 'waiver'
