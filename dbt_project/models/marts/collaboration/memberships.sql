select
    agreement_id,
    party_id,
    membership_number,
    force_id,
    role,
    from_date,
    to_date
from {{ ref('int_agreement_life__memberships') }}
