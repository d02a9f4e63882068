select
    decision_id as sign_off_id,
    submission_id,
    return_id,
    force_id,
    financial_year,
    decided_by as signed_by,
    role,
    decided_at as signed_at,
    reason as remark,
    variant
from {{ source('ledger', 'decisions') }}
where kind = 'sign_off'
