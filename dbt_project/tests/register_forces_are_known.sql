-- Rows returned: bodies a register calls a force that are none of the 43.
select
    agreement_id,
    party_name
from {{ ref('agreement_parties') }}
where party_type = 'force' and force_id is null
