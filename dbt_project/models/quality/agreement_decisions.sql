select
    decision_id,
    trim(split_part(natural_key, '|', 1)) as agreement_id,
    trim(split_part(natural_key, '|', 2)) as other_agreement_id,
    kind = 'same_agreement' as is_same,
    reason,
    decided_by,
    decided_at
from {{ source('ledger', 'decisions') }}
where kind in ('same_agreement', 'different_agreements')
